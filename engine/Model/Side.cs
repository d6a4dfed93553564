namespace Trading.Model;

/// <summary>The side of an order or of the aggressor in a trade (FIX 54).</summary>
public enum Side : byte
{
    /// <summary>Buy; rests as a bid.</summary>
    Buy = 1,

    /// <summary>Sell; rests as an ask.</summary>
    Sell = 2,
}

/// <summary>What the two sides mean for each other.</summary>
public static class Sides
{
    /// <summary>The other side.</summary>
    public static Side Opposite(this Side side) => (Side)(3 - (byte)side);

    /// <summary>+1 for a buy, −1 for a sell.</summary>
    public static int Sign(this Side side) => 3 - 2 * (byte)side;

    /// <summary>True for a defined member: a byte from outside may be anything.</summary>
    public static bool IsDefined(this Side side) => side is Side.Buy or Side.Sell;
}
