namespace Trading.Orders;

/// <summary>Why an order moved, where a move has a cause. The numbers are stable and never reused.</summary>
public enum OrderReason : byte
{
    /// <summary>No cause beyond the event itself.</summary>
    None = 0,

    /// <summary>Its owner asked for the cancel.</summary>
    CancelRequested = 1,

    /// <summary>An immediate-or-cancel order's rest found nothing to trade with.</summary>
    IocUnfilled = 2,

    /// <summary>A fill-or-kill order could not trade at once in full.</summary>
    FokUnfilled = 3,

    /// <summary>A market order emptied the other side.</summary>
    MarketUnfilled = 4,

    /// <summary>It would have traded with its own account, and the newer order yields.</summary>
    SelfTradeNewest = 5,

    /// <summary>It would have traded with its own account, and the older order yields.</summary>
    SelfTradeOldest = 6,

    /// <summary>It would have traded with its own account, and both orders yield.</summary>
    SelfTradeBoth = 7,

    /// <summary>It would have traded with its own account, and both orders are reduced.</summary>
    SelfTradeDecrement = 8,

    /// <summary>A replacement asked for no more than was filled already.</summary>
    ReplacedBelowFilled = 9,

    /// <summary>Its expiry time has come.</summary>
    ExpiryReached = 20,

    /// <summary>A live order has the same id.</summary>
    DuplicateOrderId = 40,

    /// <summary>No live order has this id.</summary>
    UnknownOrder = 41,

    /// <summary>The price is not positive.</summary>
    PriceNotPositive = 42,

    /// <summary>The price is not a multiple of the tick size.</summary>
    PriceOffTick = 43,

    /// <summary>The quantity is not a multiple of the lot size.</summary>
    QuantityOffLot = 44,

    /// <summary>The quantity is below the minimum.</summary>
    QuantityTooSmall = 45,

    /// <summary>The quantity is above the maximum.</summary>
    QuantityTooLarge = 46,

    /// <summary>Price × quantity is below the minimum.</summary>
    NotionalTooSmall = 47,

    /// <summary>A post-only order would have traded.</summary>
    PostOnlyWouldTake = 48,

    /// <summary>Conditions that exclude each other, such as post-only with immediate-or-cancel.</summary>
    InvalidCombination = 49,

    /// <summary>A stop order's trigger price is missing or wrong.</summary>
    BadTriggerPrice = 50,

    /// <summary>The expiry time is missing or already past.</summary>
    BadExpiry = 51,

    /// <summary>The command names no known kind, side, type or time in force.</summary>
    MalformedCommand = 52,

    /// <summary>A replacement would have traded although the order is post-only.</summary>
    ReplaceWouldTake = 53,

    /// <summary>The account's inventory limit forbids it.</summary>
    InventoryLimit = 54,

    /// <summary>The command's owner is not the order's owner.</summary>
    NotOwner = 55,

    /// <summary>The queue before the venue was full.</summary>
    QueueFull = 56,

    /// <summary>With it, the open quantity of the book's side would leave the 64-bit range.</summary>
    OpenQuantityTooLarge = 57,

    /// <summary>The market shows too little to trade with.</summary>
    InsufficientLiquidity = 58,

    /// <summary>The venue's limit of messages was reached.</summary>
    RateLimited = 59,

    /// <summary>The venue is down or cannot be reached.</summary>
    VenueUnavailable = 60,

    /// <summary>The account lacks the funds or margin.</summary>
    InsufficientFunds = 61,

    /// <summary>Our own risk rules deny it; the rule and its numbers travel with the denial.</summary>
    RiskDenied = 62,

    /// <summary>The market's book is not live, so nothing can be matched against it.</summary>
    MarketUnavailable = 63,

    /// <summary>The account has halted the strategy; only cancels pass.</summary>
    TradingHalted = 64,

    /// <summary>The account lets the strategy only reduce, and the order could do more.</summary>
    ReducingOnly = 65,

    /// <summary>The account holds its most open orders.</summary>
    AccountFull = 66,

    /// <summary>The strategy's lease has run out, and the order could do more than reduce.</summary>
    LeaseExpired = 67,

    /// <summary>The strategy's lease has no room for the order: its notional, loss or rate is used up.</summary>
    LeaseExhausted = 68,
}
