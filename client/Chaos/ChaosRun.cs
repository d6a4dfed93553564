using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Trading.Client.ScaleOut;

namespace Trading.Client.Chaos;

/// <summary>Carries a plan out on a stand under load.</summary>
/// <param name="stand">The system.</param>
/// <param name="load">The load, which runs meanwhile.</param>
/// <param name="tell">Hears what happens.</param>
internal sealed class ChaosRun(ChaosStand stand, ChaosLoad load, Action<string> tell)
{
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromSeconds(60);
    private readonly SiloFaults _silos = new(stand, load);
    private readonly List<FaultRecord> _faults = [];
    private readonly List<string> _problems = [];

    /// <summary>What was done.</summary>
    public IReadOnlyList<FaultRecord> Faults => _faults;

    /// <summary>What the system did not get over.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Strikes in turn, and lets the load go on until the plan's end.</summary>
    /// <returns>Null, or why the stand cannot go on.</returns>
    public async Task<string?> RunAsync(ChaosPlan plan, CancellationToken cancellation)
    {
        foreach (var fault in plan.Faults)
        {
            await UntilAsync(fault.AtMs, cancellation);
            tell($"{ChaosFaults.NameOf(fault.Fault)} on {fault.On}");
            if (await StrikeAsync(fault, cancellation) is { } error) return error;
        }

        await UntilAsync(plan.Seconds * 1000.0, cancellation);
        return null;
    }

    /// <summary>Silos that were declared dead although nobody had touched them.</summary>
    public Task<int> EvictedAsync(CancellationToken cancellation) => _silos.EvictedAsync(cancellation);

    private async Task<string?> StrikeAsync(PlannedFault fault, CancellationToken cancellation)
    {
        if (NeedsSilo(fault.Fault) && TargetOf(fault) is null)
        {
            var now = Stopwatch.GetTimestamp();
            await RecoverAsync(fault, new FaultTrace(now, now, [], $"{fault.On} does not run any more", Happened: false), cancellation);
            return ChaosFaults.TakesSilo(fault.Fault) ? await ReplaceAsync(null, cancellation) : null;
        }

        switch (fault.Fault)
        {
            case ChaosFault.Kill when TargetOf(fault) is { } silo:
                await RecoverAsync(fault, await _silos.KillAsync(silo, cancellation), cancellation, silo);
                return stand.Server is null ? null : await ReplaceAsync(silo, cancellation);
            case ChaosFault.KillAtSync when TargetOf(fault) is { } silo:
                await RecoverAsync(fault, await _silos.KillAtSyncAsync(silo, fault.DeadlySync, cancellation), cancellation, silo);
                return null;
            case ChaosFault.Freeze when TargetOf(fault) is { } silo:
                var frozen = await _silos.FreezeAsync(silo);
                await Task.WhenAll(_silos.UntilDeadAsync(silo, cancellation), RecoverAsync(fault, frozen, cancellation));
                if (await SiloFaults.WakeAsync(silo, cancellation) is { } problem) _problems.Add(problem);
                return await ReplaceAsync(silo, cancellation);
            case ChaosFault.ClientLatency or ChaosFault.ClientHold or ChaosFault.ClientReset:
                // A client keeps to the silos that it found first, so the way to a single one may stand empty.
                TcpProxy[] ways = [.. stand.Silos.Select(silo => silo.Gateway)];
                await RecoverAsync(fault, await WayFaults.DisturbAsync(fault, ways, load.Books, cancellation), cancellation);
                return null;
            case ChaosFault.DatabaseLatency or ChaosFault.DatabaseHold or ChaosFault.DatabaseReset when stand.DatabaseWay is { } way:
                await RecoverAsync(fault, await WayFaults.DisturbAsync(fault, [way], load.Books, cancellation), cancellation);
                return null;
            case ChaosFault.DatabaseKill or ChaosFault.DatabaseFreeze when stand is { Server: { } server, DatabaseWay: { } way }:
                return await DatabaseAsync(fault, new DatabaseFaults(server, way, load), cancellation);
            case ChaosFault.DiskFull when stand.Disk is { } disk:
                await RecoverAsync(fault, await new DiskFaults(stand, load).FillAsync(fault, disk, cancellation), cancellation);
                return null;
            case ChaosFault.Corrupt when TargetOf(fault) is { } silo:
                var (trace, error) = await new DiskFaults(stand, load).CorruptAsync(fault, silo, cancellation);
                if (error is not null) _problems.Add(error);
                await RecoverAsync(fault, trace, cancellation);
                return stand.Silos.Count == 0 ? error : null;
            default:
                return $"{ChaosFaults.NameOf(fault.Fault)} cannot be done here: use another profile.";
        }
    }

    private async Task<string?> DatabaseAsync(PlannedFault fault, DatabaseFaults database, CancellationToken cancellation)
    {
        if (fault.Fault == ChaosFault.DatabaseFreeze)
        {
            await RecoverAsync(fault, await database.FreezeAsync(fault, cancellation), cancellation);
            return null;
        }

        var (trace, error) = await database.KillAsync(fault, cancellation);
        if (error is null) await RecoverAsync(fault, trace, cancellation);
        return error;
    }

    private static bool NeedsSilo(ChaosFault fault) => ChaosFaults.TakesSilo(fault) || fault == ChaosFault.Corrupt;

    /// <summary>On files there is one silo at a time, and each restart gives it another number.</summary>
    private ChaosSilo? TargetOf(PlannedFault fault) => stand.Server is null
        ? stand.Silos.FirstOrDefault(silo => !silo.Process.HasExited)
        : stand.Find(fault.Victim);

    /// <summary>Waits until every book that was concerned has answered a call that was made after the fault.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="trace">What was done.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="killed">A silo on files: nothing recovers before it is started again.</param>
    private async Task RecoverAsync(PlannedFault fault, FaultTrace trace, CancellationToken cancellation, ChaosSilo? killed = null)
    {
        if (killed is not null && stand.Server is null && await ReplaceAsync(killed, cancellation) is { } error) _problems.Add(error);
        var times = await TrialBook.FirstAnswersAsync(trace.Books, trace.Ended, RecoveryLimit, cancellation);
        var longest = times.DefaultIfEmpty(0).Max();
        var record = new FaultRecord(
            ChaosFaults.NameOf(fault.Fault),
            fault.On,
            Math.Round(load.Clock.At(trace.Began)),
            Math.Round(load.Clock.At(trace.Ended) - load.Clock.At(trace.Began)),
            Math.Round(longest),
            trace.Happened,
            trace.Evidence);
        _faults.Add(record);
        tell($"  {record.Evidence}; recovered after {record.RecoveredMs:0} ms");
        if (longest >= RecoveryLimit.TotalMilliseconds)
        {
            _problems.Add($"fault {fault.Number} ({record.Kind}): a book did not answer within {RecoveryLimit.TotalSeconds:0} s after it");
        }
    }

    private async Task<string?> ReplaceAsync(ChaosSilo? silo, CancellationToken cancellation)
    {
        if (silo is not null) await stand.RemoveAsync(silo);
        return (await stand.AddSiloAsync(cancellation)).TryGet(out _, out var error) ? null : error;
    }

    private async Task UntilAsync(double ms, CancellationToken cancellation)
    {
        var left = ms - load.Clock.NowMs;
        if (left > 0) await Task.Delay(TimeSpan.FromMilliseconds(left), cancellation);
    }
}
