using System;
using System.Linq;
using System.Numerics;
using Trading.Invariants;
using Trading.Ledger;
using Trading.Model;
using Trading.Orders;
using Trading.Portfolio;
using Trading.Tests.Ledger;
using Trading.Tests.Model;
using Trading.Tests.Orders;
using Xunit;
using static Trading.Tests.Ledger.RandomFills;

namespace Trading.Tests.Portfolio;

public sealed class PortfolioTests
{
    private static readonly PortfolioSettings Settings = new(StrategyMax, Listings, Asset("USDT"))
    {
        Margins = [default(MarginRates) with { InitialPpm = 1 }, new(1, 0), new(100_000, 5_000), new(1, 0)],
    };

    [Theory]
    // Fills of one BTC-USDT position as side quantity@price; then quantity, cost, average price, realised.
    [InlineData("buy 1@100", "1", "100", "100", "0")]
    [InlineData("buy 1@100, buy 1@110", "2", "210", "105", "0")]
    [InlineData("buy 2@100, sell 1@110", "1", "100", "100", "10")]
    [InlineData("buy 2@100, sell 2@90", "0", "0", "0", "-20")]
    [InlineData("sell 2@100", "-2", "-200", "100", "0")]
    [InlineData("sell 2@100, buy 1@90", "-1", "-100", "100", "10")]
    [InlineData("sell 2@100, buy 2@110", "0", "0", "0", "-20")]
    // Through zero: what closes is realised, the rest opens at the fill's price.
    [InlineData("buy 1@100, sell 3@110", "-2", "-220", "110", "10")]
    [InlineData("sell 1@100, buy 3@90", "2", "180", "90", "10")]
    // A third of the cost cannot be paid exactly: the last unit stays in the position and leaves with the last fill.
    [InlineData("buy 3@0.1, buy 0.00001@0.01", "3.00001", "0.3000001", "0.099999700001", "0")]
    [InlineData("buy 2@100, buy 1@101, sell 1@100, sell 1@100, sell 1@100", "0", "0", "0", "-1")]
    public void A_position_is_what_its_fills_say(string fills, string quantity, string cost, string average, string realized)
    {
        var portfolio = Book();
        var index = 0;
        foreach (var fill in fills.Split(", "))
        {
            var words = fill.Split(' ', '@');
            Assert.True(portfolio.Apply(Report(
                new(1, BtcUsdt, words[0] == "buy" ? Side.Buy : Side.Sell, Units(words[2], 2), Units(words[1], 5), 0), index++)).IsApplied);
        }

        var position = portfolio.PositionOf(1, BtcUsdt);
        Assert.Equal(
            (quantity, cost, realized),
            (DecimalText.ToString(position.Quantity, 5), position.Cost.ToString(), position.RealizedPnl.ToString()));
        Assert.Equal(average, position.AvgPx(Listings[BtcUsdt].Instrument).ToString(12));
    }

    [Fact]
    public void Random_fills_make_the_positions_of_the_slow_twin_and_agree_with_the_ledger() => Sample(fills =>
    {
        var (portfolio, ledger) = (Book(), new LedgerBook(LedgerChart.Create(StrategyMax, Listings)));
        var twins = Enumerable.Range(0, (StrategyMax + 1) * Listings.Length).Select(_ => new SlowPosition()).ToArray();
        for (var index = 0; index < fills.Length; index++)
        {
            var (fill, report) = (fills[index], Report(fills[index], index));
            var change = portfolio.Apply(report);
            Assert.True(change.IsApplied);
            Assert.Equal(LedgerCode.Posted, ledger.Post(LedgerTests.Entry(LedgerEntry.ForFill(ledger.Chart, report, change.RealizedPnl))));
            var twin = twins[fill.Owner * Listings.Length + fill.Instrument];
            twin.Fill(Listings[fill.Instrument].Instrument, fill, (BigInteger)report.Fee.Units);
            if (fill.Instrument == BtcPerpetual && index % 3 == 0)
            {
                twin.Fund(Listings[BtcPerpetual].Instrument, fill.Price, RateOf(index));
                PayFunding(portfolio, ledger, fill.Owner, new(fill.Price), index);
            }

            AssertSame(twin, portfolio.PositionOf(fill.Owner, fill.Instrument));
            Assert.Equal(fill.Quantity, change.ClosedQty + change.OpenedQty);
            Assert.Null(PortfolioInvariants.Check(portfolio, ledger));
        }
    });

