using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Orleans.Runtime;
using Trading.Client.ScaleOut;
using Trading.Journal.Processes;

namespace Trading.Client.Chaos;

/// <summary>Silos that are killed or frozen.</summary>
internal sealed class SiloFaults(ChaosStand stand, ChaosLoad load)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private readonly HashSet<int> _touched = [];

    /// <summary>Kills a silo. Its books find others by themselves.</summary>
    public async Task<FaultTrace> KillAsync(ChaosSilo silo, CancellationToken cancellation)
    {
        var books = await BooksOfAsync(silo);
        _touched.Add(silo.Process.SiloPort);
        var began = Stopwatch.GetTimestamp();
        silo.Process.Send(PosixSignals.Kill);
        var isGone = await silo.Process.WaitAsync(Limit, cancellation);
        return new FaultTrace(began, began, books, isGone ? "the process is gone" : "the process still runs", isGone);
    }

    /// <summary>Kills a silo on files as one of its writers enters a sync, counted from now.</summary>
    public async Task<FaultTrace> KillAtSyncAsync(ChaosSilo silo, int sync, CancellationToken cancellation)
    {
        using var trap = SyncTrap.Set(silo.ProcessId ?? 0, sync);
        var isGone = await silo.Process.WaitAsync(Limit, cancellation);
        var died = Stopwatch.GetTimestamp();
        // The tracer of a silo that lives goes on: only the end of the trap ends it.
        var evidence = trap is null ? "nothing can trace it"
            : isGone ? await trap.ToldAsync(cancellation)
            : $"no writer came to sync {sync} within {Limit.TotalSeconds:0} s";
        return new FaultTrace(died, died, load.Books, evidence, isGone && trap is { HasKilled: true });
    }

    /// <summary>Stops a silo where it stands; <see cref="WakeAsync"/> ends that.</summary>
    public async Task<FaultTrace> FreezeAsync(ChaosSilo silo)
    {
        var books = await BooksOfAsync(silo);
        _touched.Add(silo.Process.SiloPort);
        var began = Stopwatch.GetTimestamp();
        silo.Process.Send(PosixSignals.Stop);
        await Task.Delay(Poll);
        var state = StateOf(silo);
        return new FaultTrace(began, began, books, $"the process is in state {state}", state == 'T');
    }

    /// <summary>
    /// Waits until the others have declared a silo dead, by the membership's table: a silo that were asked could be the frozen one.
    /// From then on clients do not look for it any more.
    /// </summary>
    public async Task UntilDeadAsync(ChaosSilo silo, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        while (!silo.IsDeclaredDead && Stopwatch.GetElapsedTime(start) < Limit)
        {
            silo.IsDeclaredDead = await stand.StatusOfAsync(silo, cancellation) == SiloStatus.Dead;
            if (!silo.IsDeclaredDead) await Task.Delay(Poll, cancellation);
        }
    }

    /// <summary>Wakes a silo that the others have declared dead, and waits until it has ended itself.</summary>
    /// <returns>Null, or what was not done.</returns>
    public static async Task<string?> WakeAsync(ChaosSilo silo, CancellationToken cancellation)
    {
        silo.Process.Send(PosixSignals.Continue);
        var isGone = await silo.Process.WaitAsync(Limit, cancellation);
        if (!silo.IsDeclaredDead) return $"silo {silo.Process.Number} was frozen and nobody declared it dead";
        return isGone ? null : $"silo {silo.Process.Number} woke up, was dead to the others, and did not end itself";
    }

    /// <summary>Silos that were declared dead although nobody had touched them.</summary>
    public async Task<int> EvictedAsync(CancellationToken cancellation) =>
        stand.Membership is not { } table || await table.ReadAsync(cancellation) is not { } silos
            ? 0
            : silos.Count(silo => silo.Value == SiloStatus.Dead && !_touched.Contains(silo.Key));

    private async Task<IReadOnlyList<TrialBook>> BooksOfAsync(ChaosSilo silo)
    {
        if (stand.Server is null) return load.Books;
        var views = await TrialCluster.LookAsync(stand.Client);
        var keys = views.FirstOrDefault(view => view.Port == silo.Process.SiloPort && view.Status == SiloStatus.Active)?.Books ?? [];
        var books = load.Books.Where(book => keys.Contains(book.Key)).ToArray();
        // One without books concerns nobody in particular: all must go on.
        return books.Length > 0 ? books : load.Books;
    }

    private static char StateOf(ChaosSilo silo)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{silo.ProcessId}/stat");
            return stat[stat.LastIndexOf(')') + 2];
        }
        catch (IOException)
        {
            return '-';
        }
    }
}
