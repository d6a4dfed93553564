using Trading.Model;
using Trading.Tape;

namespace Trading.Market;

/// <summary>A trade as a market publishes it.</summary>
/// <param name="TimeNs">When, UNIX nanoseconds.</param>
/// <param name="Price">In price units.</param>
/// <param name="Quantity">In quantity units.</param>
/// <param name="Aggressor">The side that took; 0 where the venue does not say.</param>
public readonly record struct PublicTrade(long TimeNs, long Price, long Quantity, Side Aggressor)
{
    /// <summary>The trade that a tape's event is.</summary>
    /// <remarks>Order flow tells a trade of two known orders twice: the taker's fill stands for it.</remarks>
    /// <returns>False for an event that is none.</returns>
    public static bool TryFrom(in TapeEvent e, out PublicTrade trade)
    {
        var isTrade = e.Kind == TapeEventKind.Trade || e is { Kind: TapeEventKind.Fill, Liquidity: LiquiditySide.Taker };
        trade = isTrade ? new PublicTrade(e.TimeNs, e.Price, e.Quantity, e.Side) : default;
        return isTrade;
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    internal static PublicTrade Read(ref StateReader reader) =>
        new(reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), (Side)reader.ReadByte());

    internal void Save(StateWriter writer)
    {
        writer.Write(TimeNs);
        writer.Write(Price);
        writer.Write(Quantity);
        writer.Write((byte)Aggressor);
    }
}
