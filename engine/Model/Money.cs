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
