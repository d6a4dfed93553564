namespace Trading.Model;

/// <summary>The type of an order (FIX 40).</summary>
public enum OrderType : byte
{
    /// <summary>Trades at its price or better; the rest may rest.</summary>
    Limit = 1,

    /// <summary>Trades at any price; never rests.</summary>
    Market = 2,

    /// <summary>Becomes a limit order once the market trades at or through its trigger price.</summary>
    StopLimit = 3,

    /// <summary>Becomes a market order once the market trades at or through its trigger price.</summary>
    StopMarket = 4,
}
