using System;
using Trading.Model;

namespace Trading.Portfolio;

/// <summary>
/// One owner's position in one instrument at average cost. All amounts are in the instrument's quote asset.
/// </summary>
/// <remarks>
/// A fill that closes takes its share of the cost, rounded half to even; the rest of the cost stays in the position. So
/// nothing drifts: cost − realised = Σ signed price × quantity over all fills, to the last unit, and a flat position costs
/// exactly nothing.
/// </remarks>
public readonly record struct Position
{
    /// <summary>What is held, in quantity units; negative when short.</summary>
    public long Quantity { get; internal init; }

    /// <summary>What the open quantity was bought for; negative for what a short position was sold for.</summary>
    public Money Cost { get; internal init; }

    /// <summary>What closing fills have realised, before fees.</summary>
    public Money RealizedPnl { get; internal init; }

    /// <summary>Fees paid, less rebates.</summary>
    public Money Fees { get; internal init; }

    /// <summary>Funding received, less what was paid.</summary>
    public Money Funding { get; internal init; }

    /// <summary>Σ price × quantity of all fills, without sign.</summary>
    public Money Turnover { get; internal init; }

    /// <summary>How many fills there were.</summary>
    public long FillCount { get; internal init; }

    /// <summary>True when nothing is held.</summary>
    public bool IsFlat => Quantity == 0;

    /// <summary>The average entry price per whole unit of the base asset, rounded half to even; zero when flat.</summary>
    public Money AvgPx(Instrument instrument) => Quantity == 0
        ? Money.Zero
        : Cost.Abs().ProRata(DecimalText.PowerOfTen(instrument.QuantityScale), Math.Abs(Quantity));

    /// <summary>What the open quantity is worth at a price; negative when short.</summary>
    /// <returns>False when it does not fit.</returns>
    public bool TryGetValue(Instrument instrument, Price price, out Money value) =>
        Money.TryFrom(price * new Quantity(Quantity), instrument, out value);

    /// <summary>The position after a fill.</summary>
    /// <param name="instrument">The instrument's rules.</param>
    /// <param name="side">Buy or sell.</param>
    /// <param name="price">LastPx.</param>
    /// <param name="quantity">LastQty; positive.</param>
    /// <param name="fee">The fee, in the quote asset.</param>
    /// <param name="after">The position after it.</param>
    /// <param name="change">What the fill did.</param>
    /// <returns>False when a number would leave its range.</returns>
    internal bool TryFill(
        Instrument instrument, Side side, Price price, long quantity, Money fee, out Position after, out PositionChange change)
    {
        after = this;
        change = new(PortfolioCode.Overflow, Money.Zero, 0, 0);
        var signed = side.Sign() * quantity;
        var total = (Int128)Quantity + signed;
        if (Int128.Abs(total) > long.MaxValue || !Money.TryFrom(price * new Quantity(signed), instrument, out var value)) return false;
        var closed = Math.Sign(Quantity) == -Math.Sign(signed) ? Math.Min(quantity, Math.Abs(Quantity)) : 0;
        var released = closed == 0 ? Money.Zero : Cost.ProRata(closed, Math.Abs(Quantity));
        var closedValue = closed == quantity ? value
            : closed == 0 ? Money.Zero : Money.From(price * new Quantity(side.Sign() * closed), instrument);
        if (!Money.TryAdd(-closedValue, -released, out var realized)
            || !Money.TryAdd(Cost - released, value - closedValue, out var cost)
            || !Money.TryAdd(RealizedPnl, realized, out var realizedPnl)
            || !Money.TryAdd(Fees, fee, out var fees)
            || !Money.TryAdd(Turnover, value.Abs(), out var turnover))
        {
            return false;
        }

        after = this with
        {
            Quantity = (long)total,
            Cost = cost,
            RealizedPnl = realizedPnl,
            Fees = fees,
            Turnover = turnover,
            FillCount = FillCount + 1,
        };
        change = new(PortfolioCode.Applied, realized, closed, quantity - closed);
        return true;
    }
}
