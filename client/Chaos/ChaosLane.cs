using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Orleans;
using Trading.Client.Bench;
using Trading.Client.ScaleOut;
using Trading.Durable;
using Trading.Exchange;
using Trading.GrainInterfaces;
using Trading.Model;

namespace Trading.Client.Chaos;

/// <summary>
/// One client of one book, open loop: calls are due at drawn times whether or not earlier ones are answered, and one is repeated
/// under its number until its outcome is known.
/// </summary>
/// <param name="grains">Finds the book.</param>
/// <param name="book">The book.</param>
/// <param name="name">The client's name in the journal.</param>
/// <param name="seed">The run's.</param>
/// <param name="clock">Shared by all: the load's begin and the counts of refusals.</param>
internal sealed class ChaosLane(IGrainFactory grains, TrialBook book, string name, ulong seed, LoadClock clock)
{
    private const int OrderIds = 2_000;

    /// <summary>The first pause before a repetition; each is twice as long as the one before, or thousands of clients would keep a book from
    /// coming back.</summary>
    private const int RepeatPauseMs = 50;

    private const int RepeatPauseMsMax = 1_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly IBookGrain _grain = grains.GetGrain<IBookGrain>(book.Key);
    private readonly CallWindow _window = new(DurableLimits.Default.AnswersPerClient);
    private readonly Lock _gate = new();
    private readonly List<CallRecord> _log = [];
    private readonly List<Task> _open = [];
    private long _made;
    private SeededRandom _orders = SeededRandom.Create(seed, $"chaos/orders/{book.Key}/{name}");
    private SeededRandom _arrivals = SeededRandom.Create(seed, $"chaos/arrivals/{book.Key}/{name}");

    /// <summary>The client's name in the journal.</summary>
    public string Name => name;

    /// <summary>The book.</summary>
    public TrialBook Book => book;

    /// <summary>Calls that it has made, ended or not; one that waits for room in the client's window is not made yet.</summary>
    public long Made => Interlocked.Read(ref _made);

    /// <summary>Its calls, in the order in which they ended.</summary>
    public IReadOnlyList<CallRecord> Log
    {
        get
        {
            lock (_gate) return [.. _log];
        }
    }

    /// <summary>Makes the book.</summary>
    public async Task<string?> ConfigureAsync(Instrument rules)
    {
        var record = await CallAsync(BookCall.Configure(rules), clock.NowMs).ConfigureAwait(false);
        return record.End == CallEnd.Answered ? null : $"{book.Key} cannot be made: {record.End}";
    }

    /// <summary>Makes calls until it is told to stop, and sees those on their way through.</summary>
    /// <param name="perSecond">The highest mean rate.</param>
    /// <param name="share">How much of it is made, up to 1, when a call is due: a rate that changes does so at once.</param>
    /// <param name="batch">Orders of one call; 0 for one that cancels a single order.</param>
    /// <param name="stop">Ends it.</param>
    public async Task RunAsync(double perSecond, Func<double> share, int batch, CancellationToken stop)
    {
        var due = clock.NowMs;
        while (!stop.IsCancellationRequested)
        {
            due += NextGapMs(perSecond);
            var early = due - clock.NowMs;
            if (early > 0) await Task.Delay(TimeSpan.FromMilliseconds(early), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested) break;
            if (share() is < 1 and var part && _arrivals.Below(1_000_000) >= part * 1_000_000) continue;
            _open.RemoveAll(call => call.IsCompleted);
            _open.Add(await BeginAsync(NextBatch(batch), due).ConfigureAwait(false));
        }

        await Task.WhenAll(_open).ConfigureAwait(false);
    }

    /// <summary>One call, once the client's window has room for it, repeated until its outcome is known.</summary>
    public async Task<CallRecord> CallAsync(byte[] payload, double intendedMs) =>
        await (await BeginAsync(payload, intendedMs).ConfigureAwait(false)).ConfigureAwait(false);

    private async Task<Task<CallRecord>> BeginAsync(byte[] payload, double intendedMs)
    {
        var number = await _window.NextAsync().ConfigureAwait(false);
        Interlocked.Increment(ref _made);
        return SeeThroughAsync(number, payload, intendedMs);
    }

    private async Task<CallRecord> SeeThroughAsync(long number, byte[] payload, double intendedMs)
    {
        var call = new NodeCall(name, (ulong)number + 1, payload);
        var (start, attempts) = (Stopwatch.GetTimestamp(), 0);
        while (true)
        {
            attempts++;
            var began = Stopwatch.GetTimestamp();
            var answer = await AttemptAsync(call).ConfigureAwait(false);
            if (answer is { Status: not ReplyStatus.Answered }) clock.NoteRefusal(answer.Status, book.Key);
            var end = EndOf(answer?.Status, isOutOfPatience: clock.IsAbandoned || Stopwatch.GetElapsedTime(start) > Patience);
            if (end is { } known)
            {
                if (known == CallEnd.Answered) book.NoteAnswer(began);
                var hash = known == CallEnd.Answered ? StateHasher.Hash(answer?.Payload) : 0;
                var record = new CallRecord(call.Sequence, intendedMs, clock.NowMs, known, attempts, hash);
                lock (_gate) _log.Add(record);
                _window.Settle(number);
                return record;
            }

            await Task.Delay(Math.Min(RepeatPauseMs << Math.Min(attempts - 1, 10), RepeatPauseMsMax)).ConfigureAwait(false);
        }
    }

    private async Task<NodeAnswer?> AttemptAsync(NodeCall call)
    {
        try
        {
            return await _grain.Execute(call).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // The silo is gone, or the way to it. Whatever the client's library makes of that, the outcome is unknown, and a call
            // that is not seen through would close its client's window for good.
            clock.NoteFailure(error.GetType().Name);
            return null;
        }
    }

    /// <returns>Null while it is to be repeated.</returns>
    private CallEnd? EndOf(ReplyStatus? status, bool isOutOfPatience) => status switch
    {
        ReplyStatus.Answered => CallEnd.Answered,
        ReplyStatus.Overloaded when clock.TakesRefusals => CallEnd.Refused,
        null or ReplyStatus.Unavailable or ReplyStatus.Overloaded or ReplyStatus.StoreUnavailable or ReplyStatus.Emergency
            or ReplyStatus.CorruptData => isOutOfPatience ? CallEnd.Unknown : null,
        _ => CallEnd.Unknown,
    };

    /// <summary>Arrivals without memory: the time to the next says nothing about the one after.</summary>
    private double NextGapMs(double perSecond) =>
        -Math.Log(1 - _arrivals.Below(1_000_000) / 1_000_000.0) * 1000 / perSecond;

    /// <summary>Orders around one price that rest, trade and are canceled; now and then a call of nothing but cancels.</summary>
    private byte[] NextBatch(int batch)
    {
        var commands = new BookCommand[Math.Max(1, batch)];
        var isCancels = batch == 0 || _orders.Below(8) == 0;
        for (var i = 0; i < commands.Length; i++)
        {
            commands[i] = new BookCommand
            {
                Kind = isCancels || _orders.Below(3) == 0 ? BookCommandKind.Cancel : BookCommandKind.Submit,
                OrderId = (ulong)_orders.Between(1, OrderIds),
                Side = _orders.Below(2) == 0 ? Side.Buy : Side.Sell,
                OrderType = OrderType.Limit,
                TimeInForce = TimeInForce.Gtc,
                Price = _orders.Between(122_000, 122_100) * 50,
                Quantity = _orders.Between(1, 100),
            };
        }

        return BookCall.Commands(commands);
    }
}
