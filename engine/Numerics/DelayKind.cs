namespace Trading.Numerics;

/// <summary>The shape of a distribution of delays.</summary>
public enum DelayKind : byte
{
    /// <summary>Always the same delay; nothing is drawn.</summary>
    Fixed = 1,

    /// <summary>Median × e^(sigma × standard normal number), kept between a floor and a cap.</summary>
    LogNormal = 2,

    /// <summary>One of a histogram's delays, as often as its weight says.</summary>
    Empirical = 3,
}
