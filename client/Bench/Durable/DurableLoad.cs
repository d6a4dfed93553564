using System;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using HdrHistogram;
using Trading.Durable;
using Trading.GrainInterfaces;

namespace Trading.Client.Bench;

/// <summary>What a timed stretch of load came to.</summary>
/// <param name="Calls">Calls answered.</param>
/// <param name="Seconds">Its length.</param>
/// <param name="AnswerBytes">Bytes of the answers.</param>
/// <param name="LatencyUs">Round trips, in microseconds.</param>
internal sealed record LoadFigures(long Calls, double Seconds, long AnswerBytes, LongHistogram LatencyUs);

/// <summary>Callers that keep a number of calls on their way, closed loop.</summary>
internal sealed class DurableLoad(int clients, int inFlight)
{
    private const long LatencyUsMax = 60_000_000;
    private readonly CallWindow[] _windows =
        [.. Enumerable.Range(0, clients).Select(_ => new CallWindow(DurableLimits.Default.AnswersPerClient))];

    /// <summary>Keeps up a load of orders on books, one for each caller.</summary>
    public Task<LoadFigures> RunAsync(IBookGrain[] books, DurablePayloads payloads, TimeSpan length) => RunAsync(
        (client, call) => books[client].Execute(new NodeCall($"bench-{client}", (ulong)call + 1, payloads[call])),
        length);

    /// <summary>Keeps the load up for a while.</summary>
    /// <param name="call">Makes one call: the caller, and its call counted from 0.</param>
    /// <param name="length">How long.</param>
    /// <exception cref="InvalidOperationException">A call was refused: the figures would mean nothing.</exception>
    public async Task<LoadFigures> RunAsync(Func<int, long, Task<NodeAnswer>> call, TimeSpan length)
    {
        var start = Stopwatch.GetTimestamp();
        var end = start + (long)(length.TotalSeconds * Stopwatch.Frequency);
        var workers = await Task.WhenAll(
            from client in Enumerable.Range(0, clients)
            from slot in Enumerable.Range(0, inFlight)
            select Task.Run(() => WorkAsync(call, client, _windows[client], end)));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var merged = new LongHistogram(LatencyUsMax, 3);
        foreach (var worker in workers) merged.Add(worker.LatencyUs);
        return new LoadFigures(merged.TotalCount, seconds, workers.Sum(worker => worker.AnswerBytes), merged);
    }

    private static async Task<LoadFigures> WorkAsync(
        Func<int, long, Task<NodeAnswer>> call, int client, CallWindow window, long end)
    {
        var latency = new LongHistogram(LatencyUsMax, 3);
        long bytes = 0;
        while (Stopwatch.GetTimestamp() < end)
        {
            var number = await window.NextAsync().ConfigureAwait(false);
            var start = Stopwatch.GetTimestamp();
            var answer = await CallAsync(number).ConfigureAwait(false);
            if (answer.Status != ReplyStatus.Answered)
            {
                throw new InvalidOperationException($"a call was refused as {answer.Status}");
            }

            latency.RecordValue(Math.Min(LatencyUsMax, (long)Stopwatch.GetElapsedTime(start).TotalMicroseconds));
            bytes += answer.Payload.Length;
        }

        return new LoadFigures(latency.TotalCount, 0, bytes, latency);

        async Task<NodeAnswer> CallAsync(long number)
        {
            try
            {
                return await call(client, number).ConfigureAwait(false);
            }
            finally
            {
                // A call that failed ends the benchmark, and its other callers must not wait for it.
                window.Settle(number);
            }
        }
    }
}