    [Fact]
    public void Equity_changes_by_realised_and_unrealised_less_fees_plus_funding_and_is_cash_and_marked_inventory() => Sample(fills =>
    {
        var (portfolio, ledger) = (Book(), new LedgerBook(LedgerChart.Create(StrategyMax, Listings)));
        Fund(portfolio, ledger, 1, "USDT", "1000000");
        for (var index = 0; index < fills.Length; index++)
        {
            // In one quote asset the identity is exact; the fills in BTC are left to the twin.
            if (fills[index].Instrument == EthBtc) continue;
            var report = Report(fills[index] with { Owner = 1 }, index);
            Assert.True(portfolio.SetMark(report.Instrument, new(report.LastPx)) == PortfolioCode.Applied);
            ledger.Post(LedgerTests.Entry(LedgerEntry.ForFill(ledger.Chart, report, portfolio.Apply(report).RealizedPnl)));
            if (report.Instrument == BtcPerpetual && index % 3 == 0) PayFunding(portfolio, ledger, 1, new(report.LastPx), index);
            if (!portfolio.Equity(1).TryGet(out var equity, out _)) continue;
            Assert.True(portfolio.Totals(1).TryGet(out var totals, out _));
            Assert.Equal(totals.Pnl, equity - LedgerTests.Amount("1000000"));
            Assert.Equal(equity, CashAndMarkedInventory(portfolio, ledger));
        }

        Assert.Null(PortfolioInvariants.Check(portfolio, ledger));
    });

    [Fact]
    public void A_missing_mark_is_unknown_and_never_zero()
    {
        var portfolio = Book();
        portfolio.AddCapital(1, Asset("USDT"), LedgerTests.Amount("1000"));
        Assert.Equal("1000", Value(portfolio.Equity(1)).ToString());
        portfolio.Apply(Report(new(1, EthBtc, Side.Buy, 50_000, 10_000, 0), 0));
        Assert.Equal(new PortfolioUnknown(PortfolioCode.NoMark, EthBtc, default), Unknown(portfolio.Equity(1)));
        portfolio.SetMark(EthBtc, new(60_000));
        // 0.01 BTC unrealised: the way to USDT goes over the mark of BTC-USDT.
        Assert.Equal(new PortfolioUnknown(PortfolioCode.NoMark, BtcUsdt, default), Unknown(portfolio.Equity(1)));
        Assert.False(portfolio.Totals(1).IsOk);
        Assert.False(portfolio.Observe(1).IsOk);
        Assert.Equal(0, portfolio.TrackOf(1).Count);
        portfolio.SetMark(BtcUsdt, new(6_000_000));
        Assert.Equal("1600", Value(portfolio.Equity(1)).ToString());
        portfolio.ClearMark(EthBtc);
        Assert.False(portfolio.Equity(1).IsOk);
    }

    [Fact]
    public void An_asset_without_a_way_to_the_reporting_asset_is_unknown()
    {
        var portfolio = new PortfolioBook(new(1, [Listings[EthBtc]], Asset("EUR")));
        Assert.Equal(PortfolioCode.Applied, portfolio.AddCapital(1, Asset("BTC"), LedgerTests.Amount("1")));
        Assert.Equal(new PortfolioUnknown(PortfolioCode.NoRoute, -1, Asset("BTC")), Unknown(portfolio.Equity(1)));
        Assert.Equal(PortfolioCode.NoRoute, Unknown(portfolio.Convert(Asset("DOGE"), LedgerTests.Amount("1"))).Code);
    }

