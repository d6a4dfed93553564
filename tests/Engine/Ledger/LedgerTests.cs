using System;
using System.Linq;
using System.Numerics;
using Trading.Invariants;
using Trading.Ledger;
using Trading.Model;
using Trading.Orders;
using Trading.Tests.Model;
using Xunit;

namespace Trading.Tests.Ledger;

public sealed class LedgerTests
{
    private static readonly LedgerChart Chart =
        LedgerChart.Create(RandomFills.StrategyMax, RandomFills.Listings, RandomFills.Asset("EUR"));

    [Fact]
    public void A_spot_buy_moves_coins_in_and_money_and_the_fee_out()
    {
        var book = new LedgerBook(Chart);
        Assert.Equal(LedgerCode.Posted, book.Post(Deposit(1, "USDT", "100000")));
        Assert.Equal(LedgerCode.Posted, book.Post(Fill(RandomFills.BtcUsdt, Side.Buy, 6_000_000, 50_000, "3")));
        Assert.Equal(
            ["1 BTC Inventory 0.5", "1 BTC VenueClearing -0.5", "1 USDT Cash 69997", "1 USDT Fees 3", "1 USDT VenueClearing 30000",
                "1 USDT Capital -100000"],
            Lines(book));
        Assert.Equal("0.5", book.Holding(1, RandomFills.Asset("BTC")).ToString());
    }

    [Fact]
    public void A_spot_sale_moves_money_in_and_a_rebate_is_a_negative_fee()
    {
        var book = new LedgerBook(Chart);
        book.Post(Fill(RandomFills.BtcUsdt, Side.Sell, 6_000_000, 50_000, "-1"));
        Assert.Equal(
            ["1 BTC Inventory -0.5", "1 BTC VenueClearing 0.5", "1 USDT Cash 30001", "1 USDT Fees -1", "1 USDT VenueClearing -30000"],
            Lines(book));
    }

    [Fact]
    public void A_perpetual_moves_only_profit_fee_and_funding()
    {
        var book = new LedgerBook(Chart);
        book.Post(Fill(RandomFills.BtcPerpetual, Side.Buy, 6_000_000, 1_000, "3", realizedPnl: "120"));
        book.Post(Entry(LedgerEntry.ForFunding(Chart, 1, RandomFills.BtcPerpetual, Amount("-0.5"), 9)));
        Assert.Equal(["1 USDT Cash 116.5", "1 USDT Fees 3", "1 USDT Funding 0.5", "1 USDT RealizedPnl -120"], Lines(book));
    }

    [Fact]
    public void Capital_comes_in_goes_out_and_goes_from_owner_to_owner()
    {
        var book = new LedgerBook(Chart);
        book.Post(Deposit(0, "EUR", "100"));
        book.Post(Entry(LedgerEntry.ForTransfer(Chart, 0, 2, RandomFills.Asset("EUR"), Amount("40"), 2)));
        book.Post(Entry(LedgerEntry.ForWithdrawal(Chart, 2, RandomFills.Asset("EUR"), Amount("15"), 3)));
        Assert.Equal(["0 EUR Cash 60", "0 EUR Capital -60", "2 EUR Cash 25", "2 EUR Capital -25"], Lines(book));
        Assert.Equal("85", book.Total(RandomFills.Asset("EUR"), AccountKind.Cash).ToString());
    }

    [Fact]
    public void A_fill_is_never_posted_twice()
    {
        var book = new LedgerBook(Chart);
        var fill = Fill(RandomFills.BtcUsdt, Side.Buy, 6_000_000, 50_000, "3");
        Assert.Equal(LedgerCode.Posted, book.Post(fill));
        var before = StateBytes.Of(book.Save);
        Assert.Equal(LedgerCode.DuplicateFill, book.Post(fill));
        Assert.Equal(before, StateBytes.Of(book.Save));
        Assert.Null(LedgerInvariants.CheckFill(0, 1, LedgerCode.Posted));
        Assert.Equal(LedgerInvariants.FillsOnce, LedgerInvariants.CheckFill(7, 7, LedgerCode.Posted)?.Invariant);
    }

