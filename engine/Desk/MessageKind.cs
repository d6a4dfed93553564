namespace Trading.Desk;

/// <summary>What one node tells another. The numbers stand in journals: they are stable and never reused.</summary>
public enum MessageKind : byte
{
    /// <summary>A timer that the node itself set; the payload is its id.</summary>
    Timer = 1,

    /// <summary>An approved order, cancel or replacement on its way to the exchange.</summary>
    Order = 2,

    /// <summary>What became of an order, on its way back.</summary>
    Report = 3,

    /// <summary>What the desk's timeline shows: a denial, a fault, a change of trading state.</summary>
    Notice = 6,

    /// <summary>What an instrument is worth now.</summary>
    Mark = 7,

    /// <summary>What an account is worth now.</summary>
    Equity = 8,

    /// <summary>An operator's command: from the operators to the desk's own node, and from there to strategies and account.</summary>
    Command = 9,

    /// <summary>A lease, from the capital to the account and to its strategy.</summary>
    Lease = 10,

    /// <summary>What is in use of a lease, from the account to the capital.</summary>
    LeaseReport = 11,

    /// <summary>What a live book publishes, from the exchange to a strategy that sees it.</summary>
    MarketData = 12,

    /// <summary>A perpetual's funding: its terms, from the exchange to the account; what was booked, from there to the strategy.</summary>
    Funding = 13,
}
