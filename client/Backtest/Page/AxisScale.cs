using System;
using System.Collections.Generic;
using System.Globalization;

namespace Trading.Client.Backtest.Page;

/// <summary>A straight scale from values to pixels, with round numbers to write beside it.</summary>
internal sealed class AxisScale
{
    private const int MarksMax = 5;

    private readonly double _low;
    private readonly double _high;
    private readonly double _from;
    private readonly double _to;

    /// <summary>A scale.</summary>
    /// <param name="low">The least value.</param>
    /// <param name="high">The greatest value; equal ones get some room.</param>
    /// <param name="from">The pixel of the least value.</param>
    /// <param name="to">The pixel of the greatest value.</param>
    public AxisScale(double low, double high, double from, double to)
    {
        if (high <= low) (low, high) = (low - 1, low + 1);
        (_low, _high, _from, _to) = (low, high, from, to);
    }

    /// <summary>The pixel of a value, with one decimal.</summary>
    public string Pixel(double value) => Text(_from + (value - _low) / (_high - _low) * (_to - _from));

    /// <summary>A number of pixels as SVG takes it.</summary>
    public static string Text(double pixels) => pixels.ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>Round values between the ends, with their texts.</summary>
    public IEnumerable<(double Value, string Text)> Marks()
    {
        var (step, places) = Step((_high - _low) / MarksMax);
        var format = "F" + places.ToString(CultureInfo.InvariantCulture);
        for (var index = Math.Ceiling(_low / step); index * step <= _high; index++)
        {
            // Adding zero takes the sign from a negative one.
            var value = index * step + 0.0;
            yield return (value, value.ToString(format, CultureInfo.InvariantCulture));
        }
    }

    /// <summary>The least of 1, 2, 5 × 10^n that is not below a number, and the decimals that it needs.</summary>
    private static (double Step, int Places) Step(double least)
    {
        // Whole powers by multiplication: logarithms differ in their last bit from machine to machine.
        var (power, places) = (1.0, 0);
        while (power < least / 10) power *= 10;
        while (power > least && places < 12) (power, places) = (power / 10, places + 1);
        foreach (var factor in (int[])[1, 2, 5, 10])
        {
            if (power * factor >= least) return (power * factor, places);
        }

        return (power * 10, places);
    }
}
