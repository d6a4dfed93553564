namespace Trading.Model;

/// <summary>How long an order stays in force (FIX 59).</summary>
public enum TimeInForce : byte
{
    /// <summary>Good till canceled.</summary>
    Gtc = 1,

    /// <summary>Immediate or cancel: what does not trade at once is canceled.</summary>
    Ioc = 2,

    /// <summary>Fill or kill: trades at once in full, or not at all.</summary>
    Fok = 3,

    /// <summary>Good till date: expires at the order's expiry time.</summary>
    Gtd = 4,

    /// <summary>Good for the UTC day: expires at the next midnight UTC.</summary>
    Day = 5,
}
