using System;
using System.Buffers;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Trading.Capital;
using Trading.Desk;
using Trading.Market;
using Trading.Model;
using Trading.Numerics;
using Trading.Orders;
using Trading.Risk;
using Trading.Strategy;
using Trading.Tests.Desk;
using Xunit;
using static Trading.Tests.Backtest.BacktestTests;

namespace Trading.Tests.Backtest;

/// <summary>Operators' commands on whole desks: what they do, and that a backtest with them ends as a session with them.</summary>
public sealed class OperatorTests
{
    private static readonly long FirstNs = SimulatedFlow.Events[0].TimeNs;
    private static readonly long LastNs = SimulatedFlow.Events.Max(e => e.TimeNs);

    public static TheoryData<bool, bool, bool> Worlds => BacktestTests.Worlds;

    [Theory]
    [MemberData(nameof(Worlds))]
    public void A_halt_cancels_everything_and_nothing_is_filled_until_trading_is_resumed(bool isRealistic, bool isLive, bool isShown)
    {
        var (haltNs, resumeNs) = (At(1, 3), At(2, 3));
        var run = Run(Config(isRealistic, isLive, isShown), commands: [Halt(haltNs, 1, 0), Resume(resumeNs, 2, 0)]);
        Assert.Equal([CommandCode.Accepted, CommandCode.Accepted], run.Commands.Select(command => command.Code));
        // Orders that were under way when the command came may still fill, for as long as any message takes.
        Assert.DoesNotContain(run.Fills, fill => fill.TimeNs > haltNs + 200_000_000 && fill.TimeNs < resumeNs);
        Assert.Contains(run.Fills, fill => fill.TimeNs < haltNs);
        Assert.Contains(run.Fills, fill => fill.TimeNs > resumeNs);
        Assert.Equal(0, run.Desk.Control.Misfits);
        for (var strategy = 1; strategy <= 4; strategy++)
        {
            Assert.Equal(TradingState.Active, run.Desk.Venue.TradingStateOf(strategy));
            Assert.Equal(
                [(int)TradingState.Halted, (int)TradingState.Active],
                run.Notices.Where(notice => notice.Kind == NoticeKind.TradingState && notice.Strategy == strategy).Select(notice => (int)notice.Value));
        }
    }

    [Fact]
    public void A_halt_of_one_strategy_leaves_the_others_alone()
    {
        var without = Run(Config(true, false));
        var halted = without.Fills[^1].ClientOrderId.Strategy;
        var (other, otherNs) = without.Fills.Where(fill => fill.ClientOrderId.Strategy != halted)
            .Select(fill => (fill.ClientOrderId.Strategy, fill.TimeNs)).Last();
        var haltNs = Math.Min(otherNs, without.Fills[^1].TimeNs) - 1_000_000_000;
        var with = Run(Config(true, false), commands: [Halt(haltNs, 1, halted)]);
        Assert.DoesNotContain(with.Fills, fill => fill.ClientOrderId.Strategy == halted && fill.TimeNs > haltNs + 200_000_000);
        Assert.Equal(TradingState.Halted, with.Desk.Venue.TradingStateOf(halted));
        Assert.Equal(TradingState.Active, with.Desk.Venue.TradingStateOf(other));
        Assert.Contains(with.Fills, fill => fill.ClientOrderId.Strategy == other && fill.TimeNs > haltNs);
    }

    [Theory]
    [MemberData(nameof(Worlds))]
    public void Flatten_closes_every_position_and_keeps_it_closed(bool isRealistic, bool isLive, bool isShown)
    {
        var config = Config(isRealistic, isLive, isShown);
        var before = Run(config, commands: [Halt(At(1, 2), 1, 0)]);
        Assert.Contains(Positions(before), position => position != 0);
        var run = Run(config, commands: [Halt(At(1, 2), 1, 0), Flatten(At(1, 2) + 1_000_000_000, 2, 0)]);
        Assert.All(Positions(run), position => Assert.Equal(0, position));
        Assert.All(run.Desk.Strategies, strategy => Assert.False(strategy.Status().IsFlattening));
        Assert.All(run.Desk.Strategies, strategy => Assert.Equal(TradingState.Reducing, strategy.TradingState));
        Assert.Equal(0, run.Desk.Control.Misfits);
    }

