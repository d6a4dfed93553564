using System;
using System.Collections.Immutable;
using System.Numerics;
using Trading.Model;
using Trading.Orders;

namespace Trading.Portfolio;

public sealed partial class PortfolioBook
{
    private static readonly PortfolioUnknown TooGreat = new(PortfolioCode.Overflow, -1, default);

    /// <summary>What is unrealised in one position, in its quote asset: value at the mark less cost.</summary>
    public Result<Money, PortfolioUnknown> UnrealizedPnl(int owner, int instrument)
    {
        var position = PositionOf(owner, instrument);
        if (position.IsFlat) return Money.Zero;
        if (!TryGetMark(instrument, out var mark)) return new PortfolioUnknown(PortfolioCode.NoMark, instrument, default);
        return position.TryGetValue(Settings.Listings[instrument].Instrument, mark, out var value)
            && Money.TryAdd(value, -position.Cost, out var unrealized) ? unrealized : TooGreat;
    }

    /// <summary>An owner's equity in the reporting asset: settled + unrealised, per asset, converted at the marks.</summary>
    /// <param name="owner">A strategy, 0 for the desk, or <see cref="AllOwners"/>.</param>
    /// <returns>Unknown while a mark that it takes is missing.</returns>
    public Result<Money, PortfolioUnknown> Equity(int owner)
    {
        for (var asset = 0; asset < _assets.Length; asset++) _sums[asset] = Read(_settled, owner, asset);
        for (var instrument = 0; instrument < Settings.Listings.Length; instrument++)
        {
            if (!UnrealizedPnl(owner, instrument).TryGet(out var unrealized, out var unknown)) return unknown;
            ref var sum = ref _sums[_quoteIndexes[instrument]];
            if (!Money.TryAdd(sum, unrealized, out sum)) return TooGreat;
        }

        var equity = Money.Zero;
        for (var asset = 0; asset < _assets.Length; asset++)
        {
            if (!Convert(asset, _sums[asset]).TryGet(out var converted, out var unknown)) return unknown;
            if (!Money.TryAdd(equity, converted, out equity)) return TooGreat;
        }

        return equity;
    }

    /// <summary>Takes an owner's equity into its track of peak and drawdown.</summary>
    /// <param name="owner">A strategy, 0 for the desk, or <see cref="AllOwners"/>.</param>
    /// <returns>The equity; what is unknown is not taken.</returns>
    public Result<Money, PortfolioUnknown> Observe(int owner)
    {
        var equity = Equity(owner);
        if (equity.TryGet(out var amount, out _)) _tracks[owner + 1] = _tracks[owner + 1].With(amount);
        return equity;
    }

    /// <summary>An owner's equity as it was observed.</summary>
    public EquityTrack TrackOf(int owner) => _tracks[owner + 1];

    /// <summary>Positions added up in the reporting asset.</summary>
    /// <param name="owner">A strategy, 0 for the desk, or <see cref="AllOwners"/>.</param>
    /// <param name="venue">Only the instruments of one exchange; null for all.</param>
    /// <returns>Unknown while a mark that it takes is missing.</returns>
    public Result<PortfolioTotals, PortfolioUnknown> Totals(int owner, string? venue = null)
    {
        var totals = default(PortfolioTotals);
        for (var index = 0; index < Settings.Listings.Length; index++)
        {
            if (venue is not null && !string.Equals(Settings.Listings[index].Instrument.Id.Venue, venue, StringComparison.Ordinal)) continue;
            if (AddTo(ref totals, owner, index) is { } unknown) return unknown;
        }

        return totals;
    }

    /// <summary>
    /// Gross exposure in the reporting asset if the open orders filled in the worst way: per instrument the greater of all
    /// buys and all sells filled, at the mark.
    /// </summary>
    /// <param name="owner">A strategy, 0 for the desk, or <see cref="AllOwners"/>.</param>
    /// <param name="orders">The open orders.</param>
    public Result<Money, PortfolioUnknown> WorstExposure(int owner, OrderTable orders)
    {
        var total = Money.Zero;
        for (var index = 0; index < Settings.Listings.Length; index++)
        {
            var position = PositionOf(owner, index).Quantity;
            var worst = Int128.Max(
                Int128.Abs((Int128)position + Open(Side.Buy)), Int128.Abs((Int128)position - Open(Side.Sell)));
            if (worst == 0) continue;
            if (!TryGetMark(index, out var mark)) return new PortfolioUnknown(PortfolioCode.NoMark, index, default);
            if (worst > long.MaxValue) return TooGreat;
            if (!Money.TryFrom(mark * new Quantity((long)worst), Settings.Listings[index].Instrument, out var notional)) return TooGreat;
            if (!Convert(_quoteIndexes[index], notional).TryGet(out var converted, out var unknown)) return unknown;
            if (!Money.TryAdd(total, converted, out total)) return TooGreat;

            long Open(Side side) =>
                owner == AllOwners ? orders.Tally(index, side).Quantity : orders.Tally(owner, index, side).Quantity;
        }

        return total;
    }

    /// <summary>An amount in the reporting asset, over the marks of spot instruments; each step rounded half to even.</summary>
    public Result<Money, PortfolioUnknown> Convert(Asset asset, Money amount)
    {
        var index = _assets.BinarySearch(asset);
        return index < 0 ? new PortfolioUnknown(PortfolioCode.NoRoute, -1, asset) : Convert(index, amount);
    }

