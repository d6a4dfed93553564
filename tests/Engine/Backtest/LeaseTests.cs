using System;
using System.Collections.Generic;
using System.Linq;
using Trading.Capital;
using Trading.Desk;
using Trading.Exchange;
using Trading.Invariants;
using Trading.Market;
using Trading.Model;
using Trading.Orders;
using Trading.Risk;
using Trading.Strategy;
using Xunit;
using static Trading.Tests.Backtest.BacktestTests;

namespace Trading.Tests.Backtest;

/// <summary>Leases on whole desks: several strategies that want all they can get, of one account.</summary>
public sealed class LeaseTests
{
    private static readonly long FirstNs = SimulatedFlow.Events[0].TimeNs;

    public static TheoryData<bool, ulong> Hammers => new() { { false, 1 }, { true, 1 }, { true, 2 } };

    /// <summary>Strategies that order as much as they can, of a total that is a quarter of what they want. After every step of any
    /// node everything adds up, and nobody's holds rise beyond its lease.</summary>
    [Theory]
    [MemberData(nameof(Hammers))]
    public void Strategies_never_exceed_what_they_share(bool isRealistic, ulong seed)
    {
        var kept = new Kept();
        var run = Create(Hammering(isRealistic) with { Seed = seed }, events: 4_000, kept, Greedies, [Reduce(20)]);
        var venue = run.Desk.Venue;
        DeskAudit[] audits = [.. run.Desk.Nodes.Select(node => new DeskAudit(node))];
        foreach (var (node, audit) in run.Desk.Nodes.Zip(audits)) node.Audit = audit;
        var held = new Money[5];
        var (most, rises) = (Money.Zero, 0);
        while (run.TryAdvance(rounds: 1))
        {
            Assert.Null(RiskInvariants.CheckHolds(venue.Leases, venue.Orders));
            Assert.Null(RiskInvariants.CheckPool(run.Desk.Capital.Pool));
            Assert.All(audits, audit => Assert.Null(audit.Violation));
            for (var strategy = 1; strategy <= 4; strategy++)
            {
                var now = venue.Leases.HeldBy(strategy);
                if (now > held[strategy]) rises++;
                held[strategy] = now;
                if (venue.Leases.LeaseOf(strategy).Notional > most) most = venue.Leases.LeaseOf(strategy).Notional;
            }
        }

        // It was tried hard: both the strategies' own rules and the account's had to say no, and there was trading all the same.
        Assert.True(rises > 200, $"{rises} rises");
        Assert.Contains(kept.Notices, notice => notice.Kind == NoticeKind.Denied && notice.Code == (int)RiskReason.LeaseNotional);
        Assert.NotEmpty(kept.Fills);
        // What the first strategy gave back went to others.
        Assert.True(most > new Money(250 * (Int128)1_000_000_000_000_000_000), $"the greatest lease was {most}");
        Assert.Equal(0, run.Desk.Control.Misfits);
    }

    [Fact]
    public void At_its_end_a_lease_that_is_not_renewed_takes_its_orders_with_it_and_comes_free_on_the_accounts_word()
    {
        var resting = new Resting();
        var config = Config(isRealistic: true, isLive: false) with { Strategies = [new("resting", "resting")], Plan = new() { TermNs = 10_000_000_000 } };
        // Reducing needs no capital, so nothing is renewed; the order stands until its lease ends.
        var run = Run(config, catalog: With("resting", () => resting), commands: [Reduce(25)]);
        var expired = Assert.Single(run.Notices, notice => notice.Kind == NoticeKind.Lease);
        Assert.Equal((int)LeaseNotice.Expired, expired.Code);
        Assert.InRange(expired.TimeNs, FirstNs + 25_000_000_000, FirstNs + 35_500_000_000);
        Assert.Equal(OrderStatus.Canceled, run.Desk.Venue.Orders.Closed(0).Status);
        Assert.InRange(run.Desk.Venue.Orders.Closed(0).LastNs, expired.TimeNs, expired.TimeNs + 200_000_000);
        Assert.Equal(run.Desk.Capital.Pool.Total, run.Desk.Capital.Pool.Free);
        Assert.Equal(new StrategyLease(config.Capital, run.Desk.Venue.Leases.LeaseOf(1).ExpiresNs), resting.Last);
        Assert.True(resting.Last.IsExpired(run.Desk.Venue.NowNs));
    }

