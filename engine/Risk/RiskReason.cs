namespace Trading.Risk;

/// <summary>Which rule denied an order or changed the trading state. The numbers are stable and never reused.</summary>
public enum RiskReason : byte
{
    /// <summary>Nothing was denied.</summary>
    None = 0,

    /// <summary>No price is known to judge by.</summary>
    NoPrice = 1,

    /// <summary>The market's last event is too old: age against the limit, in nanoseconds.</summary>
    StaleMarket = 2,

    /// <summary>A number does not fit: what cannot be computed cannot be allowed.</summary>
    Overflow = 3,

    /// <summary>Trading is halted; only cancels pass.</summary>
    Halted = 4,

    /// <summary>Only orders that reduce the position pass: the position that it could lead to against the one that is.</summary>
    Reducing = 5,

    /// <summary>The strategy's lease has run out: the time against the last one at which it holds; only what reduces passes.</summary>
    LeaseExpired = 6,

    /// <summary>The lease's loss is used up, in units of 10^-18 of the reporting asset; only what reduces passes.</summary>
    LeaseLoss = 7,

    /// <summary>No limits are loaded to judge by: 0 against 1.</summary>
    NoLimits = 8,

    /// <summary>The order's quantity, in units of 10^-18 of the base asset.</summary>
    MaxOrderQty = 10,

    /// <summary>The order's notional, in units of 10^-18 of the quote asset.</summary>
    MaxNotional = 11,

    /// <summary>The position's notional if all open orders of the side and this one were filled.</summary>
    PositionLimit = 12,

    /// <summary>The limit price's distance from the reference price, in parts per million of it.</summary>
    PriceCollar = 13,

    /// <summary>New orders and replacements within a second.</summary>
    OrderRate = 14,

    /// <summary>Open orders.</summary>
    OpenOrderCount = 15,

    /// <summary>The order's count is not above the last one's.</summary>
    DuplicateOrder = 16,

    /// <summary>The same order again and again: repetitions within the window.</summary>
    RepeatedExecution = 17,

    /// <summary>It would meet an own order: its price against that order's.</summary>
    SelfCross = 18,

    /// <summary>A reduce-only order that would not reduce: its quantity against what there is to reduce.</summary>
    ReduceOnly = 19,

    /// <summary>What positions and working orders would be worth, in units of 10^-18 of the reporting asset.</summary>
    LeaseNotional = 20,

    /// <summary>How long the lease's rate needs for what was sent, in nanoseconds.</summary>
    LeaseRate = 21,

    /// <summary>Capital lost since the beginning.</summary>
    LossLimit = 30,

    /// <summary>The fall of equity from its peak.</summary>
    DrawdownLimit = 31,

    /// <summary>The gross exposure of positions.</summary>
    ExposureLimit = 32,

    /// <summary>Somebody pressed the button.</summary>
    KillSwitch = 33,
}
