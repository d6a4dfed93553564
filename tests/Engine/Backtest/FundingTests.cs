using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Trading.Backtest;
using Trading.Desk;
using Trading.Invariants;
using Trading.Market;
using Trading.Model;
using Trading.Portfolio;
using Trading.Strategy;
using Trading.Tape;
using Trading.Tests.Desk;
using Xunit;
using static Trading.Tests.Backtest.BacktestTests;

namespace Trading.Tests.Backtest;

/// <summary>Perpetuals pay funding: whole desks against a second look at the tape and the fills.</summary>
public sealed class FundingTests
{
    private const int Index = PerpetualFlow.Index;

    /// <summary>Two that hold for a while, and one that stays in the other market.</summary>
    private static readonly ImmutableArray<StrategySetup> Trend =
    [
        new("quick", "momentum:instrument=1,quantity=0.02,fast=3,slow=8"), new("slow", "momentum:instrument=1,quantity=0.03,fast=5,slow=15"),
        new("other", "momentum:quantity=0.02,fast=3,slow=8"),
    ];

    public static TheoryData<bool, bool, bool> Worlds => BacktestTests.Worlds;

    [Theory]
    [MemberData(nameof(Worlds))]
    public void Every_open_position_pays_or_gets_at_every_funding_time_once(bool isRealistic, bool isLive, bool isShown) =>
        AssertFunding(Run(Perpetual(isRealistic, isLive, isShown), PerpetualFlow.Events), PerpetualFlow.Events);

    /// <summary>Marks every 7 s meet no funding time: what counts is who holds what at the time, not at the next mark.</summary>
    [Fact]
    public void Funding_between_marks_is_of_its_own_time()
    {
        var config = Perpetual(isRealistic: true, isLive: false) with { MarkIntervalNs = 7_000_000_000 };
        AssertFunding(Run(config, PerpetualFlow.Events), PerpetualFlow.Events);
    }

    [Fact]
    public void Funding_without_a_mark_price_is_told_and_nothing_is_booked()
    {
        ImmutableArray<TapeEvent> unmarked = [.. PerpetualFlow.Events.Where(e => e.Kind != TapeEventKind.MarkPrice)];
        var run = Run(Perpetual(isRealistic: true, isLive: false), unmarked);
        Assert.Equal(Money.Zero, run.Result.Totals?.Funding);
        var owed = Times(unmarked).SelectMany(time => Owners(run).Where(owner => Held(run, owner, time) != 0).Select(owner => (owner, time)));
        var told = run.Notices.Where(notice => notice.Kind == NoticeKind.Funding).ToArray();
        Assert.NotEmpty(told);
        Assert.All(told, notice => Assert.Equal((Index, (int)PortfolioCode.NoMark), (notice.Instrument, notice.Code)));
        Assert.Equal(owed, told.Select(notice => (notice.Strategy, (long)notice.Limit)));
        Assert.Equal(told.Length, run.Desk.Control.Misfits);
    }

