using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using HdrHistogram;
using Orleans;
using Trading.Client.Sim;
using Trading.GrainInterfaces;

namespace Trading.Client.ScaleOut;

/// <summary>What the callers have seen so far.</summary>
/// <param name="Orders">Orders acknowledged.</param>
/// <param name="OrdersPerSecond">On average since the load began.</param>
/// <param name="P50Us">Half of the round trips are faster; microseconds.</param>
/// <param name="P99Us">99 % are faster.</param>
internal sealed record LoadView(long Orders, double OrdersPerSecond, double P50Us, double P99Us);

/// <summary>Books, and callers that keep a bounded load on them.</summary>
/// <param name="pause">Each caller's pause between two calls.</param>
internal sealed class TrialLoad(TimeSpan pause) : IAsyncDisposable
{
    private const int CallersPerBook = 4;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<TrialBook> _books = [];
    private Task _running = Task.CompletedTask;
    private long _start;
    private double _seconds;

    /// <summary>The books.</summary>
    public IReadOnlyList<TrialBook> Books => _books;

    /// <summary>Makes the books.</summary>
    /// <returns>Null, or why one cannot be made.</returns>
    public async Task<string?> ConfigureAsync(IClusterClient client, int books)
    {
        for (var number = 1; number <= books; number++)
        {
            if (!SimulatedInstruments.Create($"T{number}-USDT").TryGet(out var rules, out var error)) return error;
            if (!GrainKey.ForBook(TrialCluster.ClusterId, rules.Id).TryGet(out var key, out var bad)) return $"{bad}";
            var book = new TrialBook(key.ToString());
            for (var caller = 1; caller <= CallersPerBook; caller++)
            {
                book.Callers.Add(new TrialCaller(book, client.GetGrain<IBookGrain>(book.Key), caller, pause));
            }

            if (await book.Callers[0].ConfigureAsync(rules) is { } refused) return refused;
            _books.Add(book);
        }

        return null;
    }

    /// <summary>Begins.</summary>
    public void Start()
    {
        _start = Stopwatch.GetTimestamp();
        _running = Task.WhenAll(
            from book in _books from caller in book.Callers select Task.Run(() => caller.RunAsync(_stop.Token)));
    }

    /// <summary>Ends, when every call on its way has been answered or given up.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
        if (_seconds == 0) _seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds;
    }

    /// <summary>The figures so far.</summary>
    public LoadView Look()
    {
        var latency = new LongHistogram(TimeSpan.FromMinutes(2).Ticks / TimeSpan.TicksPerMicrosecond, 3);
        foreach (var caller in _books.SelectMany(book => book.Callers)) caller.AddLatencyTo(latency);
        var orders = latency.TotalCount * TrialCaller.Batch;
        var seconds = _seconds > 0 ? _seconds : Stopwatch.GetElapsedTime(_start).TotalSeconds;
        return new LoadView(
            orders, orders / Math.Max(seconds, 0.001), Percentile(latency, 50), Percentile(latency, 99));
    }

    /// <summary>
    /// Has some books called without a pause and waits until each has answered such a call: from then on each has, at any
    /// moment, one call in a commit and others that wait for the next.
    /// </summary>
    public async Task PressAsync(IReadOnlyCollection<string> keys, TimeSpan limit, CancellationToken cancellation)
    {
        foreach (var book in _books) book.IsPressed = keys.Contains(book.Key);
        await FirstAnswersAsync(keys, Stopwatch.GetTimestamp(), limit, cancellation);
    }

    /// <summary>Goes back to the bounded load.</summary>
    public void Release()
    {
        foreach (var book in _books) book.IsPressed = false;
    }

    /// <summary>
    /// Waits until each of some books has answered a call that began after a time stamp.
    /// </summary>
    /// <returns>Milliseconds from the stamp, book by book; a book that does not answer in time counts with the limit.</returns>
    public Task<double[]> FirstAnswersAsync(
        IReadOnlyCollection<string> keys, long stamp, TimeSpan limit, CancellationToken cancellation) =>
        TrialBook.FirstAnswersAsync(_books.Where(book => keys.Contains(book.Key)), stamp, limit, cancellation);

    /// <summary>Ends the load if that has not been done.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private static double Percentile(LongHistogram latency, double percentile) =>
        latency.TotalCount == 0 ? 0 : latency.GetValueAtPercentile(percentile);
}
