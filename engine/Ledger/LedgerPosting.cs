using Trading.Model;

namespace Trading.Ledger;

/// <summary>One line of an entry: an amount added to an account.</summary>
/// <param name="Account">The account.</param>
/// <param name="Amount">What is added, of the account's asset; negative when it is taken.</param>
public readonly record struct LedgerPosting(LedgerAccount Account, Money Amount);
