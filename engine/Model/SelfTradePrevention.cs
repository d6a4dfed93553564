namespace Trading.Model;

/// <summary>What happens when an order would trade with a resting order of its own account; the incoming order decides.</summary>
public enum SelfTradePrevention : byte
{
    /// <summary>Nothing is prevented.</summary>
    None = 0,

    /// <summary>The incoming order's rest is canceled.</summary>
    CancelNewest = 1,

    /// <summary>The resting order is canceled; the incoming one goes on.</summary>
    CancelOldest = 2,

    /// <summary>Both are canceled.</summary>
    CancelBoth = 3,

    /// <summary>Both are reduced by the smaller quantity without a trade; what reaches zero is canceled.</summary>
    Decrement = 4,
}
