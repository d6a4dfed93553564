using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Placement;
using Trading.Channels;
using Trading.GrainInterfaces;
using Trading.Journal;

namespace Trading.Grains;

/// <summary>
/// Owns one venue's market data of one instrument: pumps a tape through a numbered channel onto the market's stream.
/// </summary>
[HashBasedPlacement]
internal sealed partial class FeedGrain(
    NodeStores stores, ITapeSource tapes, IFeedPublisher publisher, ILogger<FeedGrain> log)
    : Grain, IFeedGrain, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private FeedPlayer? _player;
    private Task _running = Task.CompletedTask;

    public async Task<FeedPlayStatus> Play(FeedPlay play)
    {
        if (_player is not null) return _player.Play == play ? FeedPlayStatus.Playing : FeedPlayStatus.Busy;
        var key = this.GetPrimaryKeyString();
        if (!GrainKey.ParseInstrument(key).TryGet(out var parsed, out _)
            || !GrainKey.ForMarket(parsed.Session, play.Market).TryGet(out var market, out _))
        {
            return FeedPlayStatus.BadName;
        }

        if (!(await tapes.OpenAsync(play.Tape, play.Sha256)).TryGet(out var tape, out var refusal))
        {
            return refusal == TapeRefusal.Other ? FeedPlayStatus.OtherTape : FeedPlayStatus.UnknownTape;
        }

        // The feed's table holds no blocks: it only hands out epochs, so that a later feed replaces an earlier one.
        var opened = await Port.Once<OpenedTable>(done => stores.Table.Open("feed:" + key, done));
        if (opened.Status != OpenStatus.Opened) return FeedPlayStatus.StoreUnavailable;
        _player = new FeedPlayer(parsed.Instrument.ToString(), market.ToString(), opened.Epoch, play, publisher);
        _running = RunAsync(_player, tape);
        return FeedPlayStatus.Playing;
    }

    public Task<FeedProgress> Progress() =>
        Task.FromResult(_player?.Progress ?? new FeedProgress(0, 0, 0, false, 0, ""));

    public Task<FeedRefill> Refill(ulong epoch, ulong sequence) =>
        Task.FromResult(_player?.Refill(epoch, sequence) ?? new FeedRefill(RefillError.OtherEpoch, []));

    public Task Acknowledge(string consumer, ulong epoch, ulong sequence)
    {
        _player?.Acknowledge(consumer, epoch, sequence);
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(cancellationToken);
    }

    public void Dispose() => _stop.Dispose();

    private async Task RunAsync(FeedPlayer player, Stream tape)
    {
        try
        {
            await player.RunAsync(tape, _stop.Token);
        }
        catch (OperationCanceledException)
        {
            LogStopped(this.GetPrimaryKeyString());
        }
    }

    [LoggerMessage(1111, LogLevel.Information, "Feed {Key} stopped before its market had everything.")]
    private partial void LogStopped(string key);
}
