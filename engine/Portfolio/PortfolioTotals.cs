using Trading.Model;

namespace Trading.Portfolio;

/// <summary>Positions added up, in the reporting asset at the marks.</summary>
/// <param name="RealizedPnl">Realised, before fees.</param>
/// <param name="UnrealizedPnl">Value of what is open at the marks, less its cost.</param>
/// <param name="Fees">Fees paid, less rebates.</param>
/// <param name="Funding">Funding received, less what was paid.</param>
/// <param name="Turnover">Price × quantity of all fills.</param>
/// <param name="GrossExposure">Σ |quantity| × mark.</param>
/// <param name="NetExposure">Σ quantity × mark.</param>
/// <param name="InitialMargin">Of the perpetuals, at their initial rates.</param>
/// <param name="MaintenanceMargin">Of the perpetuals, at their maintenance rates.</param>
public readonly record struct PortfolioTotals(
    Money RealizedPnl,
    Money UnrealizedPnl,
    Money Fees,
    Money Funding,
    Money Turnover,
    Money GrossExposure,
    Money NetExposure,
    Money InitialMargin,
    Money MaintenanceMargin)
{
    /// <summary>What trading has changed: realised + unrealised − fees + funding.</summary>
    public Money Pnl => RealizedPnl + UnrealizedPnl - Fees + Funding;
}
