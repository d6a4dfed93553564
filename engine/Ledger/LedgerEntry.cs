using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Trading.Model;
using Trading.Orders;
using static Trading.Ledger.AccountKind;

namespace Trading.Ledger;

/// <summary>
/// An entry of the ledger: postings that are made in pairs, out of one account and into another of the same asset, so that
/// they sum to zero per asset and owner by construction.
/// </summary>
public struct LedgerEntry
{
    /// <summary>The most postings of an entry.</summary>
    public const int PostingsMax = 8;

    private Postings _postings;
    private int _count;

    /// <summary>What it records.</summary>
    public LedgerEntryKind Kind { get; internal init; }

    /// <summary>When, UNIX nanoseconds.</summary>
    public long TimeNs { get; internal init; }

    /// <summary>The instrument's index, of fills and funding; otherwise −1.</summary>
    public int Instrument { get; internal init; }

    /// <summary>The venue's ExecId of a fill; otherwise 0.</summary>
    public ulong ExecId { get; internal init; }

    /// <summary>The lines.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<LedgerPosting> Lines => ((ReadOnlySpan<LedgerPosting>)_postings)[.._count];

    /// <summary>The entry of a fill.</summary>
    /// <remarks>
    /// Spot: the base against the venue's clearing, the quote against it the other way, and the fee. Linear perpetual: nothing
    /// is delivered; only the realised profit and the fee move cash.
    /// </remarks>
    /// <param name="chart">The ledger's chart.</param>
    /// <param name="report">A trade; its fee is in the quote asset.</param>
    /// <param name="realizedPnl">What the position realised by it, in the quote asset; used for perpetuals.</param>
    public static Result<LedgerEntry, LedgerCode> ForFill(LedgerChart chart, in ExecutionReport report, Money realizedPnl)
    {
        if (report.ExecType != ExecType.Trade || report.LastQty <= 0 || !report.Side.IsDefined()) return LedgerCode.NotAFill;
        if (report.Instrument < 0 || report.Instrument >= chart.Listings.Length) return LedgerCode.UnknownInstrument;
        var instrument = chart.Listings[report.Instrument].Instrument;
        var isSpot = instrument.Kind == InstrumentKind.Spot;
        var notional = new Price(report.LastPx) * new Quantity(report.LastQty);
        if (!Money.TryFrom(notional, instrument, out var value) || !HasOpposite(report.Fee) || !HasOpposite(realizedPnl))
        {
            return LedgerCode.Overflow;
        }

        var entry = new LedgerEntry
        {
            Kind = isSpot ? LedgerEntryKind.SpotFill : LedgerEntryKind.PerpetualFill,
            TimeNs = report.TimeNs,
            Instrument = report.Instrument,
            ExecId = report.ExecId,
        };
        var owner = report.ClientOrderId.Strategy;
        var (baseAsset, quoteAsset) = chart.PairOf(report.Instrument);
        if (isSpot)
        {
            var quantity = Money.From(new Quantity(report.LastQty), instrument);
            var sign = report.Side.Sign();
            entry.Move(owner, baseAsset, VenueClearing, Inventory, sign > 0 ? quantity : -quantity);
            entry.Move(owner, quoteAsset, Cash, VenueClearing, sign > 0 ? value : -value);
        }
        else
        {
            entry.Move(owner, quoteAsset, RealizedPnl, Cash, realizedPnl);
        }

        entry.Move(owner, quoteAsset, Cash, Fees, report.Fee);
        return entry;
    }

    /// <summary>Capital comes in.</summary>
    /// <param name="chart">The ledger's chart.</param>
    /// <param name="owner">Who gets it.</param>
    /// <param name="asset">Of which asset.</param>
    /// <param name="amount">How much; positive.</param>
    /// <param name="timeNs">When, UNIX nanoseconds.</param>
    public static Result<LedgerEntry, LedgerCode> ForDeposit(
        LedgerChart chart, int owner, Asset asset, Money amount, long timeNs)
    {
        if (Check(chart, asset, amount, out var index) is var code && code != LedgerCode.Posted) return code;
        var entry = Plain(LedgerEntryKind.Deposit, timeNs);
        entry.Move(owner, index, AccountKind.Capital, Cash, amount);
        return entry;
    }

