using System;
using System.Threading.Tasks;
using Trading.Desk;
using Trading.GrainInterfaces;
using Trading.Model;

namespace Trading.Grains;

/// <summary>
/// Passes one feed's market on to the desk nodes that follow it, as far as the market has committed it: from what was just
/// delivered, or from what the feed gives again.
/// </summary>
/// <param name="source">The venue's instrument.</param>
/// <param name="publisher">The way to the nodes.</param>
internal sealed class MarketRelays(InstrumentId source, IBlockPublisher publisher)
{
    /// <summary>Bytes that wait for desk nodes before the feed is held up.</summary>
    private const long HeldBytesMax = 4L * 1024 * 1024;

    private MarketRelay? _relay;
    private RelayedTape? _tape;
    private NodeOutputs? _recent;
    private ulong _epoch;

    /// <summary>False while a desk node that follows has not told that it has the whole market.</summary>
    public bool IsTaken => _relay is null or { IsTaken: true };

    /// <summary>A desk node tells where it stands.</summary>
    public void Follow(MarketFollower follower)
    {
        _relay ??= new MarketRelay();
        _tape ??= new RelayedTape(_relay, source);
        var name = follower.Namespace + "/" + follower.Key;
        // Whoever needs what is not kept gets it from the tape, read again from its first slice on.
        if (!_relay.Follow(name, follower.Cursor, follower.Credit, follower.IsBehind)) _tape.Rewind();
    }

    /// <summary>Slices that are on their way into the market's node: they are passed on once they are committed.</summary>
    public void Remember(NodeOutputs slices) => _recent = _relay is null ? null : slices;

    /// <summary>Sends what followers take, up to a committed slice.</summary>
    /// <param name="epoch">The feed's epoch.</param>
    /// <param name="committed">The slice.</param>
    /// <param name="ask">Gets a slice from the feed again; null when it cannot be had now.</param>
    /// <returns>False when it cannot go on before followers have taken more, or the feed is back.</returns>
    public async Task<bool> TryPassOnAsync(ulong epoch, ulong committed, Func<ulong, ulong, Task<byte[]?>> ask)
    {
        if (_relay is not { } relay || _tape is not { } tape) return true;
        if (epoch != _epoch) tape.Rewind();
        _epoch = epoch;
        await SendAsync(relay);
        while (tape.Slices < committed && relay.HeldBytes <= HeldBytesMax)
        {
            var next = tape.Slices + 1;
            if ((Recent(next) ?? await ask(epoch, next)) is not { } slice) return false;
            // A follower may have asked for all of it meanwhile.
            if (tape.Slices + 1 == next && epoch == _epoch) tape.Take(slice);
            await SendAsync(relay);
        }

        return relay.HeldBytes <= HeldBytesMax;
    }

    private byte[]? Recent(ulong sequence) =>
        _recent is { } slices && sequence >= slices.First && sequence - slices.First < (ulong)slices.Payloads.Length
            ? slices.Payloads[(int)(sequence - slices.First)]
            : null;

    /// <summary>Sends what followers take. What a stream does not take now, its follower asks for.</summary>
    private async Task SendAsync(MarketRelay relay)
    {
        var market = TradingDesk.MarketName(source);
        while (relay.TryNext(out var name, out var sequence, out var block))
        {
            var slash = name.IndexOf('/', StringComparison.Ordinal);
            if (!await publisher.PublishAsync(name[..slash], name[(slash + 1)..], new MarketBlockItem(market, sequence, block))) return;
        }
    }
}
