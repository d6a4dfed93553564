namespace Trading.Ledger;

/// <summary>
/// What an account is for. Cash, inventory and what was paid away stand positive; where money came from (capital, profits,
/// the venue's side of trades) stands negative, so that every asset sums to zero. The numbers are stable.
/// </summary>
public enum AccountKind : byte
{
    /// <summary>What can be spent: paid in, received for sales, profits of perpetuals.</summary>
    Cash = 1,

    /// <summary>Base assets bought on spot; negative when sold short.</summary>
    Inventory = 2,

    /// <summary>Fees paid; rebates lower it.</summary>
    Fees = 3,

    /// <summary>Funding paid; what was received lowers it.</summary>
    Funding = 4,

    /// <summary>Where realised profits of perpetuals came from: negative for a profit, positive for a loss.</summary>
    RealizedPnl = 5,

    /// <summary>The venue's side of spot trades: what it gave stands negative, what it took positive.</summary>
    VenueClearing = 6,

    /// <summary>Capital paid in stands negative; withdrawals raise it.</summary>
    Capital = 7,
}