    /// <summary>Capital goes out; whether there is enough is not the ledger's question.</summary>
    /// <param name="chart">The ledger's chart.</param>
    /// <param name="owner">Whose.</param>
    /// <param name="asset">Of which asset.</param>
    /// <param name="amount">How much; positive.</param>
    /// <param name="timeNs">When, UNIX nanoseconds.</param>
    public static Result<LedgerEntry, LedgerCode> ForWithdrawal(
        LedgerChart chart, int owner, Asset asset, Money amount, long timeNs)
    {
        if (Check(chart, asset, amount, out var index) is var code && code != LedgerCode.Posted) return code;
        var entry = Plain(LedgerEntryKind.Withdrawal, timeNs);
        entry.Move(owner, index, Cash, AccountKind.Capital, amount);
        return entry;
    }

    /// <summary>Capital goes from one owner to another.</summary>
    /// <param name="chart">The ledger's chart.</param>
    /// <param name="from">Who gives it.</param>
    /// <param name="to">Who gets it.</param>
    /// <param name="asset">Of which asset.</param>
    /// <param name="amount">How much; positive.</param>
    /// <param name="timeNs">When, UNIX nanoseconds.</param>
    public static Result<LedgerEntry, LedgerCode> ForTransfer(
        LedgerChart chart, int from, int to, Asset asset, Money amount, long timeNs)
    {
        if (Check(chart, asset, amount, out var index) is var code && code != LedgerCode.Posted) return code;
        var entry = Plain(LedgerEntryKind.Transfer, timeNs);
        entry.Move(from, index, Cash, AccountKind.Capital, amount);
        entry.Move(to, index, AccountKind.Capital, Cash, amount);
        return entry;
    }

    /// <summary>A funding payment.</summary>
    /// <param name="chart">The ledger's chart.</param>
    /// <param name="owner">Who pays or gets it.</param>
    /// <param name="instrument">The perpetual's index.</param>
    /// <param name="received">What is received, in the quote asset; negative for what is paid.</param>
    /// <param name="timeNs">When, UNIX nanoseconds.</param>
    public static Result<LedgerEntry, LedgerCode> ForFunding(
        LedgerChart chart, int owner, int instrument, Money received, long timeNs)
    {
        if (instrument < 0 || instrument >= chart.Listings.Length) return LedgerCode.UnknownInstrument;
        if (!HasOpposite(received)) return LedgerCode.Overflow;
        var entry = new LedgerEntry { Kind = LedgerEntryKind.Funding, TimeNs = timeNs, Instrument = instrument };
        entry.Move(owner, chart.PairOf(instrument).Quote, Funding, Cash, received);
        return entry;
    }

    internal void Add(LedgerPosting posting) => _postings[_count++] = posting;

    internal static LedgerEntry Plain(LedgerEntryKind kind, long timeNs) => new() { Kind = kind, TimeNs = timeNs, Instrument = -1 };

    // The lowest number of a two's complement is the only one without an opposite.
    private static bool HasOpposite(Money amount) => amount.Units != Int128.MinValue;

    private static LedgerCode Check(LedgerChart chart, Asset asset, Money amount, out int index)
    {
        if (!chart.TryIndexOf(asset, out index)) return LedgerCode.UnknownAsset;
        return amount > Money.Zero ? LedgerCode.Posted : LedgerCode.AmountNotPositive;
    }

    private void Move(int owner, int asset, AccountKind from, AccountKind to, Money amount)
    {
        Add(new(new(owner, asset, from), -amount));
        Add(new(new(owner, asset, to), amount));
    }

    [InlineArray(PostingsMax)]
    private struct Postings
    {
        private LedgerPosting _first;
    }
}
