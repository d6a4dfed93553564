using System;
using Trading.Model;
using Trading.Orders;

namespace Trading.Risk;

/// <summary>What a strategy has of an instrument, and what its open orders of one side may still add, in quantity units.</summary>
/// <param name="Position">Positive when long, negative when short.</param>
/// <param name="OpenQty">What its open orders of the intent's side may still fill.</param>
/// <param name="ReplacedQty">For a replacement, what of <paramref name="OpenQty"/> is the order's own; otherwise 0.</param>
/// <param name="FilledQty">For a replacement, what the order has filled; otherwise 0.</param>
public readonly record struct AccountExposure(long Position, long OpenQty, long ReplacedQty, long FilledQty)
{
    /// <summary>What an order of a side can take off the position, beside the open ones.</summary>
    public Int128 Reducible(Side side) => Int128.Max(0, -(Int128)side.Sign() * Position - ((Int128)OpenQty - ReplacedQty));

    /// <summary>Whether a new order or replacement can do nothing but reduce the position.</summary>
    public bool IsReducedBy(in OrderIntent intent) => (Int128)intent.Quantity - FilledQty <= Reducible(intent.Side);
}
