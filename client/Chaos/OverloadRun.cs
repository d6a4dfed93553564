using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Trading.Model;

namespace Trading.Client.Chaos;

/// <summary>When an overload's load began, rose, fell and ended, in ms of the load's clock.</summary>
internal readonly record struct OverloadTimes(double Began, double Rose, double Fell, double Ended);

/// <summary>
/// More load than a book can carry: the saturation is found first, then half of it is offered, twice as much as it, and half again.
/// What is too much must be refused by name, cancels answered all the while, memory bounded, and the latency back once the load has
/// fallen.
/// </summary>
/// <remarks>
/// The silo gets a part of the processor's time from the begin to the end of the load. One that shares the processor with its clients on
/// equal terms cannot be offered twice what it carries: a call costs both sides about the same, and the clients would measure
/// themselves.
/// </remarks>
internal sealed class OverloadRun
{
    /// <summary>Orders of one call.</summary>
    public const int Batch = 32;

    /// <summary>Clients: so many that none comes to the end of its window, and calls are made when they are due.</summary>
    public const int Lanes = 768;

    private const int SaturatingLanes = 32;
    private const double CancelsPerSecond = 10;
    private const double Beyond = 1e6;

    /// <summary>Of twice the saturation: half the saturation.</summary>
    private const double UsualShare = 0.25;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(5);
    /// <summary>Until every client has as many answers remembered as it ever has: what a snapshot costs then is part of what is usual.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan SamplePeriod = TimeSpan.FromMilliseconds(200);

    private readonly ChaosStand _stand;
    private readonly ChaosLoad _load;
    private readonly ChaosLane _cancels;
    private readonly ProcessSampler _sampler;
    private readonly Action<string> _tell;
    private double _share = UsualShare;

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
            using var slow = SlowProcess.Start(stand.Silos[0]);
            if (slow is null) return "the silo's process cannot be slowed down.";
            load.Clock.Begin();
            return await new OverloadRun(stand, load, plan.Seed, tell).RunAsync(plan, slow, cancellation);
        }
    }

    private async Task<ChaosResult> RunAsync(ChaosPlan plan, SlowProcess slow, CancellationToken cancellation)
    {
        var saturation = await SaturationAsync(cancellation);
        _tell($"saturation: {saturation:0} calls of {Batch} orders a second");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var sampling = SampleAsync(stop.Token);
        var began = _load.Clock.NowMs;
        var running = Task.WhenAll(_load.Lanes
            .Select(lane => Task.Run(
                () => lane.RunAsync(2 * saturation / Lanes, () => Volatile.Read(ref _share), Batch, stop.Token), CancellationToken.None))
            .Append(Task.Run(() => _cancels.RunAsync(CancelsPerSecond, ChaosLoad.Whole, 0, stop.Token), CancellationToken.None)));
        await PauseAsync(Before, cancellation);
        var (rose, before) = (Change(1, saturation), Made);
        await PauseAsync(TimeSpan.FromMilliseconds(plan.Faults[0].LastsMs), cancellation);
        var (fell, made) = (Change(UsualShare, saturation), Made - before);
        await PauseAsync(After, cancellation);
        var ended = _load.Clock.NowMs;
        await stop.CancelAsync();
        await running;
        await sampling;
        slow.Dispose();
        _tell("the load has ended; checking");
        var verdict = await new ChaosCheck(_stand).RunAsync(_load, cancellation);
        var judge = new OverloadJudge(new OverloadTimes(began, rose, fell, ended), saturation, made, _sampler);
        return judge.Judge(plan, verdict, _load, _cancels.Log);
    }

    /// <summary>Calls that were made so far, answered or not.</summary>
    private long Made => _load.Lanes.Sum(lane => lane.Made);

    private double Change(double share, double saturation)
    {
        Volatile.Write(ref _share, share);
        _tell($"{_load.Clock.NowMs / 1000,6:0.0} s  {2 * share * saturation:0} calls a second");
        return _load.Clock.NowMs;
    }

    /// <summary>A few clients that always have a full window of calls on their way: what is answered is all that can be.</summary>
    private async Task<double> SaturationAsync(CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var lanes = _load.Lanes.Take(SaturatingLanes).ToArray();
        var running = Task.WhenAll(lanes.Select(
            lane => Task.Run(() => lane.RunAsync(Beyond, ChaosLoad.Whole, Batch, stop.Token), CancellationToken.None)));
        await PauseAsync(WarmUp, cancellation);
        var (from, start) = (lanes.Sum(Answered), Stopwatch.GetTimestamp());
        await PauseAsync(Measured, cancellation);
        var answered = lanes.Sum(Answered) - from;
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await stop.CancelAsync();
        await running;
        return Math.Max(Lanes, answered / seconds);

        static int Answered(ChaosLane lane) => lane.Log.Count(call => call.End == CallEnd.Answered);
    }

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
}
