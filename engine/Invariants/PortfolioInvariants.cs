using System.Collections.Immutable;
using Trading.Ledger;
using Trading.Model;
using Trading.Portfolio;

namespace Trading.Invariants;

/// <summary>What holds of a portfolio, and between it and the ledger of the same fills.</summary>
public static class PortfolioInvariants
{
    /// <summary>701.</summary>
    public static readonly Invariant FlatCostsNothing =
        new(701, "flat costs nothing", "A position of quantity zero has a cost of exactly zero.");

    /// <summary>702.</summary>
    public static readonly Invariant CashIsAccountedFor = new(
        702, "cash is accounted for", "Ledger cash = capital + realised − fees + funding − the cost of spot positions, per owner and asset.");

    /// <summary>703.</summary>
    public static readonly Invariant InventoryIsPositions =
        new(703, "inventory is positions", "Ledger inventory = the sum of the spot positions, per owner and asset.");

    /// <summary>All of them, by number.</summary>
    public static readonly ImmutableArray<Invariant> All = [FlatCostsNothing, CashIsAccountedFor, InventoryIsPositions];

    /// <summary>Compares a portfolio with the ledger that took the same fills, funding and capital; linear in positions.</summary>
    /// <returns>The first violation; null when all hold.</returns>
    public static Violation? Check(PortfolioBook portfolio, LedgerBook ledger)
    {
        for (var owner = 0; owner <= portfolio.Settings.StrategyMax; owner++)
        {
            foreach (var asset in ledger.Chart.Assets)
            {
                if (CheckAsset(portfolio, ledger, owner, asset) is { } violation) return violation;
            }
        }

        return null;
    }

    private static Violation? CheckAsset(PortfolioBook portfolio, LedgerBook ledger, int owner, Asset asset)
    {
        var (cash, inventory) = (portfolio.Settled(owner, asset), Money.Zero);
        for (var index = 0; index < portfolio.Settings.Listings.Length; index++)
        {
            var (instrument, pair) = portfolio.Settings.Listings[index];
            var position = portfolio.PositionOf(owner, index);
            if (position.IsFlat && position.Cost != Money.Zero)
            {
                return new(FlatCostsNothing, $"owner {owner}, {instrument.Id}: {position.Cost}");
            }

            if (instrument.Kind != InstrumentKind.Spot) continue;
            if (pair.Quote == asset) cash -= position.Cost;
            if (pair.Base == asset) inventory += Money.From(new Quantity(position.Quantity), instrument);
        }

        var booked = ledger.Balance(owner, asset, AccountKind.Cash);
        if (booked != cash) return new(CashIsAccountedFor, $"owner {owner}, {asset}: ledger {booked}, portfolio {cash}");
        booked = ledger.Balance(owner, asset, AccountKind.Inventory);
        return booked == inventory
            ? null
            : new(InventoryIsPositions, $"owner {owner}, {asset}: ledger {booked}, positions {inventory}");
    }
}
