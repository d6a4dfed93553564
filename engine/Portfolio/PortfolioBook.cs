using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Trading.Model;
using Trading.Orders;

namespace Trading.Portfolio;

/// <summary>
/// Positions, profits and exposure of every owner, from fills, funding and marks. It holds the same truth as the ledger, seen
/// from the positions: capital + realised − fees + funding is what the ledger's cash and the cost of spot holdings add up to.
/// </summary>
/// <remarks>Memory is constant and no event allocates.</remarks>
public sealed partial class PortfolioBook
{
    /// <summary>In questions, for all owners together: their positions in an instrument net, as the venue's account sees them.</summary>
    public const int AllOwners = -1;

    private readonly ImmutableArray<Asset> _assets;
    private readonly ImmutableArray<ImmutableArray<ConversionHop>> _routes;
    private readonly int[] _quoteIndexes;
    private readonly Position[] _positions;
    private readonly Money[] _capital;
    private readonly Money[] _settled;
    private readonly Money[] _sums;
    private readonly Price[] _marks;
    private readonly ulong[] _lastExecIds;
    private readonly EquityTrack[] _tracks;

    /// <summary>An empty portfolio.</summary>
    /// <param name="settings">Settings without an error; others are a bug of the caller and throw.</param>
    public PortfolioBook(PortfolioSettings settings)
    {
        if (settings.FirstError() is { } error) throw new ArgumentException($"{error}", nameof(settings));
        Settings = settings;
        var owners = settings.StrategyMax + 1;
        _assets = FindAssets(settings);
        _routes = ConversionRoutes.Find(settings.Listings, _assets, settings.ReportingAsset);
        _quoteIndexes = new int[settings.Listings.Length];
        for (var index = 0; index < _quoteIndexes.Length; index++)
        {
            _quoteIndexes[index] = _assets.BinarySearch(settings.Listings[index].Pair.Quote);
        }

        _positions = new Position[owners * settings.Listings.Length];
        _capital = new Money[owners * _assets.Length];
        _settled = new Money[owners * _assets.Length];
        _sums = new Money[_assets.Length];
        _marks = new Price[settings.Listings.Length];
        _lastExecIds = new ulong[settings.Listings.Length];
        _tracks = new EquityTrack[owners + 1];
    }

    /// <summary>What the portfolio is about.</summary>
    public PortfolioSettings Settings { get; }

    /// <summary>The ExecId of an instrument's last fill that was taken; 0 before the first.</summary>
    public ulong LastExecId(int instrument) => _lastExecIds[instrument];

    /// <summary>Takes a fill into its owner's position.</summary>
    /// <param name="report">A trade; its owner is the order's strategy.</param>
    public PositionChange Apply(in ExecutionReport report)
    {
        var code = Check(report);
        if (code != PortfolioCode.Applied) return new(code, Money.Zero, 0, 0);
        var owner = report.ClientOrderId.Strategy;
        var instrument = Settings.Listings[report.Instrument].Instrument;
        ref var position = ref _positions[PositionIndex(owner, report.Instrument)];
        ref var settled = ref _settled[SettledIndex(owner, _quoteIndexes[report.Instrument])];
        if (!position.TryFill(
                instrument, report.Side, new(report.LastPx), report.LastQty, report.Fee, out var after, out var change)
            || !Money.TryAdd(settled, change.RealizedPnl, out var gross)
            || !Money.TryAdd(gross, -report.Fee, out var net))
        {
            return new(PortfolioCode.Overflow, Money.Zero, 0, 0);
        }

        (position, settled) = (after, net);
        _lastExecIds[report.Instrument] = report.ExecId;
        return change;
    }

    /// <summary>Takes a funding payment into a position.</summary>
    /// <param name="owner">Whose position.</param>
    /// <param name="instrument">The perpetual's index.</param>
    /// <param name="received">What is received, in the quote asset; negative for what is paid.</param>
    public PortfolioCode ApplyFunding(int owner, int instrument, Money received)
    {
        if (!IsOwner(owner)) return PortfolioCode.UnknownOwner;
        if (!IsInstrument(instrument)) return PortfolioCode.UnknownInstrument;
        if (!IsPerpetual(instrument)) return PortfolioCode.NotAPerpetual;
        ref var position = ref _positions[PositionIndex(owner, instrument)];
        ref var settled = ref _settled[SettledIndex(owner, _quoteIndexes[instrument])];
        if (!Money.TryAdd(position.Funding, received, out var funding) || !Money.TryAdd(settled, received, out var sum))
        {
            return PortfolioCode.Overflow;
        }

        (position, settled) = (position with { Funding = funding }, sum);
        return PortfolioCode.Applied;
    }

    /// <summary>What a position receives at a funding rate: −quantity × mark × rate, rounded half to even.</summary>
    /// <param name="owner">Whose position.</param>
    /// <param name="instrument">The perpetual's index.</param>
    /// <param name="mark">The mark price at which funding is settled.</param>
    /// <param name="ratePpb">The rate in parts per billion; positive when long positions pay.</param>
    /// <param name="received">What is received; negative for what is paid.</param>
    /// <returns>False when it does not fit.</returns>
    public bool TryGetFunding(int owner, int instrument, Price mark, long ratePpb, out Money received)
    {
        received = Money.Zero;
        var position = _positions[PositionIndex(owner, instrument)];
        if (ratePpb == long.MinValue || !position.TryGetValue(Settings.Listings[instrument].Instrument, mark, out var value)) return false;
        if (!value.TryProRata(Math.Abs(ratePpb), 1_000_000_000, out var amount)) return false;
        received = ratePpb > 0 ? -amount : amount;
        return true;
    }

