using System.Collections.Immutable;

namespace Trading.Invariants;

/// <summary>All invariants, by number.</summary>
public static class InvariantCatalog
{
    /// <summary>Every invariant of every room.</summary>
    public static readonly ImmutableArray<Invariant> All =
    [
        .. BookInvariants.All, .. OrderInvariants.All, .. DurableInvariants.All, .. JournalInvariants.All,
        .. LedgerInvariants.All, .. PortfolioInvariants.All, .. RiskInvariants.All, .. ExecutionInvariants.All,
        .. WorldInvariants.All,
    ];
}