    [Fact]
    public void A_spot_instrument_pays_no_funding_whatever_its_tape_says()
    {
        var run = Run(Perpetual(isRealistic: true, isLive: false) with { Listings = SimulatedFlow.Listings }, PerpetualFlow.Events);
        Assert.Equal((Money.Zero, 0L), (run.Result.Totals?.Funding, run.Desk.Control.Misfits));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void A_strategy_sees_the_terms_and_what_it_has_paid(bool isLive, bool isShown)
    {
        var holder = new Holder();
        var config = Perpetual(isRealistic: true, isLive, isShown) with { Strategies = [new("holder", "holder")] };
        var run = Run(config, PerpetualFlow.Events, With("holder", () => holder));
        AssertFunding(run, PerpetualFlow.Events);
        Assert.Equal(run.Desk.Venue.Portfolio.PositionOf(1, Index).Funding, holder.Funding);
        var (mark, terms) = (PerpetualFlow.Events.Last(e => e.Kind == TapeEventKind.MarkPrice), PerpetualFlow.Events.Last(IsTerms));
        Assert.Equal(new FundingTerms(mark.Price, terms.FundingRatePpb, terms.NextFundingTimeNs), holder.Terms);
    }

    [Theory]
    [InlineData(true, false, false)]
    [InlineData(true, true, true)]
    public void A_desk_with_funding_behind_durable_doors_with_kills_ends_as_a_backtest(bool isRealistic, bool isLive, bool isShown)
    {
        var config = Perpetual(isRealistic, isLive, isShown);
        var direct = Run(config, PerpetualFlow.Events);
        AssertFunding(direct, PerpetualFlow.Events);
        var names = TradingDesk.NodeNames(config);
        Func<HostedNode>[] hosts = [.. names.Select(name => (Func<HostedNode>)(() => Hosted(config, name)))];
        var blocks = HostedDesk.Publish(
            PerpetualFlow.Market(), Hosted(config, names[0]).Header, i => TradingDesk.MarketName(config.Listings[i].Instrument.Id), 64);
        var desk = new HostedDesk(seed: 11, hosts, blocks, () => new RoundCoordinator(direct.Desk.Paths()));
        desk.Run(killsPerMille: 5);
        Assert.True(desk.Kills > 3);
        foreach (var (node, participant) in direct.Desk.Nodes.Zip(desk.Participants))
        {
            Assert.Equal((node.Chain, node.StateHash()), (participant.Node.Chain, participant.Node.StateHash()));
        }
    }

    /// <summary>What every owner got and paid, from the fills and the tape alone.</summary>
    private static void AssertFunding(Kept run, ImmutableArray<TapeEvent> events)
    {
        var portfolio = run.Desk.Venue.Portfolio;
        var sum = Money.Zero;
        foreach (var owner in Owners(run))
        {
            var expected = Times(events).Aggregate(Money.Zero, (paid, time) => paid + Due(events, time, Held(run, owner, time)));
            Assert.Equal(expected, portfolio.PositionOf(owner, Index).Funding);
            sum += expected;
        }

        Assert.NotEqual(Money.Zero, sum);
        Assert.Equal((sum, 0L), (run.Result.Totals?.Funding, run.Desk.Control.Misfits));
        Assert.Null(PortfolioInvariants.Check(portfolio, run.Desk.Venue.Ledger));
    }

    private static IEnumerable<int> Owners(Kept run) => Enumerable.Range(1, run.Desk.Config.Strategies.Length);

    /// <summary>The funding times that the tape reaches.</summary>
    private static IEnumerable<long> Times(ImmutableArray<TapeEvent> events) =>
        events.Where(IsTerms).Select(e => e.NextFundingTimeNs).Distinct().Where(time => time <= events.Max(e => e.TimeNs));

    private static long Held(Kept run, int owner, long timeNs) => run.Fills
        .Where(fill => fill.Instrument == Index && fill.ClientOrderId.Strategy == owner && fill.TimeNs <= timeNs)
        .Sum(fill => fill.Side.Sign() * fill.LastQty);

    private static Money Due(ImmutableArray<TapeEvent> events, long timeNs, long quantity)
    {
        var mark = events.Last(e => e.Kind == TapeEventKind.MarkPrice && e.TimeNs <= timeNs).Price;
        var rate = events.Last(e => IsTerms(e) && e.NextFundingTimeNs == timeNs && e.TimeNs <= timeNs).FundingRatePpb;
        var rules = PerpetualFlow.Listings[Index].Instrument;
        // Scales of 2, 4 and 9 digits: a whole number of 10^-18.
        return new Money(-(Int128)quantity * mark * rate * DecimalText.PowerOfTen(Money.Scale - rules.PriceScale - rules.QuantityScale - 9));
    }

    private static bool IsTerms(TapeEvent e) => e.Kind == TapeEventKind.FundingRate;

    private static DeskConfig Perpetual(bool isRealistic, bool isLive, bool isShown = false) =>
        Config(isRealistic, isLive, isShown) with { Listings = PerpetualFlow.Listings, Strategies = Trend };

    private static Kept Run(DeskConfig config, ImmutableArray<TapeEvent> events, StrategyCatalog? catalog = null)
    {
        var kept = new Kept();
        var made = BacktestRun.Create(config, catalog ?? StrategyCatalog.Standard, new ListMarket(events), kept);
        Assert.True(made.TryGet(out var run, out var error), $"{error}");
        (kept.Result, kept.Desk) = (run.Run(), run.Desk);
        return kept;
    }

    /// <summary>Buys once, holds, and notes what it sees of funding at the end.</summary>
    private sealed class Holder : IStrategy
    {
        private bool _hasBought;

        public FundingTerms Terms { get; private set; }

        public Money Funding { get; private set; }

        public void OnMarket(StrategyContext context, int instrument)
        {
            if (_hasBought || instrument != Index || !context.Market(Index).TryGetTop(out _, out var ask)) return;
            _hasBought = true;
            context.Submit(OrderRequest.Limit(Index, Side.Buy, new Price(ask.Price), new Quantity(200)));
        }

        public void OnStop(StrategyContext context) => (Terms, Funding) = (context.Market(Index).Funding, context.Funding(Index));

        public void Save(StateWriter writer) => writer.Write(_hasBought);

        public void Load(ref StateReader reader) => _hasBought = reader.ReadBool();
    }
}
