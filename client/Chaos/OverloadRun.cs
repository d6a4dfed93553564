using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Trading.Durable;
using Trading.Model;

namespace Trading.Client.Chaos;

/// <summary>
/// More load than a book can carry: the saturation is found first, then twice as much is offered, then half of it. What is too
/// much must be refused by name, cancels answered all the while, memory bounded, and the latency back once the load has fallen.
/// </summary>
internal sealed class OverloadRun
{
    /// <summary>Big calls, so that the book's queue is the first thing that is full.</summary>
    private const int Batch = 1024;

    private const int Lanes = 64;
    private const int SaturatingLanes = 4;
    private const double CancelsPerSecond = 10;
    private const double Beyond = 1e6;
    private const double ComfortMs = 250;

    /// <summary>Memory is bounded when the second half of the overload needs hardly more than the first.</summary>
    private const double GrowthMax = 1.25;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan SamplePeriod = TimeSpan.FromMilliseconds(200);

    private readonly ChaosStand _stand;
    private readonly ChaosLoad _load;
    private readonly ChaosLane _cancels;
    private readonly ProcessSampler _sampler;
    private readonly Action<string> _tell;
    private double _perSecond;

    private OverloadRun(ChaosStand stand, ChaosLoad load, ulong seed, Action<string> tell)
    {
        (_stand, _load, _tell) = (stand, load, tell);
        _cancels = new ChaosLane(stand.Client, load.Books[0], "cancels", seed, load.Clock);
        _sampler = new ProcessSampler(stand, load.Clock);
    }

    /// <summary>Runs it.</summary>
    public static async Task<Result<ChaosResult, string>> RunAsync(ChaosPlan plan, Action<string> tell, CancellationToken cancellation)
    {
        var started = await ChaosStand.StartAsync(ChaosGround.Overload, 1, cancellation);
        if (!started.TryGet(out var stand, out var error)) return error;
        await using (stand)
        {
            await using var load = new ChaosLoad(stand.Client, plan.Seed, takesRefusals: true);
            if (await load.ConfigureAsync(books: 1, Lanes) is { } refused) return refused;
            load.Clock.Begin();
            return await new OverloadRun(stand, load, plan.Seed, tell).RunAsync(plan, cancellation);
        }
    }

    private async Task<ChaosResult> RunAsync(ChaosPlan plan, CancellationToken cancellation)
    {
        var saturation = await SaturationAsync(cancellation);
        _tell($"saturation: {saturation:0} calls of {Batch} orders a second");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var sampling = SampleAsync(stop.Token);
        _perSecond = saturation / 2;
        var began = _load.Clock.NowMs;
        var running = Task.WhenAll(_load.Lanes
            .Select(lane => Task.Run(() => lane.RunAsync(() => _perSecond / Lanes, Batch, stop.Token), CancellationToken.None))
            .Append(Task.Run(() => _cancels.RunAsync(() => CancelsPerSecond, 0, stop.Token), CancellationToken.None)));
        await PauseAsync(Before, cancellation);
        var rose = Rise(2 * saturation);
        await PauseAsync(TimeSpan.FromMilliseconds(plan.Faults[0].LastsMs), cancellation);
        var fell = Rise(saturation / 2);
        await PauseAsync(After, cancellation);
        var ended = _load.Clock.NowMs;
        await stop.CancelAsync();
        await running;
        await sampling;
        _tell("the load has ended; checking");
        return await JudgeAsync(plan, saturation, new Times(began, rose, fell, ended), cancellation);
    }

    private double Rise(double perSecond)
    {
        Volatile.Write(ref _perSecond, perSecond);
        _tell($"{_load.Clock.NowMs / 1000,6:0.0} s  {perSecond:0} calls a second");
        return _load.Clock.NowMs;
    }

    /// <summary>A few clients that always have a full window of calls on their way: what is answered is all that can be.</summary>
    private async Task<double> SaturationAsync(CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var lanes = _load.Lanes.Take(SaturatingLanes).ToArray();
        var running = Task.WhenAll(lanes.Select(lane => Task.Run(() => lane.RunAsync(() => Beyond, Batch, stop.Token), CancellationToken.None)));
        await PauseAsync(WarmUp, cancellation);
        var (from, start) = (lanes.Sum(lane => lane.Log.Count), Stopwatch.GetTimestamp());
        await PauseAsync(Measured, cancellation);
        var answered = lanes.Sum(lane => lane.Log.Count) - from;
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await stop.CancelAsync();
        await running;
        return Math.Max(Lanes, answered / seconds);
    }

