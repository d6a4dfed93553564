using System;
using System.Linq;
using Trading.Desk;
using Trading.Model;
using Trading.Risk;
using Trading.Strategy;
using Xunit;

namespace Trading.Tests.Backtest;

/// <summary>What strategies see of a live book: their own orders in it, as everybody's.</summary>
public sealed class LiveBookViewTests
{
    /// <summary>More than any level of the tape.</summary>
    private static readonly Quantity Large = new(100_0000);

    private static readonly Money Plenty = new((Int128)1_000_000_000 * DecimalText.PowerOfTen(Money.Scale));

    [Fact]
    public void A_strategy_sees_its_own_order_in_a_book_that_is_shown_and_the_tape_without_it_otherwise()
    {
        var shown = Watch(isShown: true);
        Assert.True(shown.Largest >= Large.Units);
        Assert.True(shown.Trades > 100);
        var hidden = Watch(isShown: false);
        Assert.InRange(hidden.Largest, 0, Large.Units - 1);
        Assert.True(hidden.Trades > 100);
    }

    [Fact]
    public void Another_strategys_order_is_seen_too()
    {
        var (bidder, witness) = (new Bidder(), new Bidder { IsSilent = true });
        Run(isShown: true, bidder, witness);
        Assert.True(witness.Largest >= Large.Units);
    }

    [Fact]
    public void A_shown_book_is_a_live_one_whatever_the_flag_says()
    {
        var shown = BacktestTests.Config(isRealistic: true, isLive: false, isShown: true);
        Assert.Equal(BacktestTests.Run(shown with { HasLiveBook = true }).Result, BacktestTests.Run(shown).Result);
        Assert.NotEqual(BacktestTests.Run(shown).Result.TraceHash, BacktestTests.Run(BacktestTests.Config(true, isLive: true)).Result.TraceHash);
    }

    [Fact]
    public void Strategies_that_see_the_book_do_not_follow_the_tape()
    {
        var config = BacktestTests.Config(isRealistic: true, isLive: true, isShown: true);
        var run = BacktestTests.Run(config);
        Assert.All(run.Desk.Strategies, strategy => Assert.Equal(0, strategy.MarketEvents));
        Assert.All(run.Desk.Strategies, strategy => Assert.True(strategy.IsIdle));
        Assert.Equal(config.Strategies.Length, run.Notices.Count(notice => notice.Kind == NoticeKind.Stopped));
        Assert.Empty(BacktestTests.Hosted(config, "strategy/s-1").Markets);
    }

    private static Bidder Watch(bool isShown)
    {
        var bidder = new Bidder();
        Run(isShown, bidder);
        return bidder;
    }

    private static void Run(bool isShown, params Bidder[] bidders)
    {
        var next = 0;
        var catalog = BacktestTests.With("bidder", () => bidders[next++]);
        var config = BacktestTests.Config(isRealistic: true, isLive: true, isShown) with
        {
            Strategies = [.. bidders.Select((_, i) => new StrategySetup($"bidder-{i + 1}", "bidder"))],
            Capital = Plenty,
            Limits = RiskLimits.Wide with { MaxNotional = Plenty, PositionLimit = Plenty },
        };
        var run = BacktestTests.Run(config, events: 4_000, catalog: catalog);
        Assert.Equal(0, run.Result.Denied + run.Result.Refused + run.Result.Faults);
    }

    /// <summary>Joins the best bid once, and looks at what stands in the book.</summary>
    private sealed class Bidder : IStrategy
    {
        private bool _hasBid;

        public bool IsSilent { get; init; }

        public long Largest { get; private set; }

        public long Trades { get; private set; }

        public void OnMarket(StrategyContext context, int instrument)
        {
            var market = context.Market(0);
            if (instrument != 0 || !market.TryGetTop(out var bid, out _)) return;
            for (var rank = 0; rank < market.Count(Side.Buy); rank++) Largest = Math.Max(Largest, market.At(Side.Buy, rank).Quantity);
            Trades = market.TradeCount;
            if (_hasBid || IsSilent) return;
            _hasBid = true;
            context.Submit(OrderRequest.Limit(0, Side.Buy, new Price(bid.Price), Large));
        }

        public void Save(StateWriter writer) => writer.Write(_hasBid);

        public void Load(ref StateReader reader) => _hasBid = reader.ReadBool();
    }
}
