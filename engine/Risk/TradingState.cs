namespace Trading.Risk;

/// <summary>What may be traded.</summary>
public enum TradingState : byte
{
    /// <summary>Everything within the limits.</summary>
    Active = 0,

    /// <summary>Only what reduces positions, and cancels.</summary>
    Reducing = 1,

    /// <summary>Cancels only. Left by an explicit command alone.</summary>
    Halted = 2,
}
