using System.Collections.Generic;
using Trading.Exchange;
using Trading.Model;
using Trading.Simulation;

namespace Trading.Client.Sim;

/// <summary>A book at the end of a run.</summary>
internal sealed record SimBookReport(
    string Instrument, int Orders, string? BestBid, string? BestAsk, string StateHash);

/// <summary>Wall-clock figures; the only part of a report that the seed does not determine.</summary>
internal sealed record SimPerfReport(
    double Seconds,
    double EventsPerSecond,
    long StepNsMin,
    double StepNsMean,
    long StepNsP50,
    long StepNsP95,
    long StepNsP99,
    long StepNsMax);

/// <summary>What a run came to.</summary>
internal sealed record SimReport
{
    public required ulong Seed { get; init; }

    public required string ConfigHash { get; init; }

    public required long Events { get; init; }

    public required long Orders { get; init; }

    public required long Cancels { get; init; }

    public required long Fills { get; init; }

    public required long Amends { get; init; }

    public required long Rejects { get; init; }

    /// <summary>Cancels per order, four decimals.</summary>
    public required decimal CancelRate { get; init; }

    public required long InventoryRejects { get; init; }

    public required long Overflows { get; init; }

    public required long Gaps { get; init; }

    public required long LostMessages { get; init; }

    public required long DuplicatesDropped { get; init; }

    public required long Reordered { get; init; }

    public required long RegimeChanges { get; init; }

    public required long QueueDepthMax { get; init; }

    /// <summary>The mean of one sample per arriving message, four decimals.</summary>
    public required decimal QueueDepthMean { get; init; }

    public required long Steps { get; init; }

    public required long SimulatedNs { get; init; }

    public required IReadOnlyList<SimBookReport> Books { get; init; }

    public required string TraceHash { get; init; }

    public required string StateHash { get; init; }

    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public SimPerfReport? Perf { get; init; }

    /// <summary>The report of a simulator at rest.</summary>
    public static SimReport Create(SimulationConfig config, Simulator simulator, System.UInt128 traceHash, SimPerfReport? perf)
    {
        var metrics = simulator.Metrics;
        var books = new List<SimBookReport>();
        for (var i = 0; i < config.Instruments.Length; i++) books.Add(BookOf(simulator.Book(i)));
        return new SimReport
        {
            Seed = config.Seed,
            ConfigHash = StateHasher.ToText(config.Hash()),
            Events = metrics.Events,
            Orders = metrics.Orders,
            Cancels = metrics.Cancels,
            Fills = metrics.Fills,
            Amends = metrics.Amends,
            Rejects = metrics.Rejects,
            CancelRate = Ratio(metrics.Cancels, metrics.Orders),
            InventoryRejects = metrics.InventoryRejects,
            Overflows = metrics.Overflows,
            Gaps = metrics.Gaps,
            LostMessages = metrics.LostMessages,
            DuplicatesDropped = metrics.DuplicatesDropped,
            Reordered = metrics.Reordered,
            RegimeChanges = metrics.RegimeChanges,
            QueueDepthMax = metrics.QueueDepthMax,
            QueueDepthMean = Ratio(metrics.QueueDepthSum, metrics.QueueSamples),
            Steps = metrics.Steps,
            SimulatedNs = simulator.NowNs - config.StartTimeNs,
            Books = books,
            TraceHash = StateHasher.ToText(traceHash),
            StateHash = StateHasher.ToText(simulator.StateHash()),
            Perf = perf,
        };
    }

    private static decimal Ratio(long part, long whole) => whole == 0 ? 0 : decimal.Round((decimal)part / whole, 4);

    private static SimBookReport BookOf(IOrderBook book) => new(
        book.Instrument.Id.ToString(),
        book.OrderCount,
        Best(book, Side.Buy),
        Best(book, Side.Sell),
        StateHasher.ToText(book.StateHash()));

    private static string? Best(IOrderBook book, Side side) =>
        book.TryGetBest(side, out var level) ? DecimalText.ToString(level.Price, book.Instrument.PriceScale) : null;
}
