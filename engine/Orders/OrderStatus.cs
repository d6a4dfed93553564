namespace Trading.Orders;

/// <summary>The status of an order (FIX 39), spelled as in FIX.</summary>
public enum OrderStatus : byte
{
    /// <summary>Made, not yet sent.</summary>
    New = 0,

    /// <summary>Refused by our own rules; it never left.</summary>
    Denied = 1,

    /// <summary>Sent, not yet acknowledged.</summary>
    Pending = 2,

    /// <summary>Acknowledged by the venue, nothing filled.</summary>
    Accepted = 3,

    /// <summary>Refused by the venue.</summary>
    Rejected = 4,

    /// <summary>Open, a replacement was asked for and is not yet answered.</summary>
    PendingReplace = 5,

    /// <summary>Open, a cancel was asked for and is not yet answered.</summary>
    PendingCancel = 6,

    /// <summary>Open, filled in part.</summary>
    PartiallyFilled = 7,

    /// <summary>Filled in full.</summary>
    Filled = 8,

    /// <summary>Canceled; it may have been filled in part before.</summary>
    Canceled = 9,

    /// <summary>Ended by its time in force; it may have been filled in part before.</summary>
    Expired = 10,
}
