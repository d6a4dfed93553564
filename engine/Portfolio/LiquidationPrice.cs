using Trading.Model;

namespace Trading.Portfolio;

/// <summary>Whether a perpetual's position can be liquidated, and where.</summary>
public enum LiquidationKind : byte
{
    /// <summary>A mark or a conversion is missing.</summary>
    Unknown = 0,

    /// <summary>At no price: it is flat, spot, or fully paid.</summary>
    Never = 1,

    /// <summary>At the price that is told.</summary>
    AtPrice = 2,

    /// <summary>At every price: the collateral is used up already.</summary>
    Due = 3,
}

/// <summary>The mark price at which a position's account no longer covers the maintenance margin.</summary>
/// <param name="Kind">Whether there is such a price.</param>
/// <param name="Price">The price, in price units, rounded to the side that is reached first; meaningful for AtPrice.</param>
public readonly record struct LiquidationPrice(LiquidationKind Kind, Price Price);
