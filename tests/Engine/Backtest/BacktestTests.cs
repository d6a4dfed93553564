using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using Trading.Backtest;
using Trading.Desk;
using Trading.Exchange;
using Trading.Invariants;
using Trading.Ledger;
using Trading.Market;
using Trading.Model;
using Trading.Orders;
using Trading.Risk;
using Trading.Strategy;
using Trading.Tests.Desk;
using Xunit;

namespace Trading.Tests.Backtest;

/// <summary>Whole desks over simulated flow: the same inputs, the same outcome; every fill booked once; strategies that fail alone.</summary>
public sealed class BacktestTests
{
    private static readonly string[] Mixed =
        ["market-making:quantity=0.02", "momentum:instrument=1,quantity=0.02,fast=3,slow=8", "book-imbalance:quantity=0.01", "mean-reversion:instrument=1,quantity=0.01"];

    public static TheoryData<bool, bool, bool> Worlds => new()
    {
        { false, false, false }, { false, true, false }, { true, false, false }, { true, true, false }, { false, true, true }, { true, true, true },
    };

    [Theory]
    [MemberData(nameof(Worlds))]
    public void The_same_inputs_give_the_same_outcome_and_another_seed_another(bool isRealistic, bool isLive, bool isShown)
    {
        var (first, second) = (Run(Config(isRealistic, isLive, isShown)), Run(Config(isRealistic, isLive, isShown)));
        Assert.Equal(first.Result, second.Result);
        Assert.Equal(first.Fills, second.Fills);
        Assert.NotEmpty(first.Fills);
        var other = Run(Config(isRealistic, isLive, isShown) with { Seed = 2 });
        Assert.Equal(isRealistic, first.Result.TraceHash != other.Result.TraceHash);
    }

    [Theory]
    [MemberData(nameof(Worlds))]
    public void Every_fill_is_booked_once_and_the_books_agree(bool isRealistic, bool isLive, bool isShown)
    {
        var run = Run(Config(isRealistic, isLive, isShown));
        var venue = run.Desk.Venue;
        Assert.Equal(run.Fills.Count, run.Result.Fills);
        Assert.Equal(run.Fills.Count, run.Fills.Select(fill => (fill.Instrument, fill.ExecId)).Distinct().Count());
        Assert.Equal(0, run.Desk.Control.Misfits);
        for (var owner = 1; owner <= Mixed.Length; owner++)
        {
            for (var i = 0; i < SimulatedFlow.Listings.Length; i++)
            {
                var quantity = run.Fills.Where(fill => fill.ClientOrderId.Strategy == owner && fill.Instrument == i)
                    .Sum(fill => fill.Side.Sign() * fill.LastQty);
                Assert.Equal(quantity, venue.Portfolio.PositionOf(owner, i).Quantity);
                var held = venue.Ledger.Balance(owner, SimulatedFlow.Listings[i].Pair.Base, AccountKind.Inventory);
                Assert.Equal(Money.From(new Quantity(quantity), SimulatedFlow.Listings[i].Instrument), held);
            }

            // Cash + what the positions cost = capital + realised − fees.
            var cash = venue.Ledger.Balance(owner, venue.Portfolio.Settings.ReportingAsset, AccountKind.Cash);
            var positions = Enumerable.Range(0, SimulatedFlow.Listings.Length).Select(i => venue.Portfolio.PositionOf(owner, i)).ToArray();
            var cost = positions.Aggregate(Money.Zero, (sum, position) => sum + position.Cost);
            var earned = positions.Aggregate(Money.Zero, (sum, position) => sum + position.RealizedPnl - position.Fees);
            Assert.Equal(run.Desk.Config.Capital + earned, cash + cost);
        }
    }