    [Fact]
    public void An_entry_that_does_not_balance_changes_nothing()
    {
        var book = new LedgerBook(Chart);
        book.Post(Deposit(1, "USDT", "100"));
        var before = StateBytes.Of(book.Save);
        var entry = LedgerEntry.Plain(LedgerEntryKind.Transfer, 1);
        entry.Add(new(new(1, 0, AccountKind.Cash), Amount("-5")));
        entry.Add(new(new(1, 1, AccountKind.Cash), Amount("5")));
        Assert.Equal(LedgerCode.Unbalanced, book.Post(entry));
        Assert.Equal(before, StateBytes.Of(book.Save));
    }

    [Fact]
    public void An_overflow_in_the_middle_of_an_entry_takes_the_whole_entry_back()
    {
        var book = new LedgerBook(Chart);
        book.Post(Entry(LedgerEntry.ForDeposit(Chart, 1, RandomFills.Asset("USDT"), new(Int128.MaxValue), 1)));
        var before = StateBytes.Of(book.Save);
        Assert.Equal(LedgerCode.Overflow, book.Post(Fill(RandomFills.BtcUsdt, Side.Sell, 6_000_000, 50_000, "3")));
        Assert.Equal(before, StateBytes.Of(book.Save));
    }

    [Fact]
    public void What_is_not_in_the_chart_is_refused_by_name()
    {
        var report = RandomFills.Report(new(1, 0, Side.Buy, 100, 1, 0), 0);
        Assert.Equal(LedgerCode.NotAFill, Code(LedgerEntry.ForFill(Chart, report with { ExecType = ExecType.Accepted }, default)));
        Assert.Equal(LedgerCode.NotAFill, Code(LedgerEntry.ForFill(Chart, report with { LastQty = 0 }, default)));
        Assert.Equal(LedgerCode.UnknownInstrument, Code(LedgerEntry.ForFill(Chart, report with { Instrument = 4 }, default)));
        Assert.Equal(LedgerCode.Overflow, Code(LedgerEntry.ForFill(Chart, report with { LastPx = long.MaxValue, LastQty = long.MaxValue }, default)));
        Assert.Equal(LedgerCode.Overflow, Code(LedgerEntry.ForFill(Chart, report with { Fee = new(Int128.MinValue) }, default)));
        Assert.Equal(LedgerCode.UnknownInstrument, Code(LedgerEntry.ForFunding(Chart, 1, -1, default, 1)));
        Assert.Equal(LedgerCode.UnknownAsset, Code(LedgerEntry.ForDeposit(Chart, 1, RandomFills.Asset("DOGE"), Amount("1"), 1)));
        Assert.Equal(LedgerCode.AmountNotPositive, Code(LedgerEntry.ForDeposit(Chart, 1, RandomFills.Asset("BTC"), default, 1)));
        Assert.Equal(LedgerCode.UnknownOwner, new LedgerBook(Chart).Post(Deposit(3, "USDT", "1")));
        Assert.Equal(Money.Zero, new LedgerBook(Chart).Balance(1, RandomFills.Asset("DOGE"), AccountKind.Cash));
    }

    [Fact]
    public void Random_fills_stand_in_the_book_as_in_the_slow_twin_and_every_asset_sums_to_zero() =>
        RandomFills.Sample(fills =>
        {
            var (book, twin) = (new LedgerBook(Chart), new SlowLedger());
            for (var index = 0; index < fills.Length; index++)
            {
                var report = RandomFills.Report(fills[index], index);
                var realizedPnl = new Money(report.Fee.Units * (index % 7 - 3));
                Assert.Equal(LedgerCode.Posted, book.Post(Entry(LedgerEntry.ForFill(Chart, report, realizedPnl))));
                Assert.Null(LedgerInvariants.Check(book));
                twin.Fill(fills[index], (BigInteger)report.Fee.Units, (BigInteger)realizedPnl.Units);
            }

            Assert.Equal(fills.Length, book.EntryCount);
            var expected = twin.Balances();
            var actual = book.Balances().Select(line => (line.Owner, line.Asset.Code, line.Kind, (BigInteger)line.Amount.Units));
            Assert.Equal(expected, actual);
        });