    [Fact]
    public void Conversion_goes_both_ways_over_a_mark()
    {
        var portfolio = new PortfolioBook(new(1, Listings, Asset("ETH")));
        portfolio.SetMark(BtcUsdt, new(5_000_000));
        portfolio.SetMark(EthBtc, new(40_000));
        Assert.Equal("25", Value(portfolio.Convert(Asset("BTC"), LedgerTests.Amount("1"))).ToString());
        Assert.Equal("2.5", Value(portfolio.Convert(Asset("USDT"), LedgerTests.Amount("5000"))).ToString());
    }

    [Fact]
    public void Owners_net_in_the_account_and_venues_are_told_apart()
    {
        var portfolio = Book();
        portfolio.Apply(Report(new(1, BtcPerpetual, Side.Buy, 5_000_000, 3_000, 0), 0));
        portfolio.Apply(Report(new(2, BtcPerpetual, Side.Sell, 5_100_000, 1_000, 0), 1));
        portfolio.SetMark(BtcPerpetual, new(5_200_000));
        Assert.Equal("156000", Value(portfolio.Totals(1)).GrossExposure.ToString());
        Assert.Equal("-52000", Value(portfolio.Totals(2)).NetExposure.ToString());
        var all = Value(portfolio.Totals(PortfolioBook.AllOwners, "sim"));
        Assert.Equal("104000", all.GrossExposure.ToString());
        Assert.Equal("5000", all.UnrealizedPnl.ToString());
        Assert.Equal(("10400", "520"), (all.InitialMargin.ToString(), all.MaintenanceMargin.ToString()));
        Assert.Equal(default, Value(portfolio.Totals(PortfolioBook.AllOwners, "elsewhere")));
    }

    [Fact]
    public void The_worst_exposure_counts_what_open_orders_may_still_fill()
    {
        var (portfolio, flow) = (Book(), new OrderFlow(StrategyMax, Listings.Length));
        portfolio.Apply(Report(new(1, BtcUsdt, Side.Buy, 1_000, 100_000, 0), 0));
        flow.Submit(1, BtcUsdt, Side.Buy, 1_000, 50_000);
        flow.Submit(1, BtcUsdt, Side.Sell, 1_000, 300_000);
        flow.Submit(2, BtcUsdt, Side.Sell, 1_000, 700_000);
        Assert.Equal(PortfolioCode.NoMark, Unknown(portfolio.WorstExposure(1, flow.Table)).Code);
        portfolio.SetMark(BtcUsdt, new(1_000));
        Assert.Equal("20", Value(portfolio.WorstExposure(1, flow.Table)).ToString());
        Assert.Equal("90", Value(portfolio.WorstExposure(PortfolioBook.AllOwners, flow.Table)).ToString());
    }

    [Theory]
    // Wallet 1,000 USDT; 0.1 BTC at 50,000 is 5,000; 0.5 % maintenance.
    [InlineData(Side.Buy, 5_000_000, 100, "1000", LiquidationKind.AtPrice, 4_020_101)]
    [InlineData(Side.Sell, 5_000_000, 100, "1000", LiquidationKind.AtPrice, 5_970_149)]
    [InlineData(Side.Buy, 5_000_000, 100, "5000", LiquidationKind.Never, 0)]
    [InlineData(Side.Sell, 5_000_000, 100, "-6000", LiquidationKind.Due, 0)]
    public void The_liquidation_price_is_where_equity_meets_the_maintenance_margin(
        Side side, long price, long quantity, string wallet, LiquidationKind kind, long expected)
    {
        var portfolio = Book();
        portfolio.AddCapital(1, Asset("USDT"), LedgerTests.Amount(wallet));
        portfolio.Apply(Report(new(1, BtcPerpetual, side, price, quantity, 0), 0));
        Assert.Equal(new(kind, new(expected)), portfolio.LiquidationPriceOf(1, BtcPerpetual));
        if (kind != LiquidationKind.AtPrice) return;
        // One price unit to either side: covered, and no longer covered.
        Assert.True(Margin(expected - side.Sign()) < 0);
        Assert.True(Margin(expected) >= 0);

        Int128 Margin(long mark)
        {
            portfolio.SetMark(BtcPerpetual, new(mark));
            return Value(portfolio.Equity(1)).Units - Value(portfolio.Totals(1)).MaintenanceMargin.Units;
        }
    }