    [Theory]
    [MemberData(nameof(Worlds))]
    public void Nodes_saved_and_loaded_at_any_round_end_as_an_uninterrupted_run(bool isRealistic, bool isLive, bool isShown)
    {
        var config = Config(isRealistic, isLive, isShown);
        var whole = Run(config, events: 3_000).Result;
        var run = Create(config, events: 3_000, watcher: null);
        var random = SeededRandom.Create(5, "breaks");
        foreach (var node in run.Desk.Nodes) node.Audit = new DeskAudit(node);
        while (run.TryAdvance(rounds: (int)random.Between(1, 400)))
        {
            var node = run.Desk.Nodes[(int)random.Below(run.Desk.Nodes.Length)];
            var saved = Saved(node);
            var reader = new StateReader(saved);
            node.Load(ref reader);
            Assert.True(reader.IsComplete, node.Name);
            Assert.Equal(saved, Saved(node));
            // Whoever watches begins anew with the activation, too, whatever is open then.
            Assert.Null((node.Audit as DeskAudit)?.Violation);
            node.Audit = new DeskAudit(node);
        }

        Assert.All(run.Desk.Nodes, node => Assert.Null((node.Audit as DeskAudit)?.Violation));
        Assert.Equal(whole.TraceHash, run.Desk.TraceHash());
        Assert.Equal(whole.StateHash, run.Desk.StateHash());
    }

    /// <summary>The product's promise in one process: where the nodes live, and what dies meanwhile, changes nothing.</summary>
    [Theory]
    [MemberData(nameof(Worlds))]
    public void A_desk_behind_durable_doors_with_kills_ends_as_a_backtest(bool isRealistic, bool isLive, bool isShown)
    {
        var config = Config(isRealistic, isLive, isShown);
        var direct = Run(config, events: 1_500);
        var names = TradingDesk.NodeNames(config);
        Func<HostedNode>[] hosts = [.. names.Select(name => (Func<HostedNode>)(() => Hosted(config, name)))];
        var blocks = HostedDesk.Publish(
            SimulatedFlow.Market(1_500), Hosted(config, names[0]).Header, i => TradingDesk.MarketName(config.Listings[i].Instrument.Id), 64);
        var desk = new HostedDesk(
            seed: 11, hosts, blocks, () => new RoundCoordinator(direct.Desk.Paths()));
        desk.Run(killsPerMille: 5);
        Assert.True(desk.Kills > 3);
        foreach (var (node, participant) in direct.Desk.Nodes.Zip(desk.Participants))
        {
            Assert.Equal(node.Chain, participant.Node.Chain);
            Assert.Equal(node.StateHash(), participant.Node.StateHash());
        }

        Assert.NotEmpty(direct.Fills);
    }

    [Fact]
    public void A_strategy_beyond_its_limits_is_denied_by_rule_every_time_alike()
    {
        var config = Config(isRealistic: true, isLive: false) with { Limits = RiskLimits.Wide with { MaxNotional = new((Int128)40 * DecimalText.PowerOfTen(Money.Scale)) } };
        var (first, second) = (Run(config), Run(config));
        Assert.True(first.Result.Denied > 0);
        Assert.Equal(first.Notices, second.Notices);
        Assert.All(
            first.Notices.Where(notice => notice.Kind == NoticeKind.Denied),
            notice => Assert.Equal(((int)RiskReason.MaxNotional, true), (notice.Code, notice.Value > notice.Limit)));
        Assert.DoesNotContain(first.Fills, fill => fill.ClientOrderId.Strategy == 1);
    }

    [Fact]
    public void A_strategy_that_loses_more_than_its_limit_is_halted_and_trades_no_more()
    {
        var config = Config(isRealistic: true, isLive: false) with { Limits = RiskLimits.Wide with { LossLimit = new(1) } };
        var run = Run(config);
        var halts = run.Notices.Where(notice => notice.Kind == NoticeKind.TradingState).ToArray();
        Assert.NotEmpty(halts);
        foreach (var halt in halts)
        {
            Assert.Equal(((int)RiskReason.LossLimit, (Int128)(int)TradingState.Halted), (halt.Code, halt.Value));
            Assert.Equal(TradingState.Halted, run.Desk.Strategies[halt.Strategy - 1].TradingState);
            // What was under way when the state fell may still fill; what was sent later may not.
            Assert.DoesNotContain(
                run.Fills, fill => fill.ClientOrderId.Strategy == halt.Strategy && fill.TimeNs > halt.TimeNs + 1_000_000_000);
        }
    }

    [Fact]
    public void Ideal_execution_is_never_charged()
    {
        var result = Run(Config(isRealistic: false, isLive: false)).Result;
        Assert.Equal(Money.Zero, result.Totals?.Fees);
        Assert.Equal(Money.Zero, result.SlippageCost);
        Assert.True(Run(Config(isRealistic: true, isLive: false)).Result.Totals?.Fees > Money.Zero);
    }

