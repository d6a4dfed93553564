using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Trading.Channels;
using Trading.GrainInterfaces;
using Trading.Market;
using Trading.Model;

namespace Trading.Grains;

/// <summary>
/// Plays what a feed's journal says, from where it says: slices are recorded, then published. It is ahead of its market by a
/// window at most, and repeats a heartbeat while it waits.
/// </summary>
/// <param name="session">The feed's session, which is the market's too.</param>
/// <param name="source">The feed's instrument.</param>
/// <param name="journal">The feed's journal.</param>
/// <param name="tapes">The silo's tapes.</param>
/// <param name="publisher">The way to the market.</param>
internal sealed class FeedPlayer(string session, string source, FeedJournal journal, ITapeSource tapes, IFeedPublisher publisher)
{
    private const int WindowBlocks = 128;
    private const int BatchMax = 16;
    private const long RetainedBytesMax = 64L * 1024 * 1024;
    private static readonly TimeSpan WaitingPeriod = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private FeedState _state = FeedState.None;
    private ChannelSender _sender = new(0, WindowBlocks, RetainedBytesMax);
    private TaskCompletionSource _acknowledged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _marketKey = "";
    private long _refills;
    private bool _isRenewed;

    /// <summary>Why it does not go on for now; empty while it does.</summary>
    public string Obstacle { get; private set; } = "";

    /// <summary>How far it is.</summary>
    public FeedProgress Progress => new(
        _sender.Epoch, _sender.LastSequence, _sender.AcknowledgedSequence, _sender.IsEnded, _refills,
        _state.Error.Length > 0 ? _state.Error : Obstacle);

    /// <summary>Gives a published slice again, from memory or from the tape.</summary>
    public async Task<FeedRefill> RefillAsync(ulong epoch, ulong sequence, TapeArchive archive)
    {
        var error = _sender.TryRefill(epoch, sequence, out var block);
        if (error is RefillError.OtherEpoch or RefillError.NotPublished) return new FeedRefill(error, []);
        _refills++;
        if (error is null) return new FeedRefill(null, block.ToArray());
        if (_sender.IsEnded && sequence == _sender.LastSequence) return new FeedRefill(null, []);
        return await archive.ReadAsync(_state, sequence) is { } slice ? new FeedRefill(null, slice) : new FeedRefill(error, []);
    }

    /// <summary>The market has applied everything up to a sequence.</summary>
    public void Acknowledge(string consumer, ulong epoch, ulong sequence)
    {
        _sender.Acknowledge(consumer, epoch, sequence);
        _acknowledged.TrySetResult();
    }

    /// <summary>The journal has another play.</summary>
    public void Renew()
    {
        _isRenewed = true;
        _acknowledged.TrySetResult();
    }

    /// <summary>Plays until the market has the tape's end, whatever stops it in between.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            _isRenewed = false;
            if (await journal.StateAsync() is { } state)
            {
                Follow(state);
                while (state.IsEnded && _sender.AcknowledgedSequence < _sender.LastSequence && !_isRenewed) await HeartbeatAsync(stop);
                var isOver = state.Play == 0 || state.IsEnded;
                if (isOver && !_isRenewed) return;
                if (isOver || await TryPlayAsync(state, stop)) continue;
            }

            await Task.Delay(Pause, stop);
        }
    }

    private void Follow(FeedState state)
    {
        _state = state;
        if (_sender.Epoch != state.Play)
        {
            _marketKey = GrainKey.ForMarket(session, state.Market).TryGet(out var key, out _) ? key.ToString() : "";
            _sender = new ChannelSender(state.Play, WindowBlocks, RetainedBytesMax);
            _sender.AddConsumer(_marketKey);
        }

        _sender.Resume(state.Slices);
        if (state.IsEnded) _sender.End();
    }

    /// <returns>False when it cannot go on now.</returns>
    private async Task<bool> TryPlayAsync(FeedState state, CancellationToken stop)
    {
        var opened = (await tapes.OpenAsync(state.Tape, state.Sha256)).TryGet(out var tape, out var refusal);
        Obstacle = opened ? ""
            : refusal == TapeRefusal.Other ? $"'{state.Tape}' is another tape on this silo"
            : $"this silo has no tape '{state.Tape}'";
        if (tape is null) return false;
        await using var slices = new TapeSlices(tape);
        if (await HasPlayedAsync(slices, state, stop)) return await TryPlayAsync(slices, state, stop);
        return await EndAsync(state, slices.Error.Length > 0 ? slices.Error : $"'{state.Tape}' is not the tape that was played so far");
    }

    /// <summary>Passes over what was played before, and compares it.</summary>
    private static async Task<bool> HasPlayedAsync(TapeSlices slices, FeedState state, CancellationToken stop)
    {
        UInt128 hash = 0;
        while (slices.Position < state.Slices && await slices.NextAsync(stop) is { } slice) hash = FeedState.Chain(hash, StateHasher.Hash(slice));
        return slices.Position == state.Slices && hash == state.Hash;
    }

    private async Task<bool> TryPlayAsync(TapeSlices slices, FeedState state, CancellationToken stop)
    {
        while (true)
        {
            while (!_sender.HasRoom) await HeartbeatAsync(stop);
            var batch = new List<byte[]>(BatchMax);
            var last = _sender.AcknowledgedSequence + WindowBlocks;
            while (batch.Count < BatchMax && slices.Position < last && await slices.NextAsync(stop) is { } slice) batch.Add(slice);
            // What cannot be read any further ends the tape, not the feed: what was published stands.
            if (batch.Count == 0) return await EndAsync(state, slices.Error);
            var first = _sender.LastSequence + 1;
            if (!await journal.RecordAsync([.. batch.ConvertAll(slice => FeedInput.OfSlice(state.Play, first++, slice))])) return false;
            foreach (var slice in batch) await PublishAsync(_sender.Publish(slice), slice);
        }
    }

    private Task<bool> EndAsync(FeedState state, string error) =>
        journal.RecordAsync(new FeedInput { Kind = FeedInputKind.End, Play = state.Play, Error = error });

    /// <summary>Waits for an acknowledgement; when none comes in time, tells the market what it should have.</summary>
    private async Task HeartbeatAsync(CancellationToken stop)
    {
        _acknowledged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _acknowledged.Task.WaitAsync(WaitingPeriod, stop).ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        stop.ThrowIfCancellationRequested();
        if (!_acknowledged.Task.IsCompleted) await PublishAsync(_sender.LastSequence, []);
    }

    private Task PublishAsync(ulong sequence, byte[] slice) =>
        publisher.PublishAsync(_marketKey, new FeedBlock(source, _sender.Epoch, sequence, _sender.IsEnded, slice));
}
