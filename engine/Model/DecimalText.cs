using System;
using System.Text;

namespace Trading.Model;

/// <summary>Why a decimal text was refused.</summary>
public enum DecimalTextError : byte
{
    /// <summary>Not a decimal number.</summary>
    Malformed = 1,

    /// <summary>Digits beyond the scale that are not zero: it cannot be represented exactly.</summary>
    TooPrecise = 2,

    /// <summary>Does not fit 64 bits at this scale.</summary>
    OutOfRange = 3,
}

/// <summary>Decimal numbers as text ↔ 64-bit units at a fixed scale, exactly, without culture and without floating point.</summary>
public static class DecimalText
{
    /// <summary>The greatest scale: 10^18 is the last power of ten that fits 64 bits.</summary>
    public const int ScaleMax = 18;

    /// <summary>The most characters that <see cref="Format(long, int, Span{byte})"/> writes.</summary>
    public const int LengthMax = 24;

    private static readonly long[] PowersOfTen = CreatePowersOfTen();

    /// <summary>10^exponent, for 0 to <see cref="ScaleMax"/>.</summary>
    public static long PowerOfTen(int exponent) => PowersOfTen[exponent];

    /// <summary>Reads digits with an optional sign, fraction and exponent (<c>-12.5</c>, <c>5.1e-05</c>) as units at a scale.</summary>
    /// <param name="text">UTF-8 text, whole: no blanks around it.</param>
    /// <param name="scale">Decimal places of the unit, 0 to <see cref="ScaleMax"/>.</param>
    /// <returns>The units, or why the text was refused.</returns>
    public static Result<long, DecimalTextError> Parse(ReadOnlySpan<byte> text, int scale)
    {
        var reader = text;
        var negative = !reader.IsEmpty && reader[0] == (byte)'-';
        if (negative) reader = reader[1..];
        if (reader.IsEmpty) return DecimalTextError.Malformed;

        UInt128 digits = 0;
        int digitCount = 0, fraction = 0, index = 0;
        var seenPoint = false;
        for (; index < reader.Length; index++)
        {
            var c = reader[index];
            if (c == (byte)'.')
            {
                if (seenPoint || digitCount == 0 || index + 1 == reader.Length) return DecimalTextError.Malformed;
                seenPoint = true;
                continue;
            }

            if (c is (byte)'e' or (byte)'E') break;
            var digit = c - (byte)'0';
            if (digit is < 0 or > 9) return DecimalTextError.Malformed;
            if (digits > UInt128.MaxValue / 100) return DecimalTextError.OutOfRange;
            digits = digits * 10 + (uint)digit;
            digitCount++;
            if (seenPoint) fraction++;
        }

        if (digitCount == 0) return DecimalTextError.Malformed;
        var exponent = 0;
        if (index < reader.Length && !TryReadExponent(reader[(index + 1)..], out exponent)) return DecimalTextError.Malformed;
        return ToUnits(digits, scale - fraction + exponent, negative);
    }

    /// <summary>Reads text as <see cref="Parse(ReadOnlySpan{byte}, int)"/> does.</summary>
    public static Result<long, DecimalTextError> Parse(string text, int scale) => Parse(Encoding.UTF8.GetBytes(text), scale);

    /// <summary>Writes units in plain notation without trailing zeros: 6168599 at scale 2 is <c>61685.99</c>.</summary>
    /// <param name="units">The units.</param>
    /// <param name="scale">Decimal places of the unit, 0 to <see cref="ScaleMax"/>.</param>
    /// <param name="destination">At least <see cref="LengthMax"/> bytes.</param>
    /// <returns>The number of bytes written.</returns>
    public static int Format(long units, int scale, Span<byte> destination) => Format(units, scale, destination, trim: true);

    /// <summary>Writes units with all decimal places: 6168590 at scale 2 is <c>61685.90</c>.</summary>
    public static int FormatFixed(long units, int scale, Span<byte> destination) => Format(units, scale, destination, trim: false);

    /// <summary>Units in plain notation without trailing zeros, as a string.</summary>
    public static string ToString(long units, int scale)
    {
        Span<byte> buffer = stackalloc byte[LengthMax];
        return Encoding.ASCII.GetString(buffer[..Format(units, scale, buffer)]);
    }

    private static int Format(long units, int scale, Span<byte> destination, bool trim)
    {
        Span<byte> reversed = stackalloc byte[LengthMax];
        // Negating long.MinValue overflows; its magnitude fits ulong.
        var magnitude = units < 0 ? (ulong)(-(units + 1)) + 1 : (ulong)units;
        var count = 0;
        var places = scale;
        if (trim)
        {
            while (places > 0 && magnitude % 10 == 0)
            {
                magnitude /= 10;
                places--;
            }
        }

        for (var i = 0; i < places; i++)
        {
            reversed[count++] = (byte)('0' + (byte)(magnitude % 10));
            magnitude /= 10;
        }

        if (places > 0) reversed[count++] = (byte)'.';
        do
        {
            reversed[count++] = (byte)('0' + (byte)(magnitude % 10));
            magnitude /= 10;
        }
        while (magnitude != 0);
        if (units < 0) reversed[count++] = (byte)'-';
        for (var i = 0; i < count; i++) destination[i] = reversed[count - 1 - i];
        return count;
    }

    private static bool TryReadExponent(ReadOnlySpan<byte> text, out int exponent)
    {
        exponent = 0;
        var negative = false;
        if (!text.IsEmpty && text[0] is (byte)'+' or (byte)'-')
        {
            negative = text[0] == (byte)'-';
            text = text[1..];
        }

        if (text.IsEmpty || text.Length > 3) return false;
        foreach (var c in text)
        {
            var digit = c - (byte)'0';
            if (digit is < 0 or > 9) return false;
            exponent = exponent * 10 + digit;
        }

        if (negative) exponent = -exponent;
        return true;
    }

    private static Result<long, DecimalTextError> ToUnits(UInt128 digits, int shift, bool negative)
    {
        if (digits == 0) return 0L;
        for (; shift < 0; shift++)
        {
            var (quotient, remainder) = UInt128.DivRem(digits, 10);
            if (remainder != 0) return DecimalTextError.TooPrecise;
            digits = quotient;
        }

        for (; shift > 0; shift--)
        {
            if (digits > long.MaxValue) return DecimalTextError.OutOfRange;
            digits *= 10;
        }

        if (negative) return digits <= (UInt128)long.MaxValue + 1 ? (long)-(Int128)digits : DecimalTextError.OutOfRange;
        return digits <= long.MaxValue ? (long)digits : DecimalTextError.OutOfRange;
    }

    private static long[] CreatePowersOfTen()
    {
        var powers = new long[ScaleMax + 1];
        powers[0] = 1;
        for (var i = 1; i < powers.Length; i++) powers[i] = powers[i - 1] * 10;
        return powers;
    }
}
