namespace Trading.Model;

/// <summary>One level of a market's book, or the change of one.</summary>
/// <param name="Side">Buy for a bid, Sell for an ask.</param>
/// <param name="Price">In price units of the instrument.</param>
/// <param name="Quantity">In quantity units: the level's new total; zero removes it (changes only).</param>
public readonly record struct PriceLevel(Side Side, long Price, long Quantity);
