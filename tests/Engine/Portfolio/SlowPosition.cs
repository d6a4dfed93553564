using System.Numerics;
using Trading.Model;
using Trading.Tests.Ledger;

namespace Trading.Tests.Portfolio;

/// <summary>
/// A position's slow twin in big integers, twice: by the stated rounding (a closing fill takes its share of the cost, halves to
/// the even unit), and in exact fractions without any rounding, which bounds what rounding can ever do.
/// </summary>
internal sealed class SlowPosition
{
    // The exact cost is ExactCost ÷ Scale, in units of 10^-18.
    private BigInteger _exactCost = 0;
    private BigInteger _scale = 1;

    public BigInteger Quantity { get; private set; } = 0;

    public BigInteger Cost { get; private set; } = 0;

    public BigInteger RealizedPnl { get; private set; } = 0;

    public BigInteger Fees { get; private set; } = 0;

    public BigInteger Funding { get; private set; } = 0;

    public int Closings { get; private set; }

    public void Fill(Instrument instrument, RandomFill fill, BigInteger fee)
    {
        Fees += fee;
        var signed = fill.Side == Side.Buy ? (BigInteger)fill.Quantity : -(BigInteger)fill.Quantity;
        var value = SlowLedger.Value(instrument, fill.Price, signed);
        if (Quantity.Sign * signed.Sign >= 0)
        {
            Quantity += signed;
            Cost += value;
            _exactCost += value * _scale;
            return;
        }

        // The part that closes is at most what is held; what is left of the fill opens on the other side.
        var closing = BigInteger.Min(BigInteger.Abs(signed), BigInteger.Abs(Quantity));
        var closingValue = SlowLedger.Value(instrument, fill.Price, signed.Sign * closing);
        var share = SlowLedger.DivideToEven(Cost * closing, BigInteger.Abs(Quantity));
        RealizedPnl += -closingValue - share;
        Cost += -share + (value - closingValue);
        _exactCost = _exactCost * (BigInteger.Abs(Quantity) - closing) + (value - closingValue) * _scale * BigInteger.Abs(Quantity);
        _scale *= BigInteger.Abs(Quantity);
        var divisor = BigInteger.GreatestCommonDivisor(_exactCost, _scale);
        if (!divisor.IsZero) (_exactCost, _scale) = (_exactCost / divisor, _scale / divisor);
        Quantity += signed;
        Closings = Quantity.IsZero ? 0 : Closings + 1;
    }

    public void Fund(Instrument instrument, long mark, long ratePpb) =>
        Funding -= SlowLedger.DivideToEven(SlowLedger.Value(instrument, mark, Quantity) * ratePpb, 1_000_000_000);

    /// <summary>True when rounding has moved the cost by no more than half a unit for each closing since it was flat.</summary>
    public bool IsCloseToExact() => BigInteger.Abs(Cost * _scale - _exactCost) * 2 <= Closings * _scale;
}
