using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Linq;
using Trading.Desk;
using Trading.Exchange;
using Trading.Model;
using Trading.Simulation;
using Trading.Strategy;
using Trading.Tape;

namespace Trading.Bench;

/// <summary>One desk over the same market: the median of several runs.</summary>
/// <param name="Desk">Which desk.</param>
/// <param name="EventsPerSecond">Market events per second through the whole corridor, on one core.</param>
/// <param name="NsPerEvent">The same as a cost.</param>
/// <param name="BytesPerEvent">Bytes allocated per event in the second half of a run.</param>
/// <param name="RoundsPerEvent">Rounds per event.</param>
/// <param name="Orders">Orders sent in one run.</param>
/// <param name="Fills">Fills in one run.</param>
public sealed record DeskBenchCase(
    string Desk, double EventsPerSecond, double NsPerEvent, double BytesPerEvent, double RoundsPerEvent, long Orders, long Fills);

/// <summary>What a desk costs on this machine.</summary>
/// <param name="Events">Market events of one run.</param>
/// <param name="Cases">From the bare market to a desk that trades: the differences are what the stages cost.</param>
/// <param name="LoadAverage">The machine's load average over one minute at the start; negative when unknown.</param>
public sealed record DeskBenchResult(long Events, ImmutableArray<DeskBenchCase> Cases, double LoadAverage);

/// <summary>Desks of rising size over one simulated market that is kept in memory.</summary>
public static class DeskBench
{
    private static readonly ImmutableArray<(string Name, string[] Strategies, bool IsRealistic)> Desks =
    [
        ("one strategy, no orders", ["momentum:slow=100000"], true),
        ("two strategies, no orders", ["momentum:slow=100000", "momentum:slow=90000"], true),
        ("market making, realistic", ["market-making"], true),
        ("market making, ideal", ["market-making"], false),
        ("all four, realistic", ["book-imbalance", "market-making", "mean-reversion", "momentum"], true),
    ];

    /// <summary>Measures.</summary>
    /// <param name="instrument">The market.</param>
    /// <param name="events">Market events of one run; at least 1,000.</param>
    /// <param name="runs">Timed runs of each desk.</param>
    public static DeskBenchResult Run(Instrument instrument, int events = 300_000, int runs = 5)
    {
        var load = BookBench.LoadAverage();
        var market = new KeptMarket(instrument, events);
        var cases = ImmutableArray.CreateBuilder<DeskBenchCase>();
        cases.Add(Median("the market alone", events, runs, () => Read(market)));
        foreach (var (name, strategies, isRealistic) in Desks)
        {
            var config = Config(market, strategies, isRealistic ? ExecutionConfig.Realistic : ExecutionConfig.Ideal);
            cases.Add(Median(name, events, runs, () => Drive(config, market, events)));
        }

        return new DeskBenchResult(events, cases.ToImmutable(), load);
    }

    private static DeskBenchCase Median(string name, int events, int runs, Func<Measured> measure)
    {
        measure();
        var all = Enumerable.Range(0, runs).Select(_ => measure()).OrderBy(run => run.Seconds).ToArray();
        var median = all[runs / 2];
        return new DeskBenchCase(
            name, events / median.Seconds, median.Seconds * 1e9 / events, median.Bytes, (double)median.Rounds / events, median.Orders, median.Fills);
    }

    /// <summary>The stage that every desk has: events into a stream, and out of it.</summary>
    private static Measured Read(KeptMarket market)
    {
        var stream = new MarketStream(followers: 1);
        var pump = new MarketPump(market.Start(), [stream]);
        var (cursor, started, read) = (stream.Cursor(0), Stopwatch.GetTimestamp(), 0L);
        while (pump.TryRead())
        {
            while (cursor.HasEvent)
            {
                read += cursor.Event.Sequence & 1;
                cursor.Advance();
            }
        }

        return new Measured(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 0, read < 0 ? 1 : 0, 0);
    }

    private static Measured Drive(DeskConfig config, KeptMarket market, int events)
    {
        if (!TradingDesk.Create(config, StrategyCatalog.Standard).TryGet(out var desk, out var error))
        {
            throw new InvalidOperationException($"a desk of the benchmark is refused: {error}");
        }

        var pump = new MarketPump(market.Start(), desk.Markets);
        var driver = new RoundDriver(desk.Nodes, pump);
        var started = Stopwatch.GetTimestamp();
        while (pump.Events < events / 2 && driver.TryRound())
        {
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread();
        while (driver.TryRound())
        {
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return new Measured(seconds, allocated / (events / 2.0), driver.Rounds, desk.Venue.OrderCount, desk.Venue.FillCount);
    }

    private static DeskConfig Config(KeptMarket market, string[] strategies, ExecutionConfig execution) => new()
    {
        Listings = [market.Listing],
        Agents = market.Agents,
        Strategies = [.. strategies.Select((text, i) => new StrategySetup($"s-{i + 1}", text))],
        ReportingAsset = market.Listing.Pair.Quote,
        Execution = execution,
    };

    private readonly record struct Measured(double Seconds, double Bytes, long Rounds, long Orders, long Fills);

    /// <summary>A simulated market in memory, to be played again and again.</summary>
    private sealed class KeptMarket : ISimulationSink
    {
        private readonly List<TapeEvent> _events = [];

        public KeptMarket(Instrument instrument, int events)
        {
            var config = new SimulationConfig { Seed = 7, RatePerSecond = 500, Instruments = [instrument] };
            if (!Simulator.Create(config, this).TryGet(out var simulator, out var error)) throw new InvalidOperationException($"{error}");
            Agents = simulator.AgentNames;
            while (_events.Count < events) simulator.Step();
            _events.RemoveRange(events, _events.Count - events);
            Listing = AssetPair.TryParse(instrument.Id.Symbol, out var pair)
                ? new Listing(instrument, pair)
                : throw new ArgumentException($"{instrument.Id} names no pair", nameof(instrument));
        }

        public Listing Listing { get; }

        public ImmutableArray<string> Agents { get; }

        public IMarketSource Start() => new Playback([.. _events]);

        public void OnEvent(in TapeEvent e)
        {
            var market = MarketBlockWriter.ForDesk(e);
            market.Sequence = _events.Count + 1;
            _events.Add(market);
        }

        public void OnCommand(int market, in BookCommand command)
        {
            // A desk sees what happened, not what was asked.
        }
    }

    private sealed class Playback(TapeEvent[] events) : IMarketSource
    {
        private int _next = -1;

        public ref readonly TapeEvent Event => ref events[_next];

        public ReadOnlySpan<Model.PriceLevel> Levels => [];

        public bool TryNext() => ++_next < events.Length;
    }
}