    [Fact]
    public void Nothing_is_open_once_the_market_has_ended_and_strategies_have_stopped()
    {
        var run = Run(Config(isRealistic: true, isLive: false));
        Assert.Equal(0, run.Desk.Venue.Orders.OpenCount);
        Assert.All(run.Desk.Exchanges, exchange => Assert.Equal(0, exchange.Exchange.OpenOrderCount));
        Assert.All(run.Desk.Nodes, node => Assert.True(node.IsIdle));
    }

    [Fact]
    public void A_strategy_that_throws_is_halted_with_its_orders_canceled_and_others_go_on_as_without_it()
    {
        var catalog = With("throwing", () => new ThrowingStrategy());
        var config = Config(isRealistic: false, isLive: false) with
        {
            Strategies = [new("taker", "book-imbalance:quantity=0.01"), new("thrower", "throwing")],
        };
        var run = Run(config, catalog: catalog);
        Assert.Equal(1, run.Result.Faults);
        var fault = run.Desk.Strategies[1].Fault;
        Assert.Equal(("on purpose", StrategyCallback.OnTrade), (fault?.Message, fault?.Callback));
        Assert.Equal(0, run.Desk.Venue.Orders.Tally(2, 0, Side.Buy).Count);
        Assert.True(run.Desk.Venue.Orders.TryGet(ClientOrderId.Create(2, 1), out var canceled));
        Assert.Equal(OrderStatus.Canceled, canceled.Status);
        Assert.Contains(run.Fills, fill => fill.ClientOrderId.Strategy == 1);
        Assert.Single(run.Notices, notice => notice.Kind == NoticeKind.Fault && notice.Strategy == 2);
        // On a recorded market nobody meets anybody: the other strategy's fills are those of a run of its own.
        var alone = Run(config with { Strategies = [config.Strategies[0]] });
        Assert.Equal(
            alone.Fills.Select(fill => (fill.TimeNs, fill.LastPx, fill.LastQty)),
            run.Fills.Where(fill => fill.ClientOrderId.Strategy == 1).Select(fill => (fill.TimeNs, fill.LastPx, fill.LastQty)));
    }

    [Fact]
    public void A_strategy_that_has_stopped_is_not_called_again_and_its_cancels_are_carried_out()
    {
        var stopping = new StoppingStrategy();
        var config = Config(isRealistic: true, isLive: false) with { Strategies = [new("stopper", "stopping")] };
        var run = Run(config, catalog: With("stopping", () => stopping));
        Assert.Equal(["start", "accepted", "stop"], stopping.Calls);
        Assert.Equal(0, run.Desk.Venue.Orders.OpenCount);
        Assert.True(run.Desk.Venue.Orders.TryGet(ClientOrderId.Create(1, 1), out var bid));
        Assert.Equal(OrderStatus.Canceled, bid.Status);
    }

    [Fact]
    public void Amounts_in_another_reporting_asset_are_converted_at_the_marks()
    {
        var config = Config(isRealistic: true, isLive: false);
        var (quote, other) = (config.ReportingAsset, config.Listings[0].Pair.Base);
        var inQuote = Run(config).Result;
        var run = Run(config with { ReportingAsset = other });
        Assert.True(inQuote.SlippageCost > Money.Zero && inQuote.Totals?.Turnover > Money.Zero);
        AreEqual(inQuote.Totals?.Turnover, run.Result.Totals?.Turnover);
        AreEqual(inQuote.Totals?.Fees, run.Result.Totals?.Fees);
        AreEqual(inQuote.SlippageCost, run.Result.SlippageCost);
        Assert.Equal(inQuote.Statistics.AdverseSelectionBps, run.Result.Statistics.AdverseSelectionBps, tolerance: 1e-9);

        void AreEqual(Money? amount, Money? converted)
        {
            Assert.True(run.Desk.Venue.Portfolio.Convert(quote, amount ?? Money.Zero).TryGet(out var expected, out _));
            // Rounded once for each instrument instead of once for all.
            Assert.InRange((expected - (converted ?? Money.Zero)).Abs().Units, 0, config.Listings.Length);
        }
    }

