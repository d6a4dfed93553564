using System.Collections.Immutable;

namespace Trading.Invariants;

/// <summary>What holds of the reports of every exchange about our orders.</summary>
public static class ExecutionInvariants
{
    /// <summary>901.</summary>
    public static readonly Invariant IdsAreContiguous =
        new(901, "execution ids are contiguous", "An instrument's reports are numbered 1, 2, 3 … without a gap.");

    /// <summary>902.</summary>
    public static readonly Invariant FillsAddUp =
        new(902, "fills add up", "Filled + leaves = ordered while an order is open, and filled grows by exactly what trades.");

    /// <summary>903.</summary>
    public static readonly Invariant LimitHolds =
        new(903, "the limit holds", "No fill is at a worse price than the order's limit.");

    /// <summary>904.</summary>
    public static readonly Invariant OneLife =
        new(904, "one life", "An order's reports begin with its acceptance or refusal, and none but refusals follow its end.");

    /// <summary>905.</summary>
    public static readonly Invariant TimeRuns =
        new(905, "time runs", "No report is earlier than the one before.");

    /// <summary>All of them, by number.</summary>
    public static readonly ImmutableArray<Invariant> All = [IdsAreContiguous, FillsAddUp, LimitHolds, OneLife, TimeRuns];
}