    /// <summary>The strategy builds a position by small orders; what one order may be worth is a fraction of it.</summary>
    [Fact]
    public void A_position_beyond_the_limit_of_one_order_is_closed_in_several()
    {
        var config = Config(isRealistic: true, isLive: false) with
        {
            Strategies = [new("hoarder", "hoarding")],
            Limits = RiskLimits.Wide with { MaxNotional = Whole(150), RepeatsMax = 1_000 },
        };
        var before = Run(config, catalog: With("hoarding", () => new Hoarder()), commands: [Halt(At(1, 2), 1, 0)]);
        Assert.True(before.Desk.Venue.InUse(1) > Whole(600), $"{before.Desk.Venue.InUse(1)}");
        var run = Run(config, catalog: With("hoarding", () => new Hoarder()), commands: [Flatten(At(1, 2), 1, 0)]);
        Assert.Equal(0, run.Desk.Venue.Portfolio.PositionOf(1, 0).Quantity);
        Assert.False(run.Desk.Strategies[0].Status().IsFlattening);
        Assert.True(run.Fills.Where(fill => fill.Side == Side.Sell).Select(fill => fill.ClientOrderId).Distinct().Count() >= 5);
    }

    /// <summary>The strategy's own cancels are not needed: here the account hears nothing but the command.</summary>
    [Theory]
    [InlineData(CommandKind.Halt, 1)]
    [InlineData(CommandKind.Flatten, 1)]
    [InlineData(CommandKind.Reduce, 0)]
    [InlineData(CommandKind.Resume, 0)]
    public void The_account_itself_cancels_what_a_halted_strategy_has_open(CommandKind kind, int cancels)
    {
        Assert.True(TradingDesk.Create(Config(false, false), StrategyCatalog.Standard).TryGet(out var desk, out _));
        var (rules, outbox) = (SimulatedFlow.Listings[0].Instrument, new List<DeskMessage>());
        for (var strategy = 1; strategy <= 2; strategy++)
        {
            Deliver(desk.Strategies[strategy - 1].Rank, timeNs: 1, MessageKind.Order, new OrderIntent
            {
                ClientOrderId = ClientOrderId.Create(strategy, 1),
                Kind = IntentKind.Submit,
                Side = Side.Buy,
                OrderType = OrderType.Limit,
                Price = rules.TickSize.Units,
                Quantity = rules.LotSize.Units,
            });
        }

        Deliver(desk.Control.Rank, timeNs: 2, MessageKind.Command, Command(1, kind, 2));
        desk.Venue.RunUntil(3, long.MaxValue, outbox);
        var sent = outbox.Where(message => message.Kind == MessageKind.Order).Select(message => message.Payload.As<OrderIntent>()).ToArray();
        Assert.Equal(2, sent.Count(intent => intent.Kind == IntentKind.Submit));
        Assert.Equal(Enumerable.Repeat(ClientOrderId.Create(2, 1), cancels), sent.Where(intent => intent.Kind == IntentKind.Cancel).Select(intent => intent.ClientOrderId));

        void Deliver<T>(int source, long timeNs, MessageKind message, T body)
            where T : unmanaged => desk.Venue.Deliver(new DeskMessage
            {
                TimeNs = timeNs,
                Sequence = 1,
                Source = source,
                Target = desk.Venue.Rank,
                Kind = message,
                Payload = MessagePayload.Of(body),
            });
    }

    [Fact]
    public void Reducing_never_makes_a_position_greater()
    {
        var run = Run(Config(true, false), commands: [Reduce(At(1, 3), 1, 0)]);
        var positions = new Dictionary<(int, int), long>();
        foreach (var fill in run.Fills)
        {
            var key = (fill.ClientOrderId.Strategy, fill.Instrument);
            var (before, after) = (positions.GetValueOrDefault(key), positions.GetValueOrDefault(key) + fill.Side.Sign() * fill.LastQty);
            positions[key] = after;
            if (fill.TimeNs > At(1, 3) + 200_000_000) Assert.True(Math.Abs(after) < Math.Abs(before), $"{key}: {before} became {after}");
        }
    }

