using System.Collections.Immutable;
using Trading.Desk;
using Trading.Durable;

namespace Trading.Invariants;

/// <summary>
/// A session's node whose books are checked while it trades: the account's ledger, portfolio, holds and leases, and the
/// capital; and every step of account and exchanges, by <see cref="DeskAudit"/>.
/// </summary>
public sealed class WatchedSession : WatchedNode
{
    /// <summary>What it watches.</summary>
    public static readonly ImmutableArray<Invariant> Watches =
    [
        LedgerInvariants.SumsToZero, PortfolioInvariants.FlatCostsNothing, PortfolioInvariants.CashIsAccountedFor,
        PortfolioInvariants.InventoryIsPositions, RiskInvariants.HoldsAddUp, RiskInvariants.CapitalAddsUp,
        .. DeskAudit.Watches,
    ];

    /// <summary>Holds are added up over all open orders: not at every input.</summary>
    private const int InputsBetweenSums = 64;

    private readonly SessionNode _session;
    private DeskAudit? _steps;
    private long _fills = -1;
    private int _inputs;

    /// <summary>Watches a node.</summary>
    /// <param name="node">The session's node.</param>
    public WatchedSession(SessionNode node)
        : base(node)
    {
        _session = node;
        node.Audits = opened => _steps = new DeskAudit(opened);
    }

    /// <inheritdoc/>
    protected override Violation? CheckInput(in NodeInput input, NodeOutput output)
    {
        if (input.Kind != NodeInputKind.Call) return null;
        return _steps?.Violation ?? _session.Node switch
        {
            VenueNode venue => CheckAccount(venue),
            CapitalNode capital => RiskInvariants.CheckPool(capital.Pool),
            _ => null,
        };
    }

    /// <inheritdoc/>
    protected override Violation? CheckWhole() => _steps?.Violation ?? _session.Node switch
    {
        VenueNode venue => CheckBooks(venue) ?? CheckLeases(venue),
        CapitalNode capital => RiskInvariants.CheckPool(capital.Pool),
        _ => null,
    };

    private Violation? CheckAccount(VenueNode venue)
    {
        if (venue.FillCount != _fills)
        {
            _fills = venue.FillCount;
            if (CheckBooks(venue) is { } violation) return violation;
        }

        return ++_inputs % InputsBetweenSums == 0 ? CheckLeases(venue) : null;
    }

    private static Violation? CheckBooks(VenueNode venue) =>
        LedgerInvariants.Check(venue.Ledger) ?? PortfolioInvariants.Check(venue.Portfolio, venue.Ledger);

    private static Violation? CheckLeases(VenueNode venue) => RiskInvariants.CheckHolds(venue.Leases, venue.Orders);
}