    [Fact]
    public void Spot_and_flat_positions_are_never_liquidated_and_others_need_their_marks()
    {
        var settings = Settings with { Listings = Listings.SetItem(BtcUsdt, Listings[BtcPerpetual]) };
        var portfolio = new PortfolioBook(settings);
        Assert.Equal(LiquidationKind.Never, portfolio.LiquidationPriceOf(1, BtcPerpetual).Kind);
        portfolio.Apply(Report(new(1, EthBtc, Side.Buy, 100, 100, 0), 0));
        Assert.Equal(LiquidationKind.Never, portfolio.LiquidationPriceOf(1, EthBtc).Kind);
        portfolio.Apply(Report(new(1, BtcPerpetual, Side.Buy, 5_000_000, 100, 0), 0));
        portfolio.Apply(Report(new(1, BtcUsdt, Side.Buy, 5_000_000, 100, 0), 0));
        Assert.Equal(LiquidationKind.Unknown, portfolio.LiquidationPriceOf(1, BtcPerpetual).Kind);
        portfolio.SetMark(BtcUsdt, new(5_000_000));
        Assert.Equal(LiquidationKind.AtPrice, portfolio.LiquidationPriceOf(1, BtcPerpetual).Kind);
    }

    [Fact]
    public void Funding_is_paid_by_the_side_that_the_rate_names()
    {
        var portfolio = Book();
        portfolio.Apply(Report(new(1, BtcPerpetual, Side.Buy, 5_000_000, 2_000, 0), 0));
        Assert.True(portfolio.TryGetFunding(1, BtcPerpetual, new(5_000_000), 100_000, out var received));
        Assert.Equal("-10", received.ToString());
        Assert.True(portfolio.TryGetFunding(1, BtcPerpetual, new(5_000_000), -100_000, out var other));
        Assert.Equal(-received, other);
        Assert.Equal(PortfolioCode.Applied, portfolio.ApplyFunding(1, BtcPerpetual, received));
        Assert.Equal(PortfolioCode.NotAPerpetual, portfolio.ApplyFunding(1, BtcUsdt, received));
        Assert.Equal("-10", portfolio.Settled(1, Asset("USDT")).ToString());
    }

    /// <summary>What both sides of a period pay and get is the same to the last unit, since halves go to the even unit on either side.</summary>
    [Theory]
    [InlineData(5, "0")]
    [InlineData(15, "-0.000000000000000002")]
    [InlineData(-25, "0.000000000000000002")]
    [InlineData(26, "-0.000000000000000003")]
    public void Funding_is_rounded_half_to_even_on_both_sides(long ratePpb, string received)
    {
        Listing fine = new(TestInstruments.Perpetual(priceScale: 6, quantityScale: 4), Listings[BtcPerpetual].Pair);
        var portfolio = new PortfolioBook(new PortfolioSettings(2, [fine], fine.Pair.Quote));
        portfolio.Apply(Report(new(1, 0, Side.Buy, 1, 1, 0), 0));
        portfolio.Apply(Report(new(2, 0, Side.Sell, 1, 1, 0), 1));
        Assert.True(portfolio.TryGetFunding(1, 0, new(1), ratePpb, out var ofLong));
        Assert.True(portfolio.TryGetFunding(2, 0, new(1), ratePpb, out var ofShort));
        Assert.Equal((received, -ofLong), (ofLong.ToString(), ofShort));
    }

