namespace Trading.Orders;

/// <summary>What an intent or a report did to an order.</summary>
/// <param name="Code">Applied, or why not; what is not applied changes nothing but a counter.</param>
/// <param name="Transition">What happened or was to happen.</param>
/// <param name="Before">The status before; New for an order that is not known.</param>
/// <param name="After">The status after.</param>
public readonly record struct OrderUpdate(
    OrderTableCode Code, OrderTransition Transition, OrderStatus Before, OrderStatus After)
{
    /// <summary>True when the order moved.</summary>
    public bool IsApplied => Code == OrderTableCode.Applied;

    /// <summary>True when this move closed the order.</summary>
    public bool IsClosing => IsApplied && After.IsClosed();
}