    /// <summary>Capital comes in, or goes out.</summary>
    /// <param name="owner">Whose.</param>
    /// <param name="asset">Of which asset.</param>
    /// <param name="amount">How much; negative for what goes out.</param>
    public PortfolioCode AddCapital(int owner, Asset asset, Money amount)
    {
        if (!IsOwner(owner)) return PortfolioCode.UnknownOwner;
        var index = _assets.BinarySearch(asset);
        if (index < 0) return PortfolioCode.UnknownAsset;
        ref var capital = ref _capital[SettledIndex(owner, index)];
        ref var settled = ref _settled[SettledIndex(owner, index)];
        if (!Money.TryAdd(capital, amount, out var paidIn) || !Money.TryAdd(settled, amount, out var sum)) return PortfolioCode.Overflow;
        (capital, settled) = (paidIn, sum);
        return PortfolioCode.Applied;
    }

    /// <summary>Takes a mark price.</summary>
    public PortfolioCode SetMark(int instrument, Price mark)
    {
        if (!IsInstrument(instrument)) return PortfolioCode.UnknownInstrument;
        if (mark.Units <= 0) return PortfolioCode.BadMark;
        _marks[instrument] = mark;
        return PortfolioCode.Applied;
    }

    /// <summary>Forgets a mark: what depends on it is unknown until the next one.</summary>
    public void ClearMark(int instrument) => _marks[instrument] = default;

    /// <summary>The mark price of an instrument.</summary>
    /// <returns>False while there is none.</returns>
    public bool TryGetMark(int instrument, out Price mark)
    {
        mark = _marks[instrument];
        return mark.Units > 0;
    }

    /// <summary>A position of one owner, or of all owners together.</summary>
    public Position PositionOf(int owner, int instrument)
    {
        if (owner != AllOwners) return _positions[PositionIndex(owner, instrument)];
        var sum = default(Position);
        for (owner = 0; owner <= Settings.StrategyMax; owner++) sum = Sum(sum, _positions[PositionIndex(owner, instrument)]);
        return sum;
    }

    /// <summary>Capital paid in less capital taken out; zero for an asset that the portfolio does not have.</summary>
    public Money Capital(int owner, Asset asset) => Read(_capital, owner, asset);

    /// <summary>Capital + realised − fees + funding of an owner in an asset: equity without what is unrealised.</summary>
    public Money Settled(int owner, Asset asset) => Read(_settled, owner, asset);

    private static ImmutableArray<Asset> FindAssets(PortfolioSettings settings)
    {
        var assets = new SortedSet<Asset> { settings.ReportingAsset };
        foreach (var listing in settings.Listings)
        {
            assets.Add(listing.Pair.Base);
            assets.Add(listing.Pair.Quote);
        }

        return [.. assets];
    }

    private static Position Sum(in Position left, in Position right) => new()
    {
        Quantity = left.Quantity + right.Quantity,
        Cost = left.Cost + right.Cost,
        RealizedPnl = left.RealizedPnl + right.RealizedPnl,
        Fees = left.Fees + right.Fees,
        Funding = left.Funding + right.Funding,
        Turnover = left.Turnover + right.Turnover,
        FillCount = left.FillCount + right.FillCount,
    };

    private PortfolioCode Check(in ExecutionReport report)
    {
        if (report.ExecType != ExecType.Trade || report.LastQty <= 0 || !report.Side.IsDefined()) return PortfolioCode.NotAFill;
        if (!IsOwner(report.ClientOrderId.Strategy)) return PortfolioCode.UnknownOwner;
        if (!IsInstrument(report.Instrument)) return PortfolioCode.UnknownInstrument;
        if (report.Fee.Units == Int128.MinValue) return PortfolioCode.Overflow;
        return report.ExecId > _lastExecIds[report.Instrument] ? PortfolioCode.Applied : PortfolioCode.DuplicateFill;
    }

    private bool IsOwner(int owner) => owner >= 0 && owner <= Settings.StrategyMax;

    private bool IsInstrument(int instrument) => instrument >= 0 && instrument < Settings.Listings.Length;

    private bool IsPerpetual(int instrument) => Settings.Listings[instrument].Instrument.Kind == InstrumentKind.Perpetual;

    private int PositionIndex(int owner, int instrument) => owner * Settings.Listings.Length + instrument;

    private int SettledIndex(int owner, int asset) => owner * _assets.Length + asset;

    private Money Read(Money[] amounts, int owner, Asset asset)
    {
        var index = _assets.BinarySearch(asset);
        return index < 0 ? Money.Zero : Read(amounts, owner, index);
    }

    private Money Read(Money[] amounts, int owner, int asset)
    {
        if (owner != AllOwners) return amounts[SettledIndex(owner, asset)];
        var sum = Money.Zero;
        for (owner = 0; owner <= Settings.StrategyMax; owner++) sum += amounts[SettledIndex(owner, asset)];
        return sum;
    }
}
