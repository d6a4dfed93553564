namespace Trading.Orders;

/// <summary>What can happen to an order. Where the outcome depends on earlier fills, there is one member for each case.</summary>
public enum OrderTransition : byte
{
    /// <summary>We send it.</summary>
    Submit = 0,

    /// <summary>Our own rules refuse it.</summary>
    Deny = 1,

    /// <summary>The venue acknowledges it.</summary>
    Accept = 2,

    /// <summary>The venue refuses it.</summary>
    Reject = 3,

    /// <summary>A fill that leaves some quantity open.</summary>
    FillPartly = 4,

    /// <summary>The fill that leaves nothing open.</summary>
    FillCompletely = 5,

    /// <summary>We ask for a cancel.</summary>
    RequestCancel = 6,

    /// <summary>The venue cancels it, asked or not.</summary>
    Cancel = 7,

    /// <summary>The venue refuses our cancel; nothing was filled.</summary>
    RejectCancelUnfilled = 8,

    /// <summary>The venue refuses our cancel; some quantity was filled.</summary>
    RejectCancelPartlyFilled = 9,

    /// <summary>We ask for a replacement of price or quantity.</summary>
    RequestReplace = 10,

    /// <summary>The venue replaces it; nothing was filled.</summary>
    ReplaceUnfilled = 11,

    /// <summary>The venue replaces it; some quantity was filled.</summary>
    ReplacePartlyFilled = 12,

    /// <summary>The venue refuses our replacement; nothing was filled.</summary>
    RejectReplaceUnfilled = 13,

    /// <summary>The venue refuses our replacement; some quantity was filled.</summary>
    RejectReplacePartlyFilled = 14,

    /// <summary>A stop order's trigger price was reached.</summary>
    Trigger = 15,

    /// <summary>Its time in force ends it.</summary>
    Expire = 16,
}