    [Fact]
    public void A_resumed_strategy_is_not_halted_again_for_what_it_lost_before()
    {
        var config = Config(true, false) with { Limits = RiskLimits.Wide with { LossLimit = Whole(1) } };
        var halted = Run(config);
        var halts = halted.Notices.Where(notice => notice.Kind == NoticeKind.TradingState).ToArray();
        Assert.NotEmpty(halts);
        var (strategy, haltNs) = (halts[0].Strategy, halts[0].TimeNs);
        var run = Run(config, commands: [Resume(haltNs + 2_000_000_000, 1, strategy)]);
        var states = run.Notices.Where(notice => notice.Kind == NoticeKind.TradingState && notice.Strategy == strategy).ToArray();
        Assert.Equal((int)TradingState.Active, (int)states[1].Value);
        // At the next mark after it, nothing more was lost than the marks of one interval can take.
        Assert.DoesNotContain(states.Skip(2), state => state.TimeNs < states[1].TimeNs + 2 * config.MarkIntervalNs);
    }

    [Fact]
    public void A_repeated_command_and_one_for_nobody_do_nothing_and_are_told()
    {
        TimedCommand[] commands = [Halt(At(1, 3), 5, 1), Resume(At(1, 2), 5, 1), Halt(At(1, 2), 6, 9), Resume(At(2, 3), 4, 1)];
        var run = Run(Config(true, false), commands: commands);
        CommandCode[] codes = [CommandCode.Accepted, CommandCode.Repeated, CommandCode.UnknownStrategy, CommandCode.Repeated];
        Assert.Equal(codes, run.Commands.Select(command => command.Code));
        Assert.Equal(commands, run.Commands.Select(command => command.Command));
        var notices = run.Notices.Where(notice => notice.Kind == NoticeKind.Operator).ToArray();
        Assert.Equal(codes.Select(code => (int)code), notices.Select(notice => notice.Code));
        Assert.Equal(commands.Select(command => (Int128)command.Command.CommandId), notices.Select(notice => notice.Value));
        Assert.Equal(commands.Select(command => command.TimeNs), notices.Select(notice => notice.TimeNs));
        Assert.Equal(5, run.Desk.Control.LastCommandId);
        Assert.Equal(TradingState.Halted, run.Desk.Venue.TradingStateOf(1));
        Assert.Equal(TradingState.Active, run.Desk.Venue.TradingStateOf(2));
    }

    /// <summary>A halt out of an emergency log may come after a command that was given later: it was acknowledged.</summary>
    [Fact]
    public void What_takes_risk_away_is_carried_out_though_it_comes_late_and_a_later_word_is_not_resumed_over()
    {
        TimedCommand[] commands = [Reduce(At(1, 4), 9, 1), Halt(At(1, 3), 5, 0), Resume(At(1, 2), 7, 0), Resume(At(2, 3), 10, 2)];
        var run = Run(Config(true, false), commands: commands);
        CommandCode[] codes = [CommandCode.Accepted, CommandCode.Accepted, CommandCode.Repeated, CommandCode.Accepted];
        Assert.Equal(codes, run.Commands.Select(command => command.Code));
        Assert.Equal(10, run.Desk.Control.LastCommandId);
        Assert.Equal(TradingState.Halted, run.Desk.Venue.TradingStateOf(1));
        Assert.Equal(TradingState.Active, run.Desk.Venue.TradingStateOf(2));
    }

    /// <summary>Orders that are under way when the account is halted are refused there, and their strategy hears why.</summary>
    [Fact]
    public void A_halted_account_refuses_what_comes_and_the_strategy_is_told()
    {
        var talker = new Bidder();
        var config = Config(true, false) with { Strategies = [new("bidder", "bidding")], Hop = Slow };
        var run = Run(config, catalog: With("bidding", () => talker), commands: [Halt(At(1, 3), 1, 0)]);
        Assert.Contains(OrderReason.TradingHalted, talker.Refusals);
        Assert.True(run.Desk.Control.Refused > 0);
        Assert.Equal(run.Desk.Control.Refused, run.Notices.Count(notice => notice.Kind == NoticeKind.Refused));
        Assert.Equal(0, run.Desk.Venue.Orders.OpenCount);
        Assert.Equal(0, run.Desk.Strategies[0].Status().OpenOrders);
        Assert.Equal(0, run.Desk.Control.Misfits);
    }