    [Fact]
    public void The_span_is_from_the_first_event_to_the_last()
    {
        var times = SimulatedFlow.Events.Select(e => e.TimeNs).ToArray();
        Assert.Equal((times.Min(), times.Max()), Run(Config(isRealistic: true, isLive: false)).Result.Span);
    }

    [Theory]
    [InlineData(DeskConfigRule.BadStrategy, "no-such-strategy")]
    [InlineData(DeskConfigRule.BadStrategy, "momentum:fast=0")]
    [InlineData(DeskConfigRule.BadStrategy, "momentum:instrument=9")]
    public void A_strategy_that_cannot_be_is_refused_by_name(DeskConfigRule rule, string text)
    {
        var made = TradingDesk.Create(Config(false, false) with { Strategies = [new("s", text)] }, StrategyCatalog.Standard);
        Assert.False(made.TryGet(out _, out var error));
        Assert.Equal(rule, error.Rule);
        Assert.NotNull(error.Strategy);
    }

    [Fact]
    public void A_desk_that_cannot_be_is_refused_by_rule()
    {
        var config = Config(false, false);
        Assert.Equal(DeskConfigRule.NoInstruments, RuleOf(config with { Listings = [] }));
        Assert.Equal(DeskConfigRule.BadStrategyCount, RuleOf(config with { Strategies = [] }));
        Assert.Equal(DeskConfigRule.BadStrategyName, RuleOf(config with { Strategies = [new("A b", "momentum")] }));
        Assert.Equal(DeskConfigRule.BadStrategyName, RuleOf(config with { Strategies = [new("a", "momentum"), new("a", "momentum")] }));
        Assert.Equal(DeskConfigRule.BadExecution, RuleOf(config with { Execution = new ExecutionConfig { QueuePower = 99 } }));
        Assert.Equal(DeskConfigRule.BadLimits, RuleOf(config with { Limits = RiskLimits.Wide with { Instruments = [new(2)] } }));
        Assert.Equal(DeskConfigRule.BadCapital, RuleOf(config with { Capital = Money.Zero }));
        Assert.Equal(DeskConfigRule.BadMarkInterval, RuleOf(config with { MarkIntervalNs = 1 }));
    }

    [Fact]
    public void The_hash_of_a_configuration_covers_every_value()
    {
        var config = Config(false, false);
        DeskConfig[] others =
        [
            config with { Seed = 9 }, config with { Agents = [] }, config with { Listings = [config.Listings[0]] }, config with { Strategies = [config.Strategies[0]] },
            config with { Capital = new Money(1) }, config with { Execution = ExecutionConfig.Realistic }, config with { HasLiveBook = true },
            config with { Execution = ExecutionConfig.Ideal with { ShowsLiveBook = true } },
            config with { MarkIntervalNs = 5_000_000 }, config with { Limits = RiskLimits.None },
            config with { Limits = RiskLimits.Wide with { Instruments = [new(1)] } }, config with { Plan = new() { TermNs = 1_000_000_000 } }, config with { ReportingAsset = config.Listings[0].Pair.Base },
        ];
        Assert.Equal(others.Length + 1, others.Append(config).Select(other => other.Hash()).Distinct().Count());
    }

    private static DeskConfigRule RuleOf(DeskConfig config) =>
        TradingDesk.Create(config, StrategyCatalog.Standard).TryGet(out _, out var error) ? 0 : error.Rule;

    internal static DeskConfig Config(bool isRealistic, bool isLive, bool isShown = false) => new()
    {
        Listings = SimulatedFlow.Listings,
        Agents = SimulatedFlow.Agents,
        Strategies = [.. Mixed.Select((text, i) => new StrategySetup($"s-{i + 1}", text))],
        ReportingAsset = SimulatedFlow.Listings[0].Pair.Quote,
        Execution = (isRealistic ? ExecutionConfig.Realistic : ExecutionConfig.Ideal) with { ShowsLiveBook = isShown },
        HasLiveBook = isLive,
        MarkIntervalNs = 10_000_000,
    };

    internal static BacktestRun Create(DeskConfig config, int events, IDeskWatcher? watcher, StrategyCatalog? catalog = null, IReadOnlyList<TimedCommand>? commands = null) =>
        BacktestRun.Create(config, catalog ?? StrategyCatalog.Standard, SimulatedFlow.Market(events), watcher, commands).TryGet(out var run, out var error)
            ? run
            : throw new InvalidOperationException($"{error}");