    /// <summary>What comes to the account as from a strategy that asks nobody: the account's own rules hold.</summary>
    [Theory]
    [InlineData("within", OrderReason.None)]
    [InlineData("too large", OrderReason.LeaseExhausted)]
    [InlineData("market order without a mark", OrderReason.LeaseExhausted)]
    [InlineData("too late", OrderReason.LeaseExpired)]
    [InlineData("halted", OrderReason.TradingHalted)]
    [InlineData("reducing", OrderReason.ReducingOnly)]
    [InlineData("of nobody", OrderReason.None)]
    public void An_account_does_not_take_a_strategys_word(string what, OrderReason expected)
    {
        var made = TradingDesk.Create(Hammering(isRealistic: false), Greedies);
        Assert.True(made.TryGet(out var desk, out _));
        var rules = SimulatedFlow.Listings[0].Instrument;
        // At 100 for a whole one, a lease of 249.999.
        var tenths = what == "too large" ? 25 : 24;
        var order = new OrderIntent
        {
            ClientOrderId = ClientOrderId.Create(what == "of nobody" ? 9 : 1, 1),
            Kind = IntentKind.Submit,
            Side = Side.Buy,
            OrderType = what.StartsWith("market", StringComparison.Ordinal) ? OrderType.Market : OrderType.Limit,
            TimeInForce = TimeInForce.Gtc,
            Price = 100 * DecimalText.PowerOfTen(rules.PriceScale),
            Quantity = DecimalText.PowerOfTen(rules.QuantityScale) * tenths / 10,
        };
        var (venue, outbox) = (desk.Venue, new List<DeskMessage>());
        if (what == "halted") Deliver(1, MessageKind.Command, Command(CommandKind.Halt));
        if (what == "reducing") Deliver(1, MessageKind.Command, Command(CommandKind.Reduce));
        Deliver(1, MessageKind.Mark, 0L);
        Deliver(what == "too late" ? 2_000_000_001 : 2, MessageKind.Order, order);
        venue.RunUntil(2_000_000_001 + (what == "too late" ? 1 : 0), long.MaxValue, outbox);
        var exchange = outbox.Where(message => message.Target == desk.Exchanges[0].Rank).ToArray();
        Assert.Equal(what == "within", exchange.Length == 1);
        Assert.Equal(exchange.Length, venue.OrderCount);
        var told = outbox.Where(message => message.Target == desk.Strategies[0].Rank).Select(message => message.Payload.As<ExecutionReport>()).ToArray();
        Assert.Equal(expected == OrderReason.None ? [] : [(expected, ExecType.Rejected)], told.Select(report => (report.Reason, report.ExecType)));
        var kinds = outbox.Where(message => message.Kind == MessageKind.Notice).Select(message => message.Payload.As<DeskNotice>().Kind).ToArray();
        Assert.Equal(expected != OrderReason.None, kinds.Contains(NoticeKind.Refused));
        Assert.Equal(what == "of nobody", kinds.Contains(NoticeKind.Misfit));

        void Deliver<T>(long timeNs, MessageKind kind, T body)
            where T : unmanaged => venue.Deliver(new DeskMessage
            {
                TimeNs = timeNs,
                Sequence = (long)kind,
                Source = desk.Strategies[0].Rank,
                Target = venue.Rank,
                Kind = kind,
                Payload = MessagePayload.Of(body),
            });
    }

