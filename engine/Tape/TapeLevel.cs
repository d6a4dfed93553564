using Trading.Model;

namespace Trading.Tape;

/// <summary>One level of a book event.</summary>
/// <param name="Side">Buy for a bid, Sell for an ask.</param>
/// <param name="Price">In price units of the event's instrument.</param>
/// <param name="Quantity">In quantity units: the level's new total; zero removes it (deltas only).</param>
public readonly record struct TapeLevel(Side Side, long Price, long Quantity);
