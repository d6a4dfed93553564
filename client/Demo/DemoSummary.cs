using System.Collections.Generic;
using System.IO;
using System.Text.Json.Serialization;

namespace Trading.Client.Demo;

/// <summary>A book of the simulated exchange, in its grain and offline.</summary>
internal sealed record DemoBook(
    string Instrument, long Commands, long Batches, long Reports, int Orders, string GrainStateHash, string OfflineStateHash, bool Equal);

/// <summary>The recorded session's book, at the end of the stream and as it is known to end.</summary>
internal sealed record DemoMarket(
    string Source, long Events, long Trades, string BestBid, string BestAsk, int Bids, int Asks, string Sha256, string Expected, bool Equal);

/// <summary>How long it took; the only part that differs from run to run.</summary>
internal sealed record DemoTiming(
    double FlowSeconds, double CommandsPerSecond, double MarketSeconds, double MarketEventsPerSecond, double DeskSeconds, double DeskEventsPerSecond);

/// <summary>What the demo came to.</summary>
internal sealed record DemoSummary(
    ulong Seed,
    long Events,
    long Orders,
    long Cancels,
    long Fills,
    decimal CancelRate,
    IReadOnlyList<DemoBook> Books,
    DemoMarket Market,
    DemoDeskResult Desk,
    string TraceHash,
    string StateHash,
    IReadOnlyList<string> Artifacts,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DemoTiming? Timing)
{
    /// <summary>True when every check held.</summary>
    [JsonPropertyOrder(-1)]
    public bool Passed
    {
        get
        {
            foreach (var book in Books)
            {
                if (!book.Equal) return false;
            }

            return Market.Equal && Desk.Equal;
        }
    }

    /// <summary>Writes the summary as stable lines, the timing last.</summary>
    public void Write(TextWriter writer)
    {
        writer.WriteLine("Order flow");
        Line(writer, "seed", Seed);
        Line(writer, "events", $"{Events}: {Orders} orders, {Cancels} cancels ({CancelRate} per order), {Fills} fills");
        Line(writer, "trace hash", TraceHash);
        Line(writer, "state hash", StateHash);
        writer.WriteLine("Books in their grains");
        foreach (var book in Books)
        {
            Line(writer, book.Instrument, $"{book.Commands} commands in {book.Batches} calls, {book.Reports} reports, {book.Orders} orders rest");
            Line(writer, "", $"state {book.GrainStateHash} {(book.Equal ? "= offline run" : "DIFFERS from " + book.OfflineStateHash)}");
        }

        writer.WriteLine("Recorded session over streams");
        Line(writer, Market.Source, $"{Market.Events} events, {Market.Trades} trades, best {Market.BestBid} / {Market.BestAsk}");
        Line(writer, "", $"{Market.Bids} bids, {Market.Asks} asks");
        Line(writer, "", $"digest {Market.Sha256} {(Market.Equal ? "= expected" : "DIFFERS from " + Market.Expected)}");
        writer.WriteLine("Desk on the cluster");
        Line(writer, "strategies", string.Join(", ", Desk.Strategies));
        Line(writer, "orders", $"{Desk.Orders} sent, {Desk.Denied} denied, {Desk.Fills} fills");
        Line(writer, "pnl", $"{Desk.Pnl} {Desk.Asset}, {Desk.Fees} of it fees, drawdown {Desk.MaxDrawdown}");
        Line(writer, "", $"trace hash {Desk.TraceHash} {(Desk.Equal ? "= backtest" : "DIFFERS from " + Desk.BacktestTraceHash)}");
        writer.WriteLine("Artifacts");
        foreach (var artifact in Artifacts) Line(writer, "", artifact);
        writer.WriteLine(Passed ? "All checks passed." : "A check FAILED.");
        if (Timing is not { } timing) return;
        writer.WriteLine();
        writer.WriteLine("Timing (differs from run to run)");
        Line(writer, "order flow", $"{timing.FlowSeconds:F2} s, {timing.CommandsPerSecond:F0} commands/s through grains");
        Line(writer, "session", $"{timing.MarketSeconds:F2} s, {timing.MarketEventsPerSecond:F0} events/s over streams");
        Line(writer, "desk", $"{timing.DeskSeconds:F2} s, {timing.DeskEventsPerSecond:F0} events/s through its grains");
    }

    private static void Line(TextWriter writer, string name, object value) => writer.WriteLine($"  {name,-20} {value}");
}