    /// <summary>The promise, with operators in it: a session behind doors, killed at will, commands coming in the middle of
    /// rounds, ends as a backtest that is given the same commands at the times that they were given there.</summary>
    [Theory]
    [MemberData(nameof(Worlds))]
    public void A_backtest_with_a_sessions_commands_ends_as_the_session(bool isRealistic, bool isLive, bool isShown)
    {
        var config = Config(isRealistic, isLive, isShown) with { Plan = Tight };
        var names = TradingDesk.NodeNames(config);
        Func<HostedNode>[] hosts = [.. names.Select(name => (Func<HostedNode>)(() => Hosted(config, name)))];
        var blocks = HostedDesk.Publish(
            SimulatedFlow.Market(1_500), Hosted(config, names[0]).Header, i => TradingDesk.MarketName(config.Listings[i].Instrument.Id), 64);
        var session = new HostedDesk(
            seed: 12, hosts, blocks, () => new RoundCoordinator(Create(config, events: 0, watcher: null).Desk.Paths()));
        session.Commands[1] = [Command(1, CommandKind.Reduce, 3)];
        session.Commands[700] = [Command(2, CommandKind.Flatten, 0), Command(3, CommandKind.Reduce, 1)];
        session.Commands[900] = [Command(4, CommandKind.Resume, 0)];
        session.Commands[1_500] = [Command(4, CommandKind.Resume, 0), Command(6, CommandKind.Halt, 2)];
        session.Run(killsPerMille: 5);
        Assert.Empty(session.Commands);
        Assert.Equal([1L, 2, 3, 4, 4, 6], session.Released.Select(released => released.Command.CommandId));
        Assert.Equal(session.Released.Select(released => released.TimeNs).Order(), session.Released.Select(released => released.TimeNs));
        var backtest = Run(config, events: 1_500, commands: session.Released);
        foreach (var (node, participant) in backtest.Desk.Nodes.Zip(session.Participants))
        {
            Assert.Equal(node.Chain, participant.Node.Chain);
            Assert.Equal(node.StateHash(), participant.Node.StateHash());
        }

        Assert.NotEqual(Run(config, events: 1_500).Result.TraceHash, backtest.Result.TraceHash);
    }

    [Theory]
    [MemberData(nameof(Worlds))]
    public void Commands_given_while_it_runs_do_what_the_same_commands_do_in_a_script(bool isRealistic, bool isLive, bool isShown)
    {
        var config = Config(isRealistic, isLive, isShown) with { Plan = Tight };
        var run = Create(config, events: 3_000, watcher: null);
        var (random, given) = (SeededRandom.Create(3, "commands"), new List<TimedCommand>());
        CommandKind[] kinds = [CommandKind.Reduce, CommandKind.Resume, CommandKind.Flatten, CommandKind.Halt, CommandKind.Resume];
        while (run.TryAdvance(rounds: (int)random.Between(1, 800)))
        {
            var node = run.Desk.Nodes[(int)random.Below(run.Desk.Nodes.Length)];
            var saved = Saved(node);
            var reader = new StateReader(saved);
            node.Load(ref reader);
            Assert.True(reader.IsComplete);
            Assert.Equal(saved, Saved(node));
            if (given.Count < 40) given.Add(run.Command(Command(given.Count + 1, kinds[given.Count % 5], (int)random.Below(5))));
        }

        Assert.True(given.Count >= 5);
        var scripted = Run(config, events: 3_000, commands: given);
        Assert.Equal(scripted.Result.TraceHash, run.Desk.TraceHash());
        Assert.Equal(scripted.Result.StateHash, run.Desk.StateHash());
    }

