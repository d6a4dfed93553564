namespace Trading.Numerics;

/// <summary>Why a distribution of delays was refused.</summary>
public enum DelayError : byte
{
    /// <summary>A delay is below 1 ns or above <see cref="DelayDistribution.DelayNsMax"/>.</summary>
    DelayOutOfRange = 1,

    /// <summary>Sigma is below 0 or above <see cref="DelayDistribution.SigmaPpmMax"/>.</summary>
    SigmaOutOfRange = 2,

    /// <summary>The floor is above the median, or the median above the cap.</summary>
    BoundsOutOfOrder = 3,

    /// <summary>A histogram has no bar, or more than <see cref="DelayDistribution.BarsMax"/>.</summary>
    BadBarCount = 4,

    /// <summary>A weight is below 1, or the weights' sum is above <see cref="DelayDistribution.WeightSumMax"/>.</summary>
    WeightOutOfRange = 5,

    /// <summary>A histogram's delays do not rise from bar to bar.</summary>
    BarsOutOfOrder = 6,
}
