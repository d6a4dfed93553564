namespace Trading.Model;

/// <summary>Whether a fill added or removed liquidity (FIX 851).</summary>
public enum LiquiditySide : byte
{
    /// <summary>The order was resting.</summary>
    Maker = 1,

    /// <summary>The order was incoming.</summary>
    Taker = 2,
}
