using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Orleans;
using Orleans.Runtime;
using Trading.Channels;
using Trading.Durable;
using Trading.GrainInterfaces;
using Trading.Market;
using Trading.Model;

namespace Trading.Grains;

/// <summary>
/// The way from one feed into its market's node: puts the stream in order, asks the feed for what is lost, delivers slices, and
/// passes on and acknowledges what is committed. What it knows itself may be lost at any time.
/// </summary>
/// <param name="source">The venue's instrument.</param>
/// <param name="feed">The feed.</param>
/// <param name="marketKey">The market's key, as the feed knows it.</param>
/// <param name="pump">The market's node.</param>
/// <param name="relays">Passes the feed's market on to desk nodes.</param>
/// <param name="committed">Told after every commit.</param>
internal sealed class MarketLine(
    InstrumentId source, IFeedGrain feed, string marketKey, NodePump pump, MarketRelays relays, Action committed)
{
    private const int HeldMax = 256;
    private const int BatchMax = 16;
    private ulong _epoch;
    private ulong _committed;
    private bool _isRunning;
    private bool _isOver;
    private bool _isHeard;
    private bool _isEnded;

    /// <summary>What came and what was missing.</summary>
    public ChannelReceiver Received { get; } = new(HeldMax, epoch => pump.CursorOf(new SliceSource(epoch, source).ToString()));

    /// <summary>The feed's blocks for desk nodes.</summary>
    public MarketRelays Relays => relays;

    /// <summary>Takes an item of the stream.</summary>
    public void Take(FeedBlock item)
    {
        _isHeard = true;
        // The tape's end is a slice without bytes, and a heartbeat that says so has all of it.
        if (item.IsHeartbeat && !item.IsEnded) Received.Announce(item.Epoch, item.Sequence);
        else Received.Offer(item.Epoch, item.Sequence, item.Bytes);
        Run();
    }

    /// <summary>Works on, if nobody does.</summary>
    public void Run()
    {
        if (!_isRunning && !_isOver) _ = RunAsync();
    }

    /// <summary>The activation ends.</summary>
    public void Stop() => _isOver = true;

    /// <summary>Asks a feed that has been silent how far it is: that calls it up and brings its play on, and the stream is not needed for
    /// what it has published.</summary>
    public async Task CallUpAsync()
    {
        var isSilent = !_isHeard && !_isEnded;
        _isHeard = false;
        if (!isSilent || await TryAskAsync(feed.Progress) is not { Epoch: > 0 } progress) return;
        Received.Announce(progress.Epoch, progress.Published);
        Run();
    }

    private async Task RunAsync()
    {
        _isRunning = true;
        try
        {
            while (!_isOver && await TryStepAsync())
            {
            }

            Acknowledge();
        }
        finally
        {
            _isRunning = false;
        }
    }

    /// <returns>False when nothing is left to do now.</returns>
    private async Task<bool> TryStepAsync()
    {
        if (Received.Epoch == 0) return false;
        // Nothing of a new epoch is on its way yet: what it begins with is committed.
        if (_epoch != Received.Epoch) (_epoch, _committed) = (Received.Epoch, Received.Cursor);
        if (!await relays.TryPassOnAsync(_epoch, _committed, AskAsync)) return false;
        if (_epoch != Received.Epoch) return true;
        var first = Received.Cursor + 1;
        var slices = new List<byte[]>(BatchMax);
        var name = new SliceSource(_epoch, source).ToString();
        while (slices.Count < BatchMax && Received.TryTake(out var slice)) slices.Add(slice.ToArray());
        if (slices.Count > 0) return await TryDeliverAsync(new NodeOutputs(name, first, [.. slices]));
        if (Received.Missing is not { } missing) return false;
        var epoch = _epoch;
        if (await AskAsync(epoch, missing) is not { } refill) return false;
        Received.Refill(epoch, missing, refill);
        return true;
    }

    private async Task<bool> TryDeliverAsync(NodeOutputs slices)
    {
        relays.Remember(slices);
        var epoch = _epoch;
        var delivered = await pump.DeliverAsync(slices);
        if (delivered.Status != ReplyStatus.Delivered)
        {
            // The node has what it has; the next item begins again from there.
            Received.Rewind();
            return false;
        }

        if (epoch == _epoch) _committed = delivered.Cursor;
        _isEnded = slices.Payloads[^1].Length == 0;
        committed();
        Acknowledge();
        return true;
    }

    private async Task<byte[]?> AskAsync(ulong epoch, ulong sequence) =>
        await TryAskAsync(() => feed.Refill(epoch, sequence)) is { Error: null } refill ? refill.Bytes : null;

    /// <summary>A feed whose silo is gone, or that is busy, is asked again later: with the next item, or when it is called up.</summary>
    private static async Task<T?> TryAskAsync<T>(Func<Task<T>> ask)
        where T : class
    {
        try
        {
            return await ask();
        }
        catch (Exception error) when (error is OrleansException or TimeoutException or InvalidOperationException or OperationCanceledException)
        {
            return null;
        }
    }

    private void Acknowledge()
    {
        if (_epoch > 0) feed.Acknowledge(marketKey, _epoch, _committed).Ignore();
    }
}
