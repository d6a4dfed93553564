using System;
using System.Buffers;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using Orleans;
using Trading.Backtest;
using Trading.Client.Paper;
using Trading.Desk;
using Trading.Exchange;
using Trading.GrainInterfaces;
using Trading.Model;
using Trading.Silo;
using Trading.Simulation;
using Trading.Strategy;
using Trading.Tape;
using Xunit;

namespace Trading.Tests.Grains.Desk;

/// <summary>A simulated market of two instruments, desks over it, and what a backtest makes of them.</summary>
internal static class DeskFixture
{
    public const string Tape = "two-instruments";

    public const string PerpetualTape = "a-perpetual-and-a-spot";

    private static readonly SimulationConfig Simulation = new()
    {
        Seed = 7,
        RatePerSecond = 20,
        Instruments = [Instrument("BTC-USDT"), Instrument("ETH-USDT")],
    };

    public static byte[] TapeBytes { get; } = Record(events: 4_000);

    /// <summary>The same market, its first instrument a perpetual that pays funding every ten seconds.</summary>
    public static byte[] PerpetualBytes { get; } = FundedTape.Of(TapeBytes, periodNs: 10_000_000_000);

    public static SessionHost Host { get; } = SessionHosts.Create(StrategyCatalog.Standard, []);

    public static NamedTapes Tapes() => new NamedTapes().Add(Tape, TapeBytes).Add(PerpetualTape, PerpetualBytes);

    public static SessionHeader Header(bool isRealistic = true, bool isLive = false, bool isShown = false)
    {
        var tape = new ListMarket(TapeBytes);
        var config = new DeskConfig
        {
            Seed = 3,
            Listings = [.. Simulation.Instruments.Select(Listing)],
            Agents = tape.Agents,
            Strategies =
            [
                new("maker", "market-making"), new("momentum", "momentum:fast=2,slow=6,bar=1s"), new("imbalance", "book-imbalance"),
            ],
            ReportingAsset = Listing(Simulation.Instruments[0]).Pair.Quote,
            Execution = (isRealistic ? ExecutionConfig.Realistic : ExecutionConfig.Ideal) with { ShowsLiveBook = isShown },
            HasLiveBook = isLive,
        };
        return new SessionHeader(config, Host.Build, Tape, NamedTapes.HashOf(TapeBytes), []);
    }

    public static SessionHeader PerpetualHeader(bool isLive, bool isShown)
    {
        var header = Header(isRealistic: true, isLive, isShown);
        var listings = header.Config.Listings;
        var perpetual = listings[0] with { Instrument = FundedTape.AsPerpetual(listings[0].Instrument) };
        return header with
        {
            Config = header.Config with { Listings = listings.SetItem(0, perpetual) },
            Tape = PerpetualTape,
            TapeHash = NamedTapes.HashOf(PerpetualBytes),
        };
    }

    public static BacktestResult Backtest(SessionHeader header, IReadOnlyList<TimedCommand>? commands = null)
    {
        var made = BacktestRun.Create(header.Config, StrategyCatalog.Standard, MarketOf(header), commands: commands);
        Assert.True(made.TryGet(out var run, out var error), $"{error}");
        return run.Run();
    }

    /// <summary>What a session on a cluster came to, from its nodes and from its timeline.</summary>
    public static async Task<(BacktestResult Result, IReadOnlyList<TimedCommand> Commands)> ResultAsync(
        IGrainFactory grains, string session, SessionHeader header)
    {
        var commands = new Commands();
        var outcome = new SessionOutcome(header, Host, commands);
        var timeline = Timeline(grains, session, outcome.Timeline);
        var heard = await Wait.UntilAsync(timeline.PullAsync, heard => heard.IsWhole || heard.Damage.Length > 0);
        Assert.Equal("", heard.Damage);
        var states = await Task.WhenAll(TradingDesk.NodeNames(header.Config).Select(
            node => DeskNodes.Of(grains, session, node).Read(SessionNode.StateQuery)));
        var nodes = outcome.Nodes([.. states.Select(state => state.Payload)]);
        Assert.NotNull(nodes);
        var market = MarketOf(header);
        return (outcome.Result(nodes, market.Count, market.Span), commands.All);
    }

    /// <summary>Whoever follows a session's timeline from its beginning.</summary>
    public static PaperTimeline Timeline(IGrainFactory grains, string session, IDeskWatcher watcher) =>
        new(DeskNodes.Of(grains, session, TradingDesk.ControlName), Host with { Watcher = watcher });

    private static ListMarket MarketOf(SessionHeader header) => new(header.Tape == Tape ? TapeBytes : PerpetualBytes);

    private static Instrument Instrument(string symbol)
    {
        Assert.True(InstrumentId.Create("sim", symbol).TryGet(out var id, out _));
        var made = Model.Instrument.Create(
            id, InstrumentKind.Spot, 2, 4, new Price(5), new Quantity(10), new Quantity(10), new Quantity(1_000_000_000), Notional.Zero);
        Assert.True(made.TryGet(out var instrument, out _));
        return instrument;
    }

    private static Listing Listing(Instrument instrument)
    {
        Assert.True(AssetPair.TryParse(instrument.Id.Symbol, out var pair));
        return new Listing(instrument, pair);
    }

    private static byte[] Record(long events)
    {
        var bytes = new ArrayBufferWriter<byte>();
        Assert.True(SimulationTape.Create(Simulation, bytes).TryGet(out var tape, out _));
        Assert.True(Simulator.Create(Simulation, tape).TryGet(out var simulator, out _));
        while (simulator.Metrics.Events < events) simulator.Step();
        tape.Writer.Complete();
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>The tape, read at once.</summary>
    private sealed class ListMarket : IMarketSource
    {
        private readonly List<TapeEvent> _events = [];
        private int _next = -1;

        public ListMarket(byte[] tape) =>
            Agents = FundedTape.Read(tape, e => _events.Add(MarketBlockWriter.ForDesk(e))).Agents;

        public ImmutableArray<string> Agents { get; }

        public long Count => _events.Count;

        public (long FirstNs, long LastNs) Span => (_events[0].TimeNs, _events.Max(e => e.TimeNs));

        public ref readonly TapeEvent Event => ref System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_events)[_next];

        public ReadOnlySpan<PriceLevel> Levels => [];

        public bool TryNext() => ++_next < _events.Count;
    }

    private sealed class Commands : IDeskWatcher
    {
        public List<TimedCommand> All { get; } = [];

        public void OnFill(in Orders.ExecutionReport fill)
        {
        }

        public void OnEquity(in EquityMessage equity)
        {
        }

        public void OnNotice(in DeskNotice notice)
        {
        }

        public void OnCommand(in TimedCommand command, CommandCode code) => All.Add(command);
    }
}
