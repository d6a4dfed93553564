using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Trading.Channels;
using Trading.GrainInterfaces;

namespace Trading.Grains;

/// <summary>
/// Plays one tape through a channel: reads ahead by at most the window, and repeats a heartbeat while it waits.
/// </summary>
internal sealed class FeedPlayer
{
    /// <summary>Bytes of one block: some hundred events, so that a stream item is worth its overhead.</summary>
    private const int BlockBytes = 32 * 1024;
    private const int WindowBlocks = 128;
    private const long RetainedBytesMax = 256L * 1024 * 1024;
    private static readonly TimeSpan WaitingPeriod = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan IdlePeriod = TimeSpan.FromSeconds(1);

    private readonly string _source;
    private readonly string _marketKey;
    private readonly IFeedPublisher _publisher;
    private readonly ChannelSender _sender;
    private TaskCompletionSource _acknowledged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _refills;
    private string _error = "";

    public FeedPlayer(string source, string marketKey, ulong epoch, FeedPlay play, IFeedPublisher publisher)
    {
        _source = source;
        _marketKey = marketKey;
        _publisher = publisher;
        Play = play;
        _sender = new ChannelSender(epoch, WindowBlocks, RetainedBytesMax);
        _sender.AddConsumer(marketKey);
    }

    public FeedPlay Play { get; }

    public FeedProgress Progress => new(
        _sender.Epoch, _sender.LastSequence, _sender.AcknowledgedSequence, _sender.IsEnded, _refills, _error);

    public FeedRefill Refill(ulong epoch, ulong sequence)
    {
        if (_sender.TryRefill(epoch, sequence, out var block) is { } error) return new FeedRefill(error, []);
        _refills++;
        return new FeedRefill(null, block.ToArray());
    }

    public void Acknowledge(string consumer, ulong epoch, ulong sequence)
    {
        _sender.Acknowledge(consumer, epoch, sequence);
        _acknowledged.TrySetResult();
    }

    /// <summary>
    /// Plays to the end, then goes on with heartbeats: a market that starts anew finds out what it should have.
    /// </summary>
    public async Task RunAsync(Stream tape, CancellationToken stop)
    {
        await using (tape)
        {
            try
            {
                await PublishAllAsync(tape, stop);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // Whatever reading or decompressing throws ends this tape, not the feed: what was published stands.
                _error = error.Message;
            }
        }

        _sender.End();
        await PublishHeartbeatAsync();
        while (true) await HeartbeatAsync(stop);
    }

    private async Task PublishAllAsync(Stream tape, CancellationToken stop)
    {
        while (true)
        {
            var block = new byte[BlockBytes];
            var length = await tape.ReadAtLeastAsync(block, BlockBytes, throwOnEndOfStream: false, stop);
            if (length == 0) return;
            if (length < BlockBytes) Array.Resize(ref block, length);
            while (!_sender.HasRoom) await HeartbeatAsync(stop);
            var sequence = _sender.Publish(block);
            await _publisher.PublishAsync(_marketKey, new FeedBlock(_source, _sender.Epoch, sequence, false, block));
        }
    }

    /// <summary>
    /// Waits for an acknowledgement while one is missing; when none comes in time, tells the market what it should
    /// have.
    /// </summary>
    private async Task HeartbeatAsync(CancellationToken stop)
    {
        if (_sender.AcknowledgedSequence < _sender.LastSequence)
        {
            _acknowledged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await _acknowledged.Task.WaitAsync(WaitingPeriod, stop).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            stop.ThrowIfCancellationRequested();
            if (_acknowledged.Task.IsCompleted) return;
        }
        else
        {
            await Task.Delay(IdlePeriod, stop);
        }

        await PublishHeartbeatAsync();
    }

    private Task PublishHeartbeatAsync() => _publisher.PublishAsync(
        _marketKey, new FeedBlock(_source, _sender.Epoch, _sender.LastSequence, _sender.IsEnded, []));
}
