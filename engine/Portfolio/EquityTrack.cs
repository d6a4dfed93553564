using Trading.Model;

namespace Trading.Portfolio;

/// <summary>The equity of one owner as it was observed: its peak, and how far it fell from it.</summary>
/// <param name="Count">Observations; all else is zero before the first.</param>
/// <param name="First">The first equity.</param>
/// <param name="Last">The last one.</param>
/// <param name="Peak">The greatest so far.</param>
/// <param name="MaxDrawdown">The greatest fall from a peak so far.</param>
public readonly record struct EquityTrack(long Count, Money First, Money Last, Money Peak, Money MaxDrawdown)
{
    /// <summary>How far the last equity is below the peak.</summary>
    public Money Drawdown => Peak - Last;

    /// <summary>The track after one more observation.</summary>
    internal EquityTrack With(Money equity)
    {
        if (Count == 0) return new(1, equity, equity, equity, Money.Zero);
        var peak = equity > Peak ? equity : Peak;
        var drawdown = peak - equity;
        return new(Count + 1, First, equity, peak, drawdown > MaxDrawdown ? drawdown : MaxDrawdown);
    }
}