    /// <summary>The price at which a perpetual's position would be liquidated, all else unchanged.</summary>
    /// <remarks>
    /// Cross margin with one tier, single-asset mode: the price P at which wallet + unrealised of the other perpetuals −
    /// their maintenance margin + quantity × P − cost = |quantity| × P × maintenance rate, where the wallet is the cash in the
    /// quote asset. It is Binance's formula for USDⓈ-M contracts ("How to Calculate Liquidation Price of USDⓈ-M Futures
    /// Contracts", one-way mode) with a maintenance amount of zero.
    /// </remarks>
    public LiquidationPrice LiquidationPriceOf(int owner, int instrument)
    {
        var position = PositionOf(owner, instrument);
        if (position.IsFlat || !IsPerpetual(instrument)) return new(LiquidationKind.Never, default);
        if (!TryGetCollateral(owner, instrument, out var collateral)) return new(LiquidationKind.Unknown, default);
        var rules = Settings.Listings[instrument].Instrument;
        var rate = Settings.MarginOf(instrument).MaintenancePpm;
        var isLong = position.Quantity > 0;
        // Both sides times 10^6 and 10^(scales): whole numbers, so the division is exact up to its last digit.
        var room = ((BigInteger)collateral.Units - (BigInteger)position.Cost.Units) * (isLong ? -1_000_000 : 1_000_000);
        var dividend = room * BigInteger.Pow(10, rules.PriceScale + rules.QuantityScale);
        var divisor = BigInteger.Abs(position.Quantity) * (isLong ? 1_000_000 - rate : 1_000_000 + rate) * BigInteger.Pow(10, Money.Scale);
        if (dividend.Sign <= 0) return new(isLong ? LiquidationKind.Never : LiquidationKind.Due, default);
        var price = BigInteger.DivRem(dividend, divisor, out var rest);
        if (isLong && !rest.IsZero) price += 1;
        return price <= long.MaxValue ? new(LiquidationKind.AtPrice, new((long)price)) : new(LiquidationKind.Never, default);
    }

    // The wallet, and what the other perpetuals of the same quote asset add to it and ask of it.
    private bool TryGetCollateral(int owner, int except, out Money collateral)
    {
        var quote = _quoteIndexes[except];
        collateral = Read(_settled, owner, quote);
        for (var index = 0; index < Settings.Listings.Length; index++)
        {
            var position = PositionOf(owner, index);
            if (index == except || _quoteIndexes[index] != quote || position.IsFlat) continue;
            if (!IsPerpetual(index))
            {
                collateral -= position.Cost;
                continue;
            }

            if (!TryGetMark(index, out var mark)) return false;
            if (!position.TryGetValue(Settings.Listings[index].Instrument, mark, out var value)) return false;
            collateral += value - position.Cost - Share(value, Settings.MarginOf(index).MaintenancePpm);
        }

        return true;
    }

    private PortfolioUnknown? AddTo(ref PortfolioTotals totals, int owner, int index)
    {
        var position = PositionOf(owner, index);
        if (position.FillCount == 0 && position.Funding == Money.Zero) return null;
        var value = Money.Zero;
        if (!position.IsFlat)
        {
            if (!TryGetMark(index, out var mark)) return new PortfolioUnknown(PortfolioCode.NoMark, index, default);
            if (!position.TryGetValue(Settings.Listings[index].Instrument, mark, out value)) return TooGreat;
        }

        var margin = IsPerpetual(index) ? Settings.MarginOf(index) : default;
        PortfolioUnknown? failure = null;
        totals = new(
            totals.RealizedPnl + Converted(position.RealizedPnl),
            totals.UnrealizedPnl + Converted(value - position.Cost),
            totals.Fees + Converted(position.Fees),
            totals.Funding + Converted(position.Funding),
            totals.Turnover + Converted(position.Turnover),
            totals.GrossExposure + Converted(value.Abs()),
            totals.NetExposure + Converted(value),
            totals.InitialMargin + Converted(Share(value, margin.InitialPpm)),
            totals.MaintenanceMargin + Converted(Share(value, margin.MaintenancePpm)));
        return failure;

        Money Converted(Money amount)
        {
            if (Convert(_quoteIndexes[index], amount).TryGet(out var converted, out var unknown)) return converted;
            failure ??= unknown;
            return Money.Zero;
        }
    }

    private static Money Share(Money value, int ppm) => value.Abs().ProRata(ppm, 1_000_000);

    private Result<Money, PortfolioUnknown> Convert(int asset, Money amount)
    {
        if (amount == Money.Zero) return amount;
        var route = _routes[asset];
        if (route.IsDefault) return new PortfolioUnknown(PortfolioCode.NoRoute, -1, _assets[asset]);
        foreach (var hop in route)
        {
            if (!TryGetMark(hop.Instrument, out var mark)) return new PortfolioUnknown(PortfolioCode.NoMark, hop.Instrument, default);
            var one = DecimalText.PowerOfTen(Settings.Listings[hop.Instrument].Instrument.PriceScale);
            var (numerator, denominator) = hop.IsInverse ? (one, mark.Units) : (mark.Units, one);
            if (!amount.TryProRata(numerator, denominator, out amount)) return TooGreat;
        }

        return amount;
    }
}