    [Fact]
    public void A_loaded_book_has_the_same_bytes_and_refuses_what_was_posted()
    {
        var book = new LedgerBook(Chart);
        book.Post(Deposit(1, "USDT", "100"));
        var fill = Fill(RandomFills.BtcUsdt, Side.Buy, 6_000_000, 50_000, "3");
        book.Post(fill);
        var loaded = new LedgerBook(Chart);
        var reader = new StateReader(StateBytes.Of(book.Save));
        loaded.Load(ref reader);
        Assert.True(reader.IsComplete);
        Assert.Equal(StateBytes.Of(book.Save), StateBytes.Of(loaded.Save));
        Assert.Equal(LedgerCode.DuplicateFill, loaded.Post(fill));
    }

    [Fact]
    public void Damaged_bytes_fail_the_reader_when_they_do_not_balance()
    {
        var book = new LedgerBook(Chart);
        book.Post(Fill(RandomFills.BtcUsdt, Side.Buy, 6_000_000, 50_000, "3"));
        var bytes = StateBytes.Of(book.Save);
        for (var index = 16; index < bytes.Length - 8 * RandomFills.Listings.Length; index++)
        {
            var damaged = bytes.ToArray();
            damaged[index] ^= 0x40;
            var loaded = new LedgerBook(Chart);
            var reader = new StateReader(damaged);
            loaded.Load(ref reader);
            Assert.True(reader.Failed);
            Assert.Empty(loaded.Balances());
        }

        var cut = new StateReader(bytes.AsSpan(0, bytes.Length - 1));
        new LedgerBook(Chart).Load(ref cut);
        Assert.True(cut.Failed);
    }

    [Fact]
    public void Posting_a_fill_allocates_nothing()
    {
        var book = new LedgerBook(Chart);
        Post(0, 100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Post(100, 10_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(10_000, book.EntryCount);

        void Post(int from, int to)
        {
            for (var index = from; index < to; index++)
            {
                var report = RandomFills.Report(new(1, index % 4, index % 3 == 0 ? Side.Buy : Side.Sell, 100, 5, 100), index);
                if (LedgerEntry.ForFill(Chart, report, default).TryGet(out var entry, out _)) book.Post(entry);
            }
        }
    }

    internal static Money Amount(string text) =>
        Money.Parse(text).TryGet(out var money, out var error) ? money : throw new ArgumentException($"{error}");

    internal static LedgerEntry Entry(Result<LedgerEntry, LedgerCode> made) =>
        made.TryGet(out var entry, out var code) ? entry : throw new InvalidOperationException($"{code}");

    private static LedgerCode Code(Result<LedgerEntry, LedgerCode> made) => made.TryGet(out _, out var code) ? LedgerCode.Posted : code;

    private static LedgerEntry Deposit(int owner, string asset, string amount) =>
        Entry(LedgerEntry.ForDeposit(Chart, owner, RandomFills.Asset(asset), Amount(amount), 1));

    private static LedgerEntry Fill(int instrument, Side side, long price, long quantity, string fee, string realizedPnl = "0") =>
        Entry(LedgerEntry.ForFill(
            Chart, RandomFills.Report(new(1, instrument, side, price, quantity, 0), 0) with { Fee = Amount(fee) }, Amount(realizedPnl)));

    private static string[] Lines(LedgerBook book)
    {
        Assert.Null(LedgerInvariants.Check(book));
        return [.. book.Balances().Select(line => $"{line.Owner} {line.Asset} {line.Kind} {line.Amount}")];
    }
}
