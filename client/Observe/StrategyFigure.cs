using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Trading.Client.Backtest;
using Trading.Client.Cluster;
using Trading.Client.Paper;
using Trading.Model;

namespace Trading.Client.Observe;

/// <summary>A strategy's position in one instrument.</summary>
/// <param name="Strategy">Its name in the session.</param>
/// <param name="Instrument">The instrument.</param>
/// <param name="TradingState">What it may trade.</param>
/// <param name="Position">Its position.</param>
/// <param name="Pnl">Realized and unrealized profit without fees, in the quote asset.</param>
/// <param name="OpenOrders">Its open orders.</param>
/// <param name="Denied">Its intents that risk denied.</param>
internal sealed record StrategyFigure(
    string Strategy, string Instrument, string TradingState, string Position, string Pnl, int OpenOrders, long Denied)
{
    /// <summary>The strategies of the connection's session.</summary>
    /// <returns>What is known of the session where its strategies are not.</returns>
    public static async Task<Result<IReadOnlyList<StrategyFigure>, SessionLookup>> ReadAsync(ClusterConnection cluster)
    {
        var known = await SessionLookup.AskAsync(cluster.Desk);
        if (known.Header is not { } header) return known;
        var strategies = await new PaperSession(cluster.Client, cluster.Session, header).StrategiesAsync();
        return Result<IReadOnlyList<StrategyFigure>, SessionLookup>.Ok(
        [
            .. from status in strategies
               where status is not null
               from position in status.Positions
               let rules = header.Config.Listings[position.Instrument].Instrument
               select new StrategyFigure(
                   header.Config.Strategies[status.Strategy - 1].Name,
                   $"{rules.Id}",
                   $"{status.TradingState}",
                   DecimalText.ToString(position.Quantity.Units, rules.QuantityScale),
                   BacktestReport.Text(position.RealizedPnl + (position.UnrealizedPnl ?? Money.Zero)),
                   status.OpenOrders,
                   status.Denied),
        ]);
    }
}
