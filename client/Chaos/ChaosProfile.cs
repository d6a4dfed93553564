using System.Collections.Generic;
using System.Linq;

namespace Trading.Client.Chaos;

/// <summary>What a run is made on.</summary>
internal enum ChaosGround
{
    /// <summary>Silo processes over a private PostgreSQL.</summary>
    Cluster,

    /// <summary>One silo process with its journal on a small file system of its own.</summary>
    SmallDisk,

    /// <summary>A paper session in a process of its own.</summary>
    Paper,

    /// <summary>One slow silo process with its journal in files, and more load than it can carry.</summary>
    Overload,
}

/// <summary>A named set of faults.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Ground">What it is run on.</param>
/// <param name="Faults">What is done.</param>
/// <param name="Seconds">How long, when nobody says otherwise.</param>
internal sealed record ChaosProfile(string Name, ChaosGround Ground, IReadOnlyList<ChaosFault> Faults, int Seconds)
{
    /// <summary>True when strategies trade on the silos meanwhile, in paper sessions.</summary>
    public bool HasSessions { get; init; }

    /// <summary>The profile that runs all others in turn.</summary>
    public const string AllName = "all";

    /// <summary>Every fault of a cluster in turn.</summary>
    public static readonly ChaosProfile Soak = new(
        "soak",
        ChaosGround.Cluster,
        [
            ChaosFault.Kill, ChaosFault.Freeze, ChaosFault.DatabaseKill, ChaosFault.DatabaseFreeze, ChaosFault.DatabaseLatency,
            ChaosFault.DatabaseHold, ChaosFault.DatabaseReset, ChaosFault.ClientLatency, ChaosFault.ClientHold, ChaosFault.ClientReset,
        ],
        600)
    {
        HasSessions = true,
    };

    /// <summary>What can be done to a silo on files.</summary>
    public static readonly IReadOnlyList<ChaosFault> OnDisk = [ChaosFault.Kill, ChaosFault.KillAtSync, ChaosFault.DiskFull, ChaosFault.Corrupt];

    /// <summary>The profiles of <c>trading chaos run</c>.</summary>
    public static readonly IReadOnlyList<ChaosProfile> All =
    [
        new("smoke", ChaosGround.Cluster, [ChaosFault.Kill, ChaosFault.Freeze, ChaosFault.DatabaseKill], 60),
        new(
            "database",
            ChaosGround.Cluster,
            [
                ChaosFault.DatabaseKill, ChaosFault.DatabaseFreeze, ChaosFault.DatabaseLatency, ChaosFault.DatabaseHold,
                ChaosFault.DatabaseReset,
            ],
            60),
        new("network", ChaosGround.Cluster, [ChaosFault.ClientLatency, ChaosFault.ClientHold, ChaosFault.ClientReset], 40),
        new("disk", ChaosGround.SmallDisk, OnDisk, 70),
        new("paper", ChaosGround.Paper, PaperRun.Faults, 40),
        new("overload", ChaosGround.Overload, [ChaosFault.Overload], 60),
    ];

    /// <summary>Their names, for a person.</summary>
    public static string Names => string.Join(", ", All.Select(profile => profile.Name)) + $" or {AllName}";

    /// <summary>The profiles that a name means; empty when it is none.</summary>
    public static IReadOnlyList<ChaosProfile> Of(string name) =>
        name == AllName ? All : [.. All.Where(profile => profile.Name == name)];
}
