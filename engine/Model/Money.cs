using System;
using System.Text;

namespace Trading.Model;

/// <summary>
/// An amount of one asset, exactly: value = <see cref="Units"/> × 10^-18. One scale for every asset, so that sums, fees and
/// profits never change scale; the range is ± 1.7 × 10^20 of any asset.
/// </summary>
/// <remarks>Arithmetic is checked: an overflow is a bug found, never a wrong balance.</remarks>
/// <param name="Units">The amount in units of 10^-18.</param>
public readonly record struct Money(Int128 Units) : IComparable<Money>
{
    /// <summary>Decimal places of a unit.</summary>
    public const int Scale = 18;

    /// <summary>Nothing.</summary>
    public static readonly Money Zero;

    /// <summary>True for an amount below zero.</summary>
    public bool IsNegative => Int128.IsNegative(Units);

    /// <summary>The amount without its sign.</summary>
    public Money Abs() => new(Int128.Abs(Units));

    /// <summary>A product of price and quantity as an amount of the quote asset.</summary>
    /// <param name="notional">The product.</param>
    /// <param name="instrument">The instrument whose scales it has.</param>
    /// <returns>Exact where both scales add up to at most 18; beyond, rounded half to even.</returns>
    public static Money From(Notional notional, Instrument instrument)
    {
        var shift = Scale - instrument.PriceScale - instrument.QuantityScale;
        return shift >= 0
            ? new(checked(notional.Units * DecimalText.PowerOfTen(shift)))
            : new(DivideToEven(notional.Units, DecimalText.PowerOfTen(-shift)));
    }

    /// <summary>A product of price and quantity as an amount of the quote asset, where it may be too great for one.</summary>
    /// <param name="notional">The product.</param>
    /// <param name="instrument">The instrument whose scales it has.</param>
    /// <param name="amount">As <see cref="From(Notional, Instrument)"/> would give it.</param>
    /// <returns>False when it does not fit.</returns>
    public static bool TryFrom(Notional notional, Instrument instrument, out Money amount)
    {
        var shift = Scale - instrument.PriceScale - instrument.QuantityScale;
        // A product of two 64-bit numbers is below 2^127; what is within 2^63 times a power of ten always fits.
        var isSmall = notional.Units >= long.MinValue && notional.Units <= long.MaxValue;
        var fits = isSmall || shift <= 0 || Int128.Abs(notional.Units) <= Int128.MaxValue / DecimalText.PowerOfTen(shift);
        amount = fits ? From(notional, instrument) : default;
        return fits;
    }

    /// <summary>A sum that may be too great.</summary>
    /// <returns>False when it does not fit, or has no opposite.</returns>
    public static bool TryAdd(Money left, Money right, out Money sum)
    {
        sum = new(unchecked(left.Units + right.Units));
        var fits = Int128.IsNegative(left.Units) != Int128.IsNegative(right.Units)
            || Int128.IsNegative(sum.Units) == Int128.IsNegative(left.Units);
        return fits && sum.Units != Int128.MinValue;
    }

    /// <summary>A quantity as an amount of the base asset. Exact.</summary>
    public static Money From(Quantity quantity, Instrument instrument) =>
        new((Int128)quantity.Units * DecimalText.PowerOfTen(Scale - instrument.QuantityScale));

    /// <summary>Whole and decimal digits as an amount, exactly.</summary>
    /// <param name="text">A decimal number such as <c>-12.5</c> within ± 9.2 at scale 18, or with fewer places a greater one.</param>
    public static Result<Money, DecimalTextError> Parse(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var places = point < 0 ? 0 : text.Length - point - 1;
        if (places > Scale) return DecimalTextError.TooPrecise;
        return DecimalText.Parse(text, places).TryGet(out var units, out var error)
            ? new Money((Int128)units * DecimalText.PowerOfTen(Scale - places))
            : error;
    }

    /// <summary>A share of the amount in hundredths of a basis point (10^-6), rounded half to even.</summary>
    /// <param name="ppm">Parts per million; negative for a rebate.</param>
    public Money Ppm(long ppm) => new(DivideToEven(checked(Units * ppm), 1_000_000));

    /// <summary>The amount × numerator ÷ denominator, rounded half to even.</summary>
    /// <param name="numerator">Any number whose product with the amount stays within 128 bits.</param>
    /// <param name="denominator">Greater than zero.</param>
    public Money Times(Int128 numerator, Int128 denominator) => new(DivideToEven(checked(Units * numerator), denominator));

    /// <summary>The amount × numerator ÷ denominator, rounded half to even; the product may be beyond 128 bits.</summary>
    /// <param name="numerator">Zero or more.</param>
    /// <param name="denominator">Greater than zero.</param>
    /// <returns>The share; one that does not fit throws, which a numerator up to the denominator never causes.</returns>
    public Money ProRata(long numerator, long denominator) =>
        TryProRata(numerator, denominator, out var share) ? share : throw new OverflowException("a share is beyond the range of money");

    /// <summary>As <see cref="ProRata"/>, where the share may not fit.</summary>
    /// <param name="numerator">Zero or more.</param>
    /// <param name="denominator">Greater than zero.</param>
    /// <param name="share">The amount × numerator ÷ denominator, rounded half to even.</param>
    /// <returns>False when it does not fit.</returns>
    public bool TryProRata(long numerator, long denominator, out Money share)
    {
        // Schoolbook: three digits of 64 bits, divided by one.
        var magnitude = IsNegative ? unchecked((UInt128)(-Units)) : (UInt128)Units;
        var low = Math.BigMul(unchecked((ulong)magnitude), (ulong)numerator);
        var high = Math.BigMul((ulong)(magnitude >> 64), (ulong)numerator) + (low >> 64);
        var (top, rest) = UInt128.DivRem(high, (ulong)denominator);
        var (bottom, remainder) = UInt128.DivRem((rest << 64) | unchecked((ulong)low), (ulong)denominator);
        share = default;
        if (top >> 63 != 0) return false;
        var quotient = (Int128)((top << 64) | bottom);
        var half = remainder.CompareTo((ulong)denominator - remainder);
        var isUp = half > 0 || (half == 0 && !Int128.IsEvenInteger(quotient));
        if (isUp && quotient == Int128.MaxValue) return false;
        if (isUp) quotient++;
        share = new(IsNegative ? -quotient : quotient);
        return true;
    }

    /// <summary>Compares by value.</summary>
    public int CompareTo(Money other) => Units.CompareTo(other.Units);

    /// <summary>Sum; overflow throws.</summary>
    public static Money operator +(Money left, Money right) => new(checked(left.Units + right.Units));

    /// <summary>Difference; overflow throws.</summary>
    public static Money operator -(Money left, Money right) => new(checked(left.Units - right.Units));

    /// <summary>The opposite amount.</summary>
    public static Money operator -(Money amount) => new(checked(-amount.Units));

    /// <summary>True when the left amount is smaller.</summary>
    public static bool operator <(Money left, Money right) => left.Units < right.Units;

    /// <summary>True when the left amount is greater.</summary>
    public static bool operator >(Money left, Money right) => left.Units > right.Units;

    /// <summary>True when the left amount is not greater.</summary>
    public static bool operator <=(Money left, Money right) => left.Units <= right.Units;

    /// <summary>True when the left amount is not smaller.</summary>
    public static bool operator >=(Money left, Money right) => left.Units >= right.Units;

    /// <summary>Plain decimal notation without trailing zeros: <c>-12.5</c>.</summary>
    public override string ToString() => ToString(Scale);

    /// <summary>Plain decimal notation with at most a number of decimal places, rounded half to even.</summary>
    /// <param name="places">0 to 18.</param>
    public string ToString(int places)
    {
        var units = DivideToEven(Units, DecimalText.PowerOfTen(Scale - places));
        var (whole, fraction) = Int128.DivRem(Int128.Abs(units), DecimalText.PowerOfTen(places));
        var text = new StringBuilder(Int128.IsNegative(units) ? "-" : "");
        text.Append(whole.ToString());
        if (fraction == 0) return text.ToString();
        return text.Append('.').Append(fraction.ToString().PadLeft(places, '0').TrimEnd('0')).ToString();
    }

    /// <summary>A quotient rounded to the nearest integer, halves to the even one.</summary>
    /// <param name="dividend">Any number.</param>
    /// <param name="divisor">Greater than zero.</param>
    internal static Int128 DivideToEven(Int128 dividend, Int128 divisor)
    {
        var (quotient, remainder) = Int128.DivRem(dividend, divisor);
        var rest = Int128.Abs(remainder);
        var order = rest.CompareTo(divisor - rest);
        var isUp = order > 0 || (order == 0 && !Int128.IsEvenInteger(quotient));
        if (!isUp) return quotient;
        return Int128.IsNegative(dividend) ? quotient - 1 : quotient + 1;
    }
}