    [Fact]
    public void An_order_beyond_the_most_that_an_account_can_hold_is_refused_and_its_strategy_told()
    {
        const int Most = 65_536;
        var config = Hammering(isRealistic: false) with { Plan = new CapitalPlan { TermNs = 86_400_000_000_000 } };
        Assert.True(TradingDesk.Create(config, Greedies).TryGet(out var desk, out _));
        var (rules, outbox) = (SimulatedFlow.Listings[0].Instrument, new List<DeskMessage>());
        for (var number = 1; number <= Most + 1; number++)
        {
            desk.Venue.Deliver(new DeskMessage
            {
                TimeNs = number * 10_000_000L,
                Sequence = number,
                Source = desk.Strategies[0].Rank,
                Target = desk.Venue.Rank,
                Kind = MessageKind.Order,
                Payload = MessagePayload.Of(new OrderIntent
                {
                    ClientOrderId = ClientOrderId.Create(1, number),
                    Kind = IntentKind.Submit,
                    Side = Side.Buy,
                    OrderType = OrderType.Limit,
                    Price = rules.TickSize.Units,
                    Quantity = rules.LotSize.Units,
                }),
            });
        }

        desk.Venue.RunUntil((Most + 2) * 10_000_000L, long.MaxValue, outbox);
        Assert.Equal(Most, desk.Venue.Orders.OpenCount);
        var told = Assert.Single(outbox, message => message.Kind == MessageKind.Report).Payload.As<ExecutionReport>();
        Assert.Equal((ClientOrderId.Create(1, Most + 1), OrderReason.AccountFull), (told.ClientOrderId, told.Reason));
        var notice = Assert.Single(outbox, message => message.Kind == MessageKind.Notice).Payload.As<DeskNotice>();
        Assert.Equal((NoticeKind.Refused, (Int128)Most), (notice.Kind, notice.Limit));
    }

    [Fact]
    public void An_older_lease_is_not_taken_and_told()
    {
        var made = TradingDesk.Create(Hammering(isRealistic: false), Greedies);
        Assert.True(made.TryGet(out var desk, out _));
        var outbox = new List<DeskMessage>();
        foreach (var (number, notional) in new[] { (3L, 70), (2L, 90) })
        {
            desk.Venue.Deliver(new DeskMessage
            {
                TimeNs = 5,
                Sequence = outbox.Count + 1,
                Source = desk.Capital.Rank,
                Target = desk.Venue.Rank,
                Kind = MessageKind.Lease,
                Payload = MessagePayload.Of(new Lease { Strategy = 2, Number = number, Notional = Whole(notional), ExpiresNs = 9 }),
            });
            desk.Venue.RunUntil(6, long.MaxValue, outbox);
        }

        Assert.Equal(Whole(70), desk.Venue.Leases.LeaseOf(2).Notional);
        Assert.Equal(3, Assert.Single(outbox, message => message.Kind == MessageKind.LeaseReport).Payload.As<LeaseReport>().Number);
        var notice = Assert.Single(outbox, message => message.Kind == MessageKind.Notice).Payload.As<DeskNotice>();
        Assert.Equal((NoticeKind.Lease, (int)LeaseNotice.Stale, 2), (notice.Kind, notice.Code, notice.Strategy));
    }

    [Fact]
    public void A_strategy_that_has_lost_its_budget_may_only_reduce()
    {
        var config = Config(isRealistic: true, isLive: false) with
        {
            Plan = new() { Budgets = [.. Enumerable.Repeat(new CapitalBudget(Whole(100_000), new(1), 1_000), 4)] },
        };
        var run = Run(config);
        var spent = run.Notices.First(notice => notice.Kind == NoticeKind.Lease && notice.Code == (int)LeaseNotice.Spent);
        Assert.Contains(run.Notices, notice => notice.Code == (int)RiskReason.LeaseLoss && notice.Kind == NoticeKind.Denied);
        var positions = new Dictionary<int, long>();
        foreach (var fill in run.Fills.Where(fill => fill.ClientOrderId.Strategy == spent.Strategy))
        {
            var (before, after) = (positions.GetValueOrDefault(fill.Instrument), positions.GetValueOrDefault(fill.Instrument) + fill.Side.Sign() * fill.LastQty);
            positions[fill.Instrument] = after;
            if (fill.TimeNs > spent.TimeNs + 200_000_000) Assert.True(Math.Abs(after) < Math.Abs(before), $"{before} became {after}");
        }
    }

