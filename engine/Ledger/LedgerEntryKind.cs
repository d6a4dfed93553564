namespace Trading.Ledger;

/// <summary>What an entry records. The numbers are stable.</summary>
public enum LedgerEntryKind : byte
{
    /// <summary>Capital comes in.</summary>
    Deposit = 1,

    /// <summary>Capital goes out.</summary>
    Withdrawal = 2,

    /// <summary>Capital goes from one owner to another.</summary>
    Transfer = 3,

    /// <summary>A fill of a spot order.</summary>
    SpotFill = 4,

    /// <summary>A fill of a perpetual.</summary>
    PerpetualFill = 5,

    /// <summary>A funding payment of a perpetual.</summary>
    Funding = 6,
}