    [Fact]
    public void A_status_says_what_the_strategy_has_and_asking_changes_nothing()
    {
        var run = Run(Config(true, false), commands: [Halt(At(1, 2), 1, 1)]);
        var node = run.Desk.Strategies[0];
        var (before, status) = (node.StateHash(), node.Status());
        Assert.Equal(before, node.StateHash());
        Assert.Equal((1, TradingState.Halted, RiskReason.KillSwitch), (status.Strategy, status.TradingState, status.StateReason));
        Assert.Equal((StrategyStage.Stopped, 0), (status.Stage, status.OpenOrders));
        for (var i = 0; i < SimulatedFlow.Listings.Length; i++)
        {
            var position = run.Desk.Venue.Portfolio.PositionOf(1, i);
            Assert.Equal(
                (position.Quantity, position.RealizedPnl, position.Fees),
                (status.Positions[i].Quantity.Units, status.Positions[i].RealizedPnl, status.Positions[i].Fees));
        }

        var bytes = new ArrayBufferWriter<byte>();
        new RoundNode(1, () => new HostedNode(node, ToyDesk.Header, ImmutableSortedDictionary<string, MarketStream>.Empty)).Query([1], bytes);
        Assert.Equal(status, StrategyStatus.Read(bytes.WrittenSpan));
        Assert.Null(StrategyStatus.Read(bytes.WrittenSpan[..^1]));
    }

    private static long[] Positions(Kept run) =>
    [
        .. Enumerable.Range(1, 4).SelectMany(owner => Enumerable.Range(0, SimulatedFlow.Listings.Length)
            .Select(i => run.Desk.Venue.Portfolio.PositionOf(owner, i).Quantity)),
    ];

    private static long At(int part, int of) => FirstNs + (LastNs - FirstNs) / of * part;

    private static TimedCommand Halt(long timeNs, long id, int strategy) => new(timeNs, Command(id, CommandKind.Halt, strategy));

    private static TimedCommand Reduce(long timeNs, long id, int strategy) => new(timeNs, Command(id, CommandKind.Reduce, strategy));

    private static TimedCommand Resume(long timeNs, long id, int strategy) => new(timeNs, Command(id, CommandKind.Resume, strategy));

    private static TimedCommand Flatten(long timeNs, long id, int strategy) => new(timeNs, Command(id, CommandKind.Flatten, strategy));

    private static OperatorCommand Command(long id, CommandKind kind, int strategy) =>
        OperatorCommand.Create(id, kind, strategy, "test", "on purpose").TryGet(out var command, out var code)
            ? command
            : throw new InvalidOperationException($"{code}");

    /// <summary>Leases that end and change hands within the session.</summary>
    private static CapitalPlan Tight => new() { Total = Whole(6_000), TermNs = 2_000_000_000 };

    private static Money Whole(long amount) => new((Int128)amount * DecimalText.PowerOfTen(Money.Scale));

    private static DelayDistribution Slow => DelayDistribution.Fixed(300_000_000).TryGet(out var delay, out _)
        ? delay
        : throw new InvalidOperationException("the delay is in range");

    /// <summary>Buys a little at every tenth trade, as much as it may.</summary>
    private sealed class Hoarder : IStrategy
    {
        private long _trades;

        public void OnTrade(StrategyContext context, int instrument, in PublicTrade trade)
        {
            if (instrument != 0 || ++_trades % 10 != 0) return;
            var rules = context.Instruments[0];
            var scale = DecimalText.PowerOfTen(rules.PriceScale) * DecimalText.PowerOfTen(rules.QuantityScale);
            var lots = (long)((Int128)100 * scale / trade.Price / rules.LotSize.Units);
            context.Submit(OrderRequest.Market(0, Side.Buy, new Quantity(Math.Max(1, lots) * rules.LotSize.Units)));
        }

        public void Save(StateWriter writer) => writer.Write(_trades);

        public void Load(ref StateReader reader) => _trades = reader.ReadInt64();
    }

    /// <summary>Bids far away and cancels again at every trade.</summary>
    private sealed class Bidder : IStrategy
    {
        public List<OrderReason> Refusals { get; } = [];

        public void OnTrade(StrategyContext context, int instrument, in PublicTrade trade)
        {
            context.CancelAll(0);
            var rules = context.Instruments[0];
            context.Submit(OrderRequest.Limit(0, Side.Buy, rules.TickSize, rules.MinQuantity));
        }

        public void OnOrder(StrategyContext context, in OrderEvent e)
        {
            if (e.Kind == OrderEventKind.Rejected) Refusals.Add(e.Reason);
        }

        public void Save(StateWriter writer)
        {
        }

        public void Load(ref StateReader reader)
        {
        }
    }
}
