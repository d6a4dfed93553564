using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Placement;
using Orleans.Runtime;
using Trading.GrainInterfaces;
using Trading.Market;

namespace Trading.Grains;

/// <summary>
/// Hosts one venue's market data of one instrument: pumps a <see cref="FeedNode"/> over its table, and plays onto the market's
/// stream what that has recorded. Whoever calls it up after a crash brings the play on.
/// </summary>
[HashBasedPlacement, LeavesEarly]
internal sealed partial class FeedGrain : DurableGrain, IFeedGrain, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ITapeSource _tapes;
    private readonly ILogger<FeedGrain> _log;
    private readonly FeedJournal _journal;
    private readonly TapeArchive _archive;
    private readonly FeedPlayer _player;
    private readonly string _session;
    private Task _running = Task.CompletedTask;

    public FeedGrain(
        IGrainContext context, NodePorts ports, ITapeSource tapes, IFeedPublisher publisher, ILogger<FeedGrain> log)
        : base(MarketTables.OfFeed($"{context.GrainId.Key}"), () => new FeedNode(), ports, log)
    {
        var isFeed = GrainKey.ParseInstrument(context.GrainId.Key.ToString() ?? "").TryGet(out var key, out _);
        _session = isFeed ? key.Session : "";
        (_tapes, _log, _archive, _journal) = (tapes, log, new TapeArchive(tapes), new FeedJournal(Pump));
        _player = new FeedPlayer(_session, isFeed ? key.Instrument.ToString() : "", _journal, tapes, publisher);
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        Run();
    }

    public async Task<FeedPlayStatus> Play(FeedPlay play)
    {
        if (!GrainKey.ForMarket(_session, play.Market).TryGet(out _, out _) || play.Tape.Length > FeedInput.TextLengthMax
            || play.Sha256.Length > FeedInput.TextLengthMax)
        {
            return FeedPlayStatus.BadName;
        }

        if (!(await _tapes.OpenAsync(play.Tape, play.Sha256)).TryGet(out var tape, out var refused))
        {
            return refused == TapeRefusal.Other ? FeedPlayStatus.OtherTape : FeedPlayStatus.UnknownTape;
        }

        await tape.DisposeAsync();
        if (await _journal.StateAsync() is not { } state) return FeedPlayStatus.StoreUnavailable;
        if (!state.Plays(play.Tape, play.Sha256, play.Market) && await BeginAsync(play, state) is { } refusal) return refusal;
        Run();
        return FeedPlayStatus.Playing;
    }

    public Task<FeedProgress> Progress() => Task.FromResult(_player.Progress);

    public Task<FeedRefill> Refill(ulong epoch, ulong sequence) => _player.RefillAsync(epoch, sequence, _archive);

    public Task Acknowledge(string consumer, ulong epoch, ulong sequence)
    {
        _player.Acknowledge(consumer, epoch, sequence);
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(cancellationToken);
        await _archive.DisposeAsync();
        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    public void Dispose() => _stop.Dispose();

    /// <returns>Why another tape cannot be played now; null when it is.</returns>
    private async Task<FeedPlayStatus?> BeginAsync(FeedPlay play, FeedState state)
    {
        if (state.Play > 0 && !state.IsEnded)
        {
            // One that cannot go on must not bar the way for good.
            if (_player.Obstacle.Length == 0) return FeedPlayStatus.Busy;
            await _journal.RecordAsync(new FeedInput { Kind = FeedInputKind.End, Play = state.Play, Error = _player.Obstacle });
        }

        var input = new FeedInput { Kind = FeedInputKind.Play, Tape = play.Tape, Sha256 = play.Sha256, Market = play.Market };
        if (!await _journal.RecordAsync(input)) return FeedPlayStatus.StoreUnavailable;
        _player.Renew();
        return null;
    }

    private void Run()
    {
        if (_running.IsCompleted && !_stop.IsCancellationRequested) _running = RunAsync();
    }

    private async Task RunAsync()
    {
        try
        {
            await _player.RunAsync(_stop.Token);
        }
        catch (OperationCanceledException)
        {
            LogStopped(Key);
        }
    }

    [LoggerMessage(1111, LogLevel.Information, "Feed {Key} stopped before its market had everything. It goes on when it is called up.")]
    private partial void LogStopped(string key);
}
