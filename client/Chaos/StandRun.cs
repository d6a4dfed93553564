using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Trading.Model;

namespace Trading.Client.Chaos;

/// <summary>How a run on a stand is made.</summary>
/// <param name="Silos">Silo processes of a cluster.</param>
/// <param name="Books">Books.</param>
/// <param name="Rate">Calls a second over all clients.</param>
internal sealed record ChaosSize(int Silos, int Books, int Rate)
{
    /// <summary>Orders of one call.</summary>
    public const int Batch = 8;

    /// <summary>Clients of one book.</summary>
    public const int LanesPerBook = 2;
}

/// <summary>A plan on a cluster or on a small disk, from the first process to the check.</summary>
internal static class StandRun
{
    /// <summary>Fewer acknowledged calls than this share of those intended say too little.</summary>
    private const double AcknowledgedShareMin = 0.5;

    /// <summary>How long a paper session is, as its market was recorded.</summary>
    private const int SessionSeconds = 30;

    /// <summary>Runs it.</summary>
    /// <returns>What it came to, or what is missing on this machine.</returns>
    public static async Task<Result<ChaosResult, string>> RunAsync(
        ChaosProfile profile, ChaosPlan plan, ChaosSize size, Action<string> tell, CancellationToken cancellation)
    {
        if (profile.Faults.Contains(ChaosFault.KillAtSync) && SyncTrap.Missing is { } missing) return missing;
        var started = await ChaosStand.StartAsync(profile.Ground, size.Silos, cancellation);
        if (!started.TryGet(out var stand, out var error)) return error;
        await using (stand)
        {
            await using var load = new ChaosLoad(stand.Client, plan.Seed, takesRefusals: false);
            if (await load.ConfigureAsync(size.Books, ChaosSize.LanesPerBook) is { } refused) return refused;
            tell($"{stand.Silos.Count} silos, {size.Books} books, {size.Rate} calls a second, {plan.Faults.Count} faults planned");
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var sampler = new ProcessSampler(stand, load.Clock);
            var sampling = sampler.RunAsync(enough.Token);
            var run = new ChaosRun(stand, load, what => tell($"{load.Clock.NowMs / 1000,6:0.0} s  {what}"));
            load.Start(size.Rate, ChaosSize.Batch);
            var sessions = new PaperSessions(stand.Client, load.Clock, SessionSeconds, speed: 1);
            var playing = profile.HasSessions
                ? sessions.RunAsync(plan.Seed, stand.DataFolder, plan.Seconds * 1000.0, enough.Token)
                : Task.CompletedTask;
            var stopped = await run.RunAsync(plan, cancellation);
            var seconds = load.Clock.NowMs / 1000;
            await load.StopAsync();
            if (stopped is null) await playing;
            await enough.CancelAsync();
            await sampling;
            if (stopped is not null) return stopped;
            tell("the load has ended; checking");
            var verdict = await new ChaosCheck(stand).RunAsync(load, cancellation);
            foreach (var problem in run.Problems.Concat(sessions.Problems)) verdict.Add(problem);
            var processes = sampler.Trends();
            foreach (var process in processes.Where(process => process.Problem is not null)) verdict.Add($"{process.Problem}");
            return new ChaosResult
            {
                Profile = profile.Name,
                Seed = plan.Seed,
                Seconds = seconds,
                Planned = plan.Faults.Count,
                AcknowledgedMin = (long)(AcknowledgedShareMin * size.Rate * plan.Seconds),
                Faults = run.Faults,
                Verdict = verdict,
                Refusals = load.Clock.Refusals(),
                Failures = load.Clock.Failures,
                Sessions = profile.HasSessions ? sessions.Played : null,
                Minutes = ChaosPhases.ByMinute(load.Lanes.SelectMany(lane => lane.Log)),
                Phases = ChaosPhases.Of(run.Faults, load.Lanes.SelectMany(lane => lane.Log)),
                Processes = processes,
                EvictedByMistake = await run.EvictedAsync(cancellation),
            };
        }
    }
}
