using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using Trading.Backtest;
using Trading.Model;

namespace Trading.Client.Backtest;

/// <summary>A backtest's result as lines and as JSON.</summary>
internal static class BacktestReport
{
    private const int Places = 8;

    /// <summary>Aligned lines.</summary>
    public static void Write(TextWriter output, BacktestResult result, string asset)
    {
        foreach (var (name, value) in Lines(result, asset)) output.WriteLine($"{name,-20} {value}");
    }

    /// <summary>The figures by name; names that begin with blanks belong to the one before.</summary>
    public static List<(string Name, string Value)> Lines(BacktestResult result, string asset)
    {
        var lines = new List<(string Name, string Value)>();
        var statistics = result.Statistics;
        Line("events", $"{result.Events} over {Seconds(result)} s");
        var activity = result.Activity;
        Line("orders", $"{result.Orders} sent, {result.Denied} denied, {result.Refused} refused by the exchange");
        Line("  filled in full", $"{activity.Filled} ({Percent(statistics.FilledShare)})");
        Line("  requests", $"{activity.Cancels} cancels, {activity.Replaces} replacements; {Number(statistics.MessagesPerFill)} messages per fill");
        Line("fills", $"{result.Fills} ({Percent(statistics.MakerShare)} maker), {Number(statistics.FillRatio)} per order");
        Line("pnl", $"{Text(result.Totals?.Pnl)} {asset}");
        Line("  realised", Text(result.Totals?.RealizedPnl));
        Line("  unrealised", Text(result.Totals?.UnrealizedPnl));
        Line("  fees", Text(result.Totals?.Fees));
        Line("  funding", Text(result.Totals?.Funding));
        Line("turnover", $"{Text(result.Totals?.Turnover)} ({Number(statistics.CapitalTurns)} of the capital)");
        Line("slippage", Text(result.SlippageCost));
        Line("max drawdown", Text(result.MaxDrawdown));
        Line("max exposure", $"{Text(result.MaxExposure)} ({Number(statistics.MeanExposure)} of the capital on average)");
        Line("win rate", Percent(statistics.WinRate));
        Line("adverse selection", $"{Number(statistics.AdverseSelectionBps)} bps, {Percent(statistics.AdverseShare)} of the fills");
        Line("queue", $"{activity.QueueEntries} entries, {activity.FrontEntries} of them with nothing ahead");
        Line("  mean", $"{Number(statistics.MeanQueueAhead)} units ahead, {Number(statistics.MeanQueueTimeMs)} ms waited");
        Line("  filled by", $"{activity.FillsInQueue} reached, {activity.FillsByTradeThrough} traded through, {activity.FillsByCross} crossed");
        Line("sharpe, sortino", $"{Number(statistics.Sharpe)}, {Number(statistics.Sortino)}");
        if (result.Faults > 0) Line("faults", $"{result.Faults} strategies threw and were halted");
        Line("trace hash", StateHasher.ToText(result.TraceHash));
        Line("state hash", StateHasher.ToText(result.StateHash));
        return lines;

        void Line(string name, string value) => lines.Add((name, value));
    }

    /// <summary>The JSON document; amounts are decimal texts, so that no digit is lost.</summary>
    public static object Document(BacktestResult result, string asset, ImmutableArray<string> assemblies) => new
    {
        traceHash = StateHasher.ToText(result.TraceHash),
        stateHash = StateHasher.ToText(result.StateHash),
        assemblies,
        events = result.Events,
        firstNs = result.Span.FirstNs,
        lastNs = result.Span.LastNs,
        orders = result.Orders,
        fills = result.Fills,
        denied = result.Denied,
        refused = result.Refused,
        faults = result.Faults,
        asset,
        capital = result.Capital.ToString(),
        pnl = result.Totals?.Pnl.ToString(),
        realizedPnl = result.Totals?.RealizedPnl.ToString(),
        unrealizedPnl = result.Totals?.UnrealizedPnl.ToString(),
        fees = result.Totals?.Fees.ToString(),
        funding = result.Totals?.Funding.ToString(),
        turnover = result.Totals?.Turnover.ToString(),
        slippage = result.SlippageCost?.ToString(),
        maxDrawdown = result.MaxDrawdown.ToString(),
        maxExposure = result.MaxExposure.ToString(),
        winRate = Finite(result.Statistics.WinRate),
        fillRatio = Finite(result.Statistics.FillRatio),
        filledShare = Finite(result.Statistics.FilledShare),
        messagesPerFill = Finite(result.Statistics.MessagesPerFill),
        cancels = result.Activity.Cancels,
        replaces = result.Activity.Replaces,
        filled = result.Activity.Filled,
        makerShare = Finite(result.Statistics.MakerShare),
        adverseSelectionBps = Finite(result.Statistics.AdverseSelectionBps),
        adverseShare = Finite(result.Statistics.AdverseShare),
        queueEntries = result.Activity.QueueEntries,
        frontEntries = result.Activity.FrontEntries,
        fillsInQueue = result.Activity.FillsInQueue,
        fillsByTradeThrough = result.Activity.FillsByTradeThrough,
        fillsByCross = result.Activity.FillsByCross,
        meanQueueAhead = Finite(result.Statistics.MeanQueueAhead),
        meanQueueTimeMs = Finite(result.Statistics.MeanQueueTimeMs),
        meanExposure = Finite(result.Statistics.MeanExposure),
        capitalTurns = Finite(result.Statistics.CapitalTurns),
        sharpe = Finite(result.Statistics.Sharpe),
        sortino = Finite(result.Statistics.Sortino),
    };

    /// <summary>An amount for people; a dash while it is unknown.</summary>
    public static string Text(Money? amount) => amount?.ToString(Places) ?? "-";

    /// <summary>A ratio for people; a dash where there is none.</summary>
    public static string Number(double value) =>
        double.IsFinite(value) ? value.ToString("0.####", CultureInfo.InvariantCulture) : "-";

    /// <summary>A share for people; a dash where there is none.</summary>
    public static string Percent(double value) =>
        double.IsFinite(value) ? (value * 100).ToString("0.##", CultureInfo.InvariantCulture) + " %" : "-";

    private static string Seconds(BacktestResult result) =>
        Number((result.Span.LastNs - result.Span.FirstNs) / 1e9);

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
