namespace Trading.Orders;

/// <summary>How the order table answers an intent or a report. The numbers are stable and never reused.</summary>
public enum OrderTableCode : byte
{
    /// <summary>The order moved.</summary>
    Applied = 0,

    /// <summary>A new order's id was used before, or a later id of its strategy was: ids of a strategy only rise.</summary>
    DuplicateOrderId = 1,

    /// <summary>No open order has this id, nor one of the closed orders that are still kept.</summary>
    UnknownOrder = 2,

    /// <summary>The life-cycle table has no such move. A fill after Canceled is this: closed is final.</summary>
    IllegalTransition = 3,

    /// <summary>The report's ExecId is not above the order's last one: it was taken before.</summary>
    DuplicateReport = 4,

    /// <summary>A fill is not positive, or greater than what is open.</summary>
    FillOutOfRange = 5,

    /// <summary>The venue's FilledQty after a fill is not ours plus the fill: a report is missing.</summary>
    FilledQtyMismatch = 6,

    /// <summary>A replacement's total is not greater than what was filled.</summary>
    TotalNotAboveFilled = 7,

    /// <summary>A replacement is asked for while the answer to another one is awaited.</summary>
    ReplaceUnderWay = 8,

    /// <summary>The instrument or the side is not the order's.</summary>
    OrderMismatch = 9,

    /// <summary>The venue answers for an order that has closed meanwhile: a race that is nobody's error.</summary>
    LateAnswer = 10,

    /// <summary>The table holds its most open orders.</summary>
    TableFull = 11,

    /// <summary>The open quantity of a side would leave the 64-bit range.</summary>
    OpenQuantityTooLarge = 12,

    /// <summary>No known kind, side, strategy or instrument, a quantity that is not positive, or a fill without ExecId.</summary>
    Malformed = 13,

    /// <summary>Risk has not approved the intent.</summary>
    NotApproved = 14,
}
