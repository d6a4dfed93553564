using System.Collections.Immutable;

namespace Trading.Faults;

/// <summary>One run of the simulator: the same configuration gives the same run, event by event, in any process.</summary>
public sealed record FaultConfig
{
    private static readonly ImmutableArray<FaultProfile> InTurn =
        [FaultProfile.Book, FaultProfile.Desk, FaultProfile.Files, FaultProfile.Venue, FaultProfile.Market];

    /// <summary>The seed of everything that is drawn.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The world; for <see cref="FaultProfile.All"/> the seed chooses.</summary>
    public required FaultProfile Profile { get; init; }

    /// <summary>The planted bug; null for the system as it is.</summary>
    public PlantedBug? Plant { get; init; }

    /// <summary>Kinds of faults that do not strike.</summary>
    public ImmutableArray<FaultKind> Without { get; init; } = [];

    /// <summary>How long faults strike, in simulated nanoseconds, before the world heals; 1 s to 1 h.</summary>
    public long FaultNs { get; init; } = 600_000_000_000;

    /// <summary>The profile in which this seed runs.</summary>
    public FaultProfile Chosen => Profile != FaultProfile.All ? Profile : InTurn[(int)(Seed % (ulong)InTurn.Length)];

    internal bool Allows(FaultKind kind) => !Without.Contains(kind);
}
