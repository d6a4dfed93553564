using System;
using System.Collections.Generic;
using System.Linq;
using Trading.Model;
using Trading.Tape;

namespace Trading.Client.Tape;

/// <summary>Events of one type.</summary>
internal sealed record KindCount(string Type, long Count);

/// <summary>What happened to one instrument or agent.</summary>
internal sealed record TallyReport(
    string Name,
    long Events,
    long Orders,
    long Cancels,
    long Amends,
    long Fills,
    long Rejects,
    long Trades,
    decimal CancelRate,
    decimal FillRatio,
    string? Volume,
    string? Notional,
    string? Vwap,
    decimal EventsPerSecond,
    long DepthMax,
    decimal DepthMean);

/// <summary>A tape's summary, for people and programs.</summary>
internal sealed record SummaryReport(
    string Tape,
    string Source,
    ulong Seed,
    long Events,
    long Skipped,
    string FirstTime,
    string LastTime,
    decimal DurationSeconds,
    decimal EventsPerSecond,
    decimal CancelRate,
    decimal FillRatio,
    IReadOnlyList<KindCount> ByType,
    IReadOnlyList<TallyReport> BySymbol,
    IReadOnlyList<TallyReport> ByAgent)
{
    /// <summary>Makes the report of a tape that was read to its end.</summary>
    public static SummaryReport Of(TapeSource source, TapeSummary summary)
    {
        var total = summary.Total;
        var header = summary.Header;
        return new SummaryReport(
            source.Name,
            header.Source,
            header.Seed,
            total.Events,
            source.Decoder.Skipped,
            EventTime.ToText(total.FirstNs),
            EventTime.ToText(total.LastNs),
            total.DurationNs / 1_000_000_000m,
            total.EventsPerKilosecond / 1000m,
            total.CancelRateBps / 10_000m,
            total.FillRatioBps / 10_000m,
            [.. TapeSummary.Kinds.Where(kind => total.Count(kind) > 0).Select(kind => new KindCount(kind.ToWord(), total.Count(kind)))],
            [.. Enumerable.Range(0, header.Instruments.Length).Where(i => summary.Instruments[i].Events > 0).Select(i => BySymbolOf(summary, i))],
            [.. Enumerable.Range(0, header.Agents.Length).Where(i => summary.Agents[i].Events > 0).Select(i => ByAgentOf(summary, i))]);
    }

    /// <summary>Prints plain, stable lines.</summary>
    public void Print(Terminal terminal)
    {
        var lines = new List<string>
        {
            $"tape         {Tape}",
            $"source       {Source}",
            $"seed         {Seed}",
            $"events       {Events}",
            $"skipped      {Skipped}",
            $"first        {FirstTime}",
            $"last         {LastTime}",
            $"duration     {Short(DurationSeconds)} s",
            $"event rate   {Short(EventsPerSecond)} /s",
            $"cancel rate  {Short(CancelRate)}",
            $"fill ratio   {Short(FillRatio)}",
            "",
            "by type",
        };
        lines.AddRange(ByType.Select(kind => $"  {kind.Type,-10} {kind.Count,12}"));
        Add(lines, "by symbol", BySymbol, hasPrices: true);
        Add(lines, "by agent", ByAgent, hasPrices: false);
        foreach (var line in lines) terminal.Out.Write(line + "\n");
    }

    private static void Add(List<string> lines, string title, IReadOnlyList<TallyReport> tallies, bool hasPrices)
    {
        if (tallies.Count == 0) return;
        lines.Add("");
        lines.Add(title);
        var width = Math.Max(4, tallies.Max(tally => tally.Name.Length));
        lines.Add(Row(width, "name", "events", "orders", "cancels", "amends", "fills", "rejects", "trades", "cancel", "fill")
            + (hasPrices ? Prices("volume", "notional", "vwap", "/s", "depth", "max") : ""));
        foreach (var tally in tallies)
        {
            lines.Add(Row(
                width, tally.Name, tally.Events, tally.Orders, tally.Cancels, tally.Amends, tally.Fills, tally.Rejects,
                tally.Trades, Short(tally.CancelRate), Short(tally.FillRatio))
                + (hasPrices
                    ? Prices(
                        tally.Volume, tally.Notional, tally.Vwap, Short(tally.EventsPerSecond), Short(tally.DepthMean), tally.DepthMax)
                    : ""));
        }
    }

    private static string Row(int width, string name, params object[] cells) =>
        "  " + name.PadRight(width) + string.Concat(cells.Select(cell => $"{cell,10}"));

    private static string Prices(object? volume, object? notional, object? vwap, object rate, object depth, object max) =>
        $"{volume,18}{notional,24}{vwap,16}{rate,12}{depth,11}{max,7}";

    private static TallyReport BySymbolOf(TapeSummary summary, int index)
    {
        var rules = summary.Header.Instruments[index];
        var tally = summary.Instruments[index];
        return Tally(
            rules.Id.ToString(),
            tally,
            Decimal(tally.Volume, rules.QuantityScale),
            Decimal(tally.Notional, summary.NotionalScale),
            DecimalText.ToString(summary.Vwap(index), rules.PriceScale));
    }

    private static TallyReport ByAgentOf(TapeSummary summary, int index) =>
        Tally(summary.Header.Agents[index], summary.Agents[index], null, Decimal(summary.Agents[index].Notional, summary.NotionalScale), null);

    private static TallyReport Tally(string name, TapeTally tally, string? volume, string? notional, string? vwap) => new(
        name,
        tally.Events,
        tally.Count(TapeEventKind.NewOrder),
        tally.Count(TapeEventKind.Cancel),
        tally.Count(TapeEventKind.Amend),
        tally.Count(TapeEventKind.Fill),
        tally.Count(TapeEventKind.Reject),
        tally.Trades,
        tally.CancelRateBps / 10_000m,
        tally.FillRatioBps / 10_000m,
        volume,
        notional,
        vwap,
        tally.EventsPerKilosecond / 1000m,
        tally.DepthMax,
        tally.DepthMeanMillis / 1000m);

    /// <summary>A 128-bit sum in plain notation without trailing zeros.</summary>
    private static string Decimal(Int128 units, int scale)
    {
        var digits = Int128.Abs(Int128.Max(units, -Int128.MaxValue)).ToString().PadLeft(scale + 1, '0');
        var fraction = digits[^scale..].TrimEnd('0');
        return (units < 0 ? "-" : "") + digits[..^scale] + (fraction.Length > 0 ? "." + fraction : "");
    }

    private static string Short(decimal value) => value.ToString("0.####");
}
