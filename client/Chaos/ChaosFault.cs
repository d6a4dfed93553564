using System;
using System.Collections.Generic;
using System.Linq;

namespace Trading.Client.Chaos;

/// <summary>What is done to the system.</summary>
internal enum ChaosFault
{
    /// <summary>A silo is killed with SIGKILL and replaced.</summary>
    Kill,

    /// <summary>A silo is stopped with SIGSTOP until others have taken its books over, then woken.</summary>
    Freeze,

    /// <summary>The database server and all its processes are killed, and started again after a while.</summary>
    DatabaseKill,

    /// <summary>The database server is stopped where it stands: connections are open and nobody answers.</summary>
    DatabaseFreeze,

    /// <summary>What goes between silos and the database arrives later.</summary>
    DatabaseLatency,

    /// <summary>What goes between silos and the database arrives only once the fault is over.</summary>
    DatabaseHold,

    /// <summary>Every connection to the database is reset.</summary>
    DatabaseReset,

    /// <summary>What goes between clients and silos arrives later.</summary>
    ClientLatency,

    /// <summary>What goes between clients and silos arrives only once the fault is over.</summary>
    ClientHold,

    /// <summary>Every client's connection is reset.</summary>
    ClientReset,

    /// <summary>The data directory's file system has no room left.</summary>
    DiskFull,

    /// <summary>One bit of a record in the journal of a stopped silo is flipped; repaired from a copy.</summary>
    Corrupt,

    /// <summary>A silo is killed with SIGKILL at a certain sync of its journal: written, not synced, not answered.</summary>
    KillAtSync,

    /// <summary>A paper session's process is killed with SIGKILL and resumed.</summary>
    PaperKill,

    /// <summary>Market data is dropped, repeated and reordered on its way to a paper session; then its process is killed.</summary>
    MarketLoss,

    /// <summary>The venue of a paper session refuses everything, again and again; then the session's process is killed.</summary>
    VenueDown,

    /// <summary>More calls than the system can carry out.</summary>
    Overload,
}

/// <summary>The faults' names on the command line and in reports, and how much of a run each takes.</summary>
internal static class ChaosFaults
{
    private static readonly (ChaosFault Fault, string Name, int ShortestMs, int LongestMs, int RecoveryMs)[] Table =
    [
        (ChaosFault.Kill, "kill", 0, 0, 10_000),
        (ChaosFault.Freeze, "freeze", 0, 0, 24_000),
        (ChaosFault.DatabaseKill, "database-kill", 500, 3_000, 6_000),
        (ChaosFault.DatabaseFreeze, "database-freeze", 2_000, 5_000, 6_000),
        (ChaosFault.DatabaseLatency, "database-latency", 2_000, 5_000, 3_000),
        (ChaosFault.DatabaseHold, "database-hold", 1_500, 4_000, 6_000),
        (ChaosFault.DatabaseReset, "database-reset", 0, 0, 4_000),
        (ChaosFault.ClientLatency, "client-latency", 2_000, 5_000, 3_000),
        (ChaosFault.ClientHold, "client-hold", 1_500, 4_000, 4_000),
        (ChaosFault.ClientReset, "client-reset", 0, 0, 4_000),
        (ChaosFault.DiskFull, "disk-full", 2_000, 5_000, 4_000),
        (ChaosFault.Corrupt, "corrupt", 2_000, 4_000, 16_000),
        (ChaosFault.KillAtSync, "kill-at-sync", 0, 0, 12_000),
        (ChaosFault.PaperKill, "paper-kill", 0, 0, 6_000),
        (ChaosFault.MarketLoss, "market-loss", 1_500, 3_000, 5_000),
        (ChaosFault.VenueDown, "venue-down", 1_500, 3_000, 5_000),
        (ChaosFault.Overload, "overload", 10_000, 10_000, 30_000),
    ];

    /// <summary>Its name.</summary>
    public static string NameOf(ChaosFault fault) => Row(fault).Name;

    /// <summary>The faults of a list of names.</summary>
    /// <param name="names">Separated by commas.</param>
    /// <param name="unknown">The first name that is none; empty when all are known.</param>
    public static IReadOnlyList<ChaosFault> Parse(string names, out string unknown)
    {
        var words = names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        unknown = words.FirstOrDefault(word => Table.All(row => row.Name != word)) ?? (words.Length == 0 ? "(nothing)" : "");
        return [.. Table.Where(row => words.Contains(row.Name)).Select(row => row.Fault)];
    }

    /// <summary>How long it lasts, from and to; 0 when it is over at once or ends by itself.</summary>
    public static (int ShortestMs, int LongestMs) LengthOf(ChaosFault fault) => (Row(fault).ShortestMs, Row(fault).LongestMs);

    /// <summary>The time that a plan leaves the system after it.</summary>
    public static int RecoveryMsOf(ChaosFault fault) => Row(fault).RecoveryMs;

    /// <summary>Whether it takes a silo for good, so that another is started.</summary>
    public static bool TakesSilo(ChaosFault fault) => fault is ChaosFault.Kill or ChaosFault.Freeze or ChaosFault.KillAtSync;

    private static (ChaosFault Fault, string Name, int ShortestMs, int LongestMs, int RecoveryMs) Row(ChaosFault fault) =>
        Table[(int)fault];
}
