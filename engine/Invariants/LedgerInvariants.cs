using System;
using System.Collections.Immutable;
using Trading.Ledger;

namespace Trading.Invariants;

/// <summary>What holds of a ledger after every entry.</summary>
public static class LedgerInvariants
{
    /// <summary>601.</summary>
    public static readonly Invariant SumsToZero =
        new(601, "sums to zero", "Every asset of a ledger sums to zero over all accounts, and over the accounts of each owner.");

    /// <summary>602.</summary>
    public static readonly Invariant FillsOnce =
        new(602, "fills once", "A fill is posted at most once: the ExecIds of an instrument's posted fills only rise.");

    /// <summary>All of them, by number.</summary>
    public static readonly ImmutableArray<Invariant> All = [SumsToZero, FillsOnce];

    /// <summary>Adds a whole book up; linear in its accounts.</summary>
    /// <returns>The first violation; null when all hold.</returns>
    public static Violation? Check(LedgerBook book)
    {
        for (var owner = 0; owner <= book.Chart.StrategyMax; owner++)
        {
            for (var asset = 0; asset < book.Chart.Assets.Length; asset++)
            {
                Int128 sum = 0;
                foreach (var kind in Enum.GetValues<AccountKind>())
                {
                    sum = unchecked(sum + book.Balance(new LedgerAccount(owner, asset, kind)).Units);
                }

                if (sum != 0) return new(SumsToZero, $"owner {owner}, {book.Chart.Assets[asset]}: {sum} units");
            }
        }

        return null;
    }

    /// <summary>Checks how a fill was answered.</summary>
    /// <param name="lastExecId">The instrument's last posted ExecId before.</param>
    /// <param name="execId">The fill's.</param>
    /// <param name="code">The ledger's answer.</param>
    public static Violation? CheckFill(ulong lastExecId, ulong execId, LedgerCode code) =>
        code == LedgerCode.Posted && execId <= lastExecId
            ? new(FillsOnce, $"fill {execId} was posted after {lastExecId}")
            : null;
}
