using Trading.Model;

namespace Trading.Ledger;

/// <summary>An account and what stands on it.</summary>
/// <param name="Owner">A strategy's number, or 0 for the desk.</param>
/// <param name="Asset">The asset.</param>
/// <param name="Kind">What the account is for.</param>
/// <param name="Amount">The sum of all postings.</param>
public readonly record struct LedgerBalance(int Owner, Asset Asset, AccountKind Kind, Money Amount);
