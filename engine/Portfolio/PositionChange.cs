using Trading.Model;

namespace Trading.Portfolio;

/// <summary>What a fill did to a position.</summary>
/// <param name="Code">Applied, or why not.</param>
/// <param name="RealizedPnl">What it realised before fees, in the quote asset: the ledger's entry of a perpetual takes it.</param>
/// <param name="ClosedQty">How much of it closed, in quantity units.</param>
/// <param name="OpenedQty">How much of it opened, in quantity units.</param>
public readonly record struct PositionChange(PortfolioCode Code, Money RealizedPnl, long ClosedQty, long OpenedQty)
{
    /// <summary>True when the fill was taken.</summary>
    public bool IsApplied => Code == PortfolioCode.Applied;
}
