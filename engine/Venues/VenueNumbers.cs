using System;
using Trading.Model;

namespace Trading.Venues;

/// <summary>Prices and quantities of a symbol, from their decimal text: never through floating point.</summary>
internal static class VenueNumbers
{
    public static VenueDecodeError ReadPrice(VenueSymbols symbols, VenueSymbol symbol, ReadOnlySpan<byte> text, out long units)
    {
        units = 0;
        if (!symbols.IsDiscovering) return Read(text, symbol.PriceScale, out units);
        if (!TryMeasure(text, out var scale, out var precision)) return VenueDecodeError.BadNumber;
        symbol.PriceScale = Math.Max(symbol.PriceScale, scale);
        symbol.PricePrecision = Math.Max(symbol.PricePrecision, precision);
        return VenueDecodeError.None;
    }

    public static VenueDecodeError ReadQuantity(VenueSymbols symbols, VenueSymbol symbol, ReadOnlySpan<byte> text, out long units)
    {
        units = 0;
        if (!symbols.IsDiscovering)
        {
            var error = Read(text, symbol.QuantityScale, out units);
            return error == VenueDecodeError.None && units < 0 ? VenueDecodeError.BadNumber : error;
        }

        if (!TryMeasure(text, out var scale, out var precision)) return VenueDecodeError.BadNumber;
        symbol.QuantityScale = Math.Max(symbol.QuantityScale, scale);
        symbol.QuantityPrecision = Math.Max(symbol.QuantityPrecision, precision);
        return VenueDecodeError.None;
    }

    /// <summary>A mark price, which venues tell with more places than the instrument's prices have: rounded half to even.</summary>
    public static VenueDecodeError ReadMark(VenueSymbol symbol, ReadOnlySpan<byte> text, out long units)
    {
        units = 0;
        if (!TryMeasure(text, out var scale, out _)) return VenueDecodeError.BadNumber;
        var excess = Math.Max(0, scale - symbol.PriceScale);
        var error = Read(text, symbol.PriceScale + excess, out var exact);
        units = (long)Money.DivideToEven(exact, DecimalText.PowerOfTen(excess));
        return error;
    }

    /// <summary>A funding rate in parts per billion.</summary>
    public static VenueDecodeError ReadRate(ReadOnlySpan<byte> text, out long ppb) => Read(text, 9, out ppb);

    /// <summary>How many decimal places a text needs (scale) and shows (precision).</summary>
    private static bool TryMeasure(ReadOnlySpan<byte> text, out int scale, out int precision)
    {
        scale = precision = 0;
        var exponentAt = text.IndexOfAny((byte)'e', (byte)'E');
        if (exponentAt < 0)
        {
            var point = text.IndexOf((byte)'.');
            precision = point < 0 ? 0 : text.Length - point - 1;
            scale = point < 0 ? 0 : text[(point + 1)..].TrimEnd((byte)'0').Length;
            return precision <= DecimalText.ScaleMax && DecimalText.Parse(text, precision).IsOk;
        }

        // With an exponent, the smallest scale that represents it exactly is both.
        for (; scale <= DecimalText.ScaleMax; scale++)
        {
            if (!DecimalText.Parse(text, scale).TryGet(out _, out var error))
            {
                if (error == DecimalTextError.TooPrecise) continue;
                return false;
            }

            precision = scale;
            return true;
        }

        return false;
    }

    private static VenueDecodeError Read(ReadOnlySpan<byte> text, int scale, out long units) =>
        DecimalText.Parse(text, scale).TryGet(out units, out var error)
            ? VenueDecodeError.None
            : error == DecimalTextError.TooPrecise ? VenueDecodeError.TooPrecise : VenueDecodeError.BadNumber;
}