    [Fact]
    public void A_plan_that_cannot_be_is_refused()
    {
        var made = TradingDesk.Create(Config(true, false) with { Plan = new() { TermNs = 1 } }, StrategyCatalog.Standard);
        Assert.False(made.TryGet(out _, out var error));
        Assert.Equal(DeskConfigRule.BadPlan, error.Rule);
    }

    private static StrategyCatalog Greedies => With("greedy", () => new Greedy());

    private static DeskConfig Hammering(bool isRealistic) => Config(isRealistic, isLive: false) with
    {
        Strategies = [new("a", "greedy"), new("b", "greedy"), new("c", "greedy"), new("d", "greedy")],
        Execution = isRealistic ? ExecutionConfig.Realistic with { RateLimit = null } : ExecutionConfig.Ideal,
        Plan = new CapitalPlan
        {
            Total = Whole(1_000),
            Budgets = [.. Enumerable.Repeat(new CapitalBudget(Whole(1_000), Whole(1_000), 50), 4)],
            TermNs = 2_000_000_000,
        },
    };

    private static TimedCommand Reduce(int seconds) => new(FirstNs + seconds * 1_000_000_000L, Command(CommandKind.Reduce));

    private static OperatorCommand Command(CommandKind kind) =>
        OperatorCommand.Create(1, kind, 1, "test", "").TryGet(out var command, out var code)
            ? command
            : throw new InvalidOperationException($"{code}");

    private static Money Whole(long amount) => new((Int128)amount * DecimalText.PowerOfTen(Money.Scale));

    /// <summary>Orders on both sides at random prices near the market, replaces and cancels at random, as much as it may.</summary>
    private sealed class Greedy : IStrategy
    {
        public void OnTrade(StrategyContext context, int instrument, in PublicTrade trade)
        {
            ref var random = ref context.Random;
            var rules = context.Instruments[instrument];
            var orders = context.OpenOrders;
            if (orders.Length > 0 && random.Below(3) == 0) context.Cancel(orders[(int)random.Below(orders.Length)].ClientOrderId);
            for (var order = 0; order < 3; order++)
            {
                var side = random.Below(2) == 0 ? Side.Buy : Side.Sell;
                var price = trade.Price * (1_000 - side.Sign() * random.Between(-1, 20)) / 1_000 / rules.TickSize.Units * rules.TickSize.Units;
                var scale = DecimalText.PowerOfTen(rules.PriceScale) * DecimalText.PowerOfTen(rules.QuantityScale);
                var lots = (long)((Int128)random.Between(5, 60) * scale / price / rules.LotSize.Units);
                if (price <= 0 || lots <= 0) continue;
                context.Submit(OrderRequest.Limit(instrument, side, new Price(price), new Quantity(lots * rules.LotSize.Units)));
            }

            foreach (ref readonly var open in context.OpenOrders)
            {
                if (open.Status != OrderStatus.Accepted || random.Below(4) != 0) continue;
                context.Replace(open.ClientOrderId, open.Price, new Quantity(open.Quantity.Units * random.Between(1, 3)));
            }
        }

        public void Save(StateWriter writer)
        {
        }

        public void Load(ref StateReader reader)
        {
        }
    }

    /// <summary>Bids far away once and waits; it notes its lease.</summary>
    private sealed class Resting : IStrategy
    {
        private bool _hasBid;

        public StrategyLease Last { get; private set; }

        public void OnTrade(StrategyContext context, int instrument, in PublicTrade trade)
        {
            Last = context.Lease;
            if (_hasBid || !context.Market(0).TryGetMidTwice(out _)) return;
            _hasBid = true;
            var rules = context.Instruments[0];
            context.Submit(OrderRequest.Limit(0, Side.Buy, rules.TickSize, rules.LotSize));
        }

        public void Save(StateWriter writer)
        {
        }

        public void Load(ref StateReader reader)
        {
        }
    }
}