    internal static Kept Run(
        DeskConfig config, int events = int.MaxValue, StrategyCatalog? catalog = null, IReadOnlyList<TimedCommand>? commands = null)
    {
        var kept = new Kept();
        var run = Create(config, events, kept, catalog, commands);
        (kept.Result, kept.Desk) = (run.Run(), run.Desk);
        return kept;
    }

    internal static StrategyCatalog With(string name, Func<IStrategy> create) =>
        StrategyCatalog.Standard.With(new OneFactory(name, create)).TryGet(out var catalog, out var error)
            ? catalog
            : throw new InvalidOperationException($"{error}");

    internal static HostedNode Hosted(DeskConfig config, string node) =>
        TradingDesk.Host(config, StrategyCatalog.Standard, node).TryGet(out var hosted, out var error)
            ? hosted
            : throw new InvalidOperationException($"{error}");

    internal static byte[] Saved(DeskNode node)
    {
        var bytes = new ArrayBufferWriter<byte>();
        node.Save(bytes);
        return bytes.WrittenSpan.ToArray();
    }

    internal sealed class Kept : IDeskWatcher
    {
        private BacktestResult? _result;
        private TradingDesk? _desk;

        public List<ExecutionReport> Fills { get; } = [];

        public List<DeskNotice> Notices { get; } = [];

        public List<(TimedCommand Command, CommandCode Code)> Commands { get; } = [];

        public BacktestResult Result
        {
            get => _result ?? throw new InvalidOperationException("not run yet");
            set => _result = value;
        }

        public TradingDesk Desk
        {
            get => _desk ?? throw new InvalidOperationException("not run yet");
            set => _desk = value;
        }

        public void OnFill(in ExecutionReport fill) => Fills.Add(fill);

        public void OnEquity(in EquityMessage equity)
        {
        }

        public void OnNotice(in DeskNotice notice) => Notices.Add(notice);

        public void OnCommand(in TimedCommand command, CommandCode code) => Commands.Add((command, code));
    }

    private static void BidFarAway(StrategyContext context)
    {
        var rules = context.Instruments[0];
        context.Submit(OrderRequest.Limit(0, Side.Buy, rules.TickSize, rules.LotSize));
    }

    /// <summary>Bids far away once, and throws at the fiftieth trade.</summary>
    private sealed class ThrowingStrategy : IStrategy
    {
        private long _trades;

        public void OnTrade(StrategyContext context, int instrument, in PublicTrade trade)
        {
            if (++_trades == 40) BidFarAway(context);
            if (_trades == 50) throw new InvalidOperationException("on purpose");
        }

        public void Save(StateWriter writer) => writer.Write(_trades);

        public void Load(ref StateReader reader) => _trades = reader.ReadInt64();
    }

    /// <summary>Bids far away at the first trade, cancels at the end, and notes what it hears of its order and its session.</summary>
    private sealed class StoppingStrategy : IStrategy
    {
        private bool _hasBid;

        public List<string> Calls { get; } = [];

        public void OnStart(StrategyContext context) => Calls.Add("start");

        public void OnStop(StrategyContext context)
        {
            Calls.Add("stop");
            context.CancelAll(0);
        }

        public void OnTrade(StrategyContext context, int instrument, in PublicTrade trade)
        {
            if (_hasBid || !context.Market(0).TryGetMidTwice(out _)) return;
            _hasBid = true;
            BidFarAway(context);
        }

        public void OnOrder(StrategyContext context, in OrderEvent e) => Calls.Add($"{e.Kind}".ToLowerInvariant());

        public void Save(StateWriter writer)
        {
        }

        public void Load(ref StateReader reader)
        {
        }
    }

    private sealed class OneFactory(string name, Func<IStrategy> create) : IStrategyFactory
    {
        public string Name => name;

        public string Summary => "A strategy of a test.";

        public System.Collections.Immutable.ImmutableArray<StrategyParameter> Parameters => [];

        public Result<IStrategy, StrategyConfigError> Create(
            StrategyValues values, System.Collections.Immutable.ImmutableArray<Instrument> instruments) =>
            Result<IStrategy, StrategyConfigError>.Ok(create());
    }
}
