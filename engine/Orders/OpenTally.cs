namespace Trading.Orders;

/// <summary>The open orders of one side of an instrument, added up.</summary>
/// <param name="Quantity">The most that they may still fill, in quantity units: Σ <see cref="OrderEntry.OpenQty"/>.</param>
/// <param name="Count">How many they are, those that are not yet acknowledged included.</param>
public readonly record struct OpenTally(long Quantity, int Count);