    [Fact]
    public void Peak_and_drawdown_follow_the_observed_equity()
    {
        var portfolio = Book();
        portfolio.AddCapital(1, Asset("USDT"), LedgerTests.Amount("100"));
        portfolio.Observe(1);
        portfolio.AddCapital(1, Asset("USDT"), LedgerTests.Amount("20"));
        portfolio.Observe(1);
        portfolio.AddCapital(1, Asset("USDT"), LedgerTests.Amount("-50"));
        portfolio.Observe(1);
        portfolio.AddCapital(1, Asset("USDT"), LedgerTests.Amount("30"));
        portfolio.Observe(1);
        var track = portfolio.TrackOf(1);
        Assert.Equal(("100", "120", "20", "50"), (track.First.ToString(), track.Peak.ToString(), track.Drawdown.ToString(), track.MaxDrawdown.ToString()));
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name_and_changes_nothing()
    {
        var portfolio = Book();
        var report = Report(new(1, BtcUsdt, Side.Buy, 100, 100, 0), 4);
        Assert.True(portfolio.Apply(report).IsApplied);
        var before = StateBytes.Of(portfolio.Save);
        Assert.Equal(PortfolioCode.DuplicateFill, portfolio.Apply(report).Code);
        var next = report with { ExecId = 6 };
        Assert.Equal(PortfolioCode.NotAFill, portfolio.Apply(next with { ExecType = ExecType.Canceled }).Code);
        Assert.Equal(PortfolioCode.NotAFill, portfolio.Apply(next with { LastQty = -1 }).Code);
        Assert.Equal(PortfolioCode.UnknownOwner, portfolio.Apply(next with { ClientOrderId = ClientOrderId.Create(3, 1) }).Code);
        Assert.Equal(PortfolioCode.UnknownInstrument, portfolio.Apply(next with { Instrument = 4 }).Code);
        Assert.Equal(PortfolioCode.Overflow, portfolio.Apply(next with { LastQty = long.MaxValue }).Code);
        Assert.Equal(PortfolioCode.Overflow, portfolio.Apply(next with { LastPx = long.MaxValue, LastQty = long.MaxValue / 2 }).Code);
        Assert.Equal(PortfolioCode.Overflow, portfolio.Apply(next with { Fee = new(Int128.MinValue) }).Code);
        Assert.Equal(PortfolioCode.UnknownOwner, portfolio.AddCapital(3, Asset("USDT"), default));
        Assert.Equal(PortfolioCode.UnknownAsset, portfolio.AddCapital(1, Asset("DOGE"), default));
        Assert.Equal(PortfolioCode.BadMark, portfolio.SetMark(BtcUsdt, default));
        Assert.Equal(PortfolioCode.UnknownInstrument, portfolio.SetMark(-1, new(1)));
        Assert.Equal(before, StateBytes.Of(portfolio.Save));
    }

    [Fact]
    public void Settings_that_contradict_themselves_are_refused()
    {
        Assert.Null(Settings.FirstError());
        Assert.Equal(PortfolioSettingsError.BadStrategyMax, (Settings with { StrategyMax = -1 }).FirstError());
        Assert.Equal(PortfolioSettingsError.NoInstruments, (Settings with { Listings = [] }).FirstError());
        Assert.Equal(PortfolioSettingsError.NoReportingAsset, (Settings with { ReportingAsset = default }).FirstError());
        Assert.Equal(PortfolioSettingsError.BadMargins, (Settings with { Margins = [MarginRates.Default] }).FirstError());
        Assert.Equal(
            PortfolioSettingsError.BadMargins, (Settings with { Margins = Settings.Margins.SetItem(0, new(10, 11)) }).FirstError());
        Assert.Throws<ArgumentException>(() => new PortfolioBook(Settings with { Listings = [] }));
    }

    [Fact]
    public void A_loaded_portfolio_has_the_same_bytes_and_the_same_answers()
    {
        var portfolio = Book();
        portfolio.AddCapital(2, Asset("BTC"), LedgerTests.Amount("3"));
        for (var index = 0; index < 40; index++)
        {
            var report = Report(new(index % 3, index % 4, index % 5 < 3 ? Side.Buy : Side.Sell, 1_000 + index, 7 + index, 100), index);
            portfolio.Apply(report);
            portfolio.SetMark(report.Instrument, new(report.LastPx));
            portfolio.Observe(index % 3);
        }

        var loaded = Book();
        var reader = new StateReader(StateBytes.Of(portfolio.Save));
        loaded.Load(ref reader);
        Assert.True(reader.IsComplete);
        Assert.Equal(StateBytes.Of(portfolio.Save), StateBytes.Of(loaded.Save));
        Assert.Equal(Value(portfolio.Equity(PortfolioBook.AllOwners)), Value(loaded.Equity(PortfolioBook.AllOwners)));
    }

    [Fact]
    public void Damaged_bytes_fail_the_reader()
    {
        var portfolio = Book();
        var bytes = StateBytes.Of(portfolio.Save);
        for (var length = 0; length < bytes.Length; length += 7)
        {
            var reader = new StateReader(bytes.AsSpan(0, length));
            portfolio.Load(ref reader);
            Assert.True(reader.Failed);
        }

        // A cost without a quantity.
        bytes[16] = 1;
        var damaged = new StateReader(bytes);
        portfolio.Load(ref damaged);
        Assert.True(damaged.Failed);
    }

    [Fact]
    public void Neither_a_fill_nor_a_mark_nor_an_observation_allocates()
    {
        var portfolio = Book();
        Play(0, 100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Play(100, 5_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(portfolio.TrackOf(1).Count > 4_000);

        void Play(int from, int to)
        {
            for (var index = from; index < to; index++)
            {
                var report = Report(new(1, index % 4, index % 3 == 0 ? Side.Buy : Side.Sell, 1_000 + index % 9, 5, 100), index);
                portfolio.Apply(report);
                portfolio.SetMark(report.Instrument, new(report.LastPx));
                portfolio.Observe(1);
                portfolio.Totals(1);
            }
        }
    }

    private static PortfolioBook Book() => new(Settings);

    private static long Units(string text, int scale) =>
        DecimalText.Parse(text, scale).TryGet(out var units, out var error) ? units : throw new ArgumentException($"{error}");

    private static T Value<T>(Result<T, PortfolioUnknown> result)
        where T : notnull => result.TryGet(out var value, out var unknown) ? value : throw new InvalidOperationException($"{unknown}");

    private static PortfolioUnknown Unknown<T>(Result<T, PortfolioUnknown> result)
        where T : notnull => result.TryGet(out var value, out var unknown) ? throw new InvalidOperationException($"{value}") : unknown;

    private static void AssertSame(SlowPosition twin, Position position)
    {
        Assert.Equal(
            (twin.Quantity, twin.Cost, twin.RealizedPnl, twin.Fees, twin.Funding),
            (position.Quantity, (BigInteger)position.Cost.Units, (BigInteger)position.RealizedPnl.Units, (BigInteger)position.Fees.Units,
                (BigInteger)position.Funding.Units));
        Assert.True(twin.IsCloseToExact());
    }

    private static void Fund(PortfolioBook portfolio, LedgerBook ledger, int owner, string asset, string amount)
    {
        portfolio.AddCapital(owner, Asset(asset), LedgerTests.Amount(amount));
        ledger.Post(LedgerTests.Entry(LedgerEntry.ForDeposit(ledger.Chart, owner, Asset(asset), LedgerTests.Amount(amount), 0)));
    }

    private static long RateOf(int index) => index * 1_000 - 50_000;

    private static void PayFunding(PortfolioBook portfolio, LedgerBook ledger, int owner, Price mark, int index)
    {
        Assert.True(portfolio.TryGetFunding(owner, BtcPerpetual, mark, RateOf(index), out var received));
        Assert.Equal(PortfolioCode.Applied, portfolio.ApplyFunding(owner, BtcPerpetual, received));
        Assert.Equal(LedgerCode.Posted, ledger.Post(LedgerTests.Entry(LedgerEntry.ForFunding(ledger.Chart, owner, BtcPerpetual, received, index))));
    }

    // Owner 1's cash in the ledger, its spot inventory at the marks, and what its perpetual is worth beyond its cost.
    private static Money CashAndMarkedInventory(PortfolioBook portfolio, LedgerBook ledger)
    {
        var sum = ledger.Balance(1, Asset("USDT"), AccountKind.Cash);
        foreach (var index in (int[])[BtcUsdt, FineUsdt, BtcPerpetual])
        {
            var position = portfolio.PositionOf(1, index);
            portfolio.TryGetMark(index, out var mark);
            Assert.True(position.TryGetValue(Listings[index].Instrument, mark, out var value));
            sum += index == BtcPerpetual ? value - position.Cost : value;
        }

        return sum;
    }
}