    private async Task<ChaosResult> JudgeAsync(ChaosPlan plan, double saturation, Times times, CancellationToken cancellation)
    {
        var verdict = await new ChaosCheck(_stand).RunAsync(_load, cancellation);
        var calls = _load.Lanes.SelectMany(lane => lane.Log).Where(call => call.IntendedMs >= times.Began).ToArray();
        var before = Latency("before", calls, times.Began, times.Rose);
        var recovered = RecoveredMs(calls, times, Math.Max(ComfortMs, 2 * before.P99Ms));
        if (recovered is null) verdict.Add($"the latency is not back {After.TotalSeconds:0} s after the load fell");
        var cancels = _cancels.Log;
        var unanswered = cancels.Count(call => call.End != CallEnd.Answered);
        if (unanswered > 0) verdict.Add($"{unanswered} of {cancels.Count} cancels were not answered");
        var half = (times.Rose + times.Fell) / 2;
        var (memoryBefore, memoryFirst, memoryLast) = (Memory(0, times.Rose), Memory(times.Rose, half), Memory(half, times.Fell));
        if (memoryLast > GrowthMax * memoryFirst) verdict.Add($"the silo grew on, from {memoryFirst:0} to {memoryLast:0} MiB under overload");
        var overloaded = _load.Clock.Refused(ReplyStatus.Overloaded);
        var offered = calls.Count(call => call.IntendedMs >= times.Rose && call.IntendedMs < times.Fell) / (times.Fell - times.Rose) * 1000;
        return new ChaosResult
        {
            Profile = "overload",
            Seed = plan.Seed,
            Seconds = times.Ended / 1000,
            Planned = 1,
            AcknowledgedMin = (long)saturation,
            Faults =
            [
                new FaultRecord(
                    ChaosFaults.NameOf(ChaosFault.Overload), "the book", Math.Round(times.Rose), Math.Round(times.Fell - times.Rose),
                    recovered ?? After.TotalMilliseconds, overloaded > 0, $"{overloaded} calls refused as Overloaded"),
            ],
            Verdict = verdict,
            Refusals = _load.Clock.Refusals(),
            Failures = _load.Clock.Failures,
            Phases =
            [
                before,
                Latency("overload", calls, times.Rose, times.Fell),
                Latency("after", calls, times.Fell, times.Ended),
                Latency("cancels before", cancels, times.Began, times.Rose),
                Latency("cancels in overload", cancels, times.Rose, times.Fell),
                Latency("cancels after", cancels, times.Fell, times.Ended),
                RefusalLatency(calls),
            ],
            Processes = _sampler.Trends(),
            Figures = new Dictionary<string, object>
            {
                ["saturationCallsPerSecond"] = Math.Round(saturation),
                ["offeredCallsPerSecond"] = Math.Round(offered),
                ["ordersPerCall"] = Batch,
                ["workingSetMiBBefore"] = Math.Round(memoryBefore),
                ["workingSetMiBFirstHalf"] = Math.Round(memoryFirst),
                ["workingSetMiBSecondHalf"] = Math.Round(memoryLast),
                ["workingSetMiBAfter"] = Math.Round(Memory(times.Fell, times.Ended)),
            },
        };
    }

    /// <summary>From the fall of the load to the first second from which on all seconds are comfortable.</summary>
    private static double? RecoveredMs(CallRecord[] calls, Times times, double comfortMs)
    {
        var seconds = (int)((times.Ended - times.Fell) / 1000);
        var last = seconds;
        while (last > 0 && IsComfortable(last - 1)) last--;
        return last < seconds ? last * 1000.0 : null;

        bool IsComfortable(int second) =>
            Latency("", calls, times.Fell + second * 1000, times.Fell + (second + 1) * 1000) is { Calls: > 0 } there && there.P99Ms <= comfortMs;
    }

    private static PhaseLatency Latency(string phase, IEnumerable<CallRecord> calls, double from, double to) => PhaseLatency.Of(
        phase,
        calls.Where(call => call.End == CallEnd.Answered && call.IntendedMs >= from && call.IntendedMs < to)
            .Select(call => call.EndedMs - call.IntendedMs));

    private static PhaseLatency RefusalLatency(IEnumerable<CallRecord> calls) => PhaseLatency.Of(
        "refusals", calls.Where(call => call.End == CallEnd.Refused).Select(call => call.EndedMs - call.IntendedMs));

    /// <summary>The largest working set between two times, in MiB.</summary>
    private double Memory(double from, double to) => _sampler.Samples.Values
        .SelectMany(list => list)
        .Where(sample => sample.AtSeconds * 1000 >= from && sample.AtSeconds * 1000 < to)
        .Select(sample => sample.WorkingSetMiB)
        .DefaultIfEmpty(0)
        .Max();

    private async Task SampleAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            _sampler.Look();
            await PauseAsync(SamplePeriod, stop);
        }
    }

    private static async Task PauseAsync(TimeSpan pause, CancellationToken stop) =>
        await Task.Delay(pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>When the load began, rose, fell and ended, in ms.</summary>
    private readonly record struct Times(double Began, double Rose, double Fell, double Ended);
}
