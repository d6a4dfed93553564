using System;

namespace Trading.Numerics;

/// <summary>
/// Exponential, logarithm, power and square root that give the same bits on every machine: built only from + − × ÷, square
/// root and bit operations, each of which IEEE 754 defines to the last bit (and .NET never fuses on its own). The error of
/// each is below one unit in the last place.
/// </summary>
/// <remarks>
/// Method: argument reduction by W. J. Cody and W. Waite (Software Manual for the Elementary Functions, 1980), as fdlibm
/// does it; then the Taylor series of the reduced argument, long enough that its rest is below a fiftieth of a unit. Special
/// values follow IEEE 754-2019, section 9.2.1. For sampling and statistics only: never for money.
/// </remarks>
public static partial class DeterministicMath
{
    /// <summary>Above it the exponential is infinite.</summary>
    internal const double ExpArgumentMax = 709.782712893384;

    /// <summary>Below it the exponential rounds to zero.</summary>
    internal const double ExpArgumentMin = -745.1332191019412;

    private const double InverseLn2 = 1.4426950408889634;

    // ln 2 in two parts: the first has 42 bits, so that its product with any binary exponent is exact.
    private const double Ln2High = 0.6931471805598903;
    private const double Ln2Low = 5.497923018708371e-14;

    private const double SmallestNormal = 2.2250738585072014e-308;
    private const double SquareRootOf2 = 1.4142135623730951;
    private const int MantissaBits = 52;
    private const int ExponentBias = 1023;
    private const long MantissaMask = (1L << MantissaBits) - 1;

    /// <summary>The square root, rounded to nearest: IEEE 754 leaves no choice. NaN below zero.</summary>
    public static double Sqrt(double x) => Math.Sqrt(x);

    /// <summary>e to the power of x. +∞ above 709.78…, a subnormal number below −708.39…, 0 below −745.13….</summary>
    public static double Exp(double x)
    {
        if (double.IsNaN(x)) return x;
        if (x > ExpArgumentMax) return double.PositiveInfinity;
        if (x < ExpArgumentMin) return 0;
        var exponent = Nearest(x * InverseLn2);
        return Scale(ExpOfReduced(x - exponent * Ln2High, -exponent * Ln2Low), exponent);
    }

    /// <summary>The natural logarithm. −∞ at 0, NaN below, +∞ at +∞.</summary>
    public static double Log(double x)
    {
        if (double.IsNaN(x) || x == double.PositiveInfinity) return x;
        if (x == 0) return double.NegativeInfinity;
        if (x < 0) return double.NaN;
        var mantissa = Split(x, out var exponent);
        var f = mantissa - 1;
        var s = f / (2 + f);
        var z = s * s;
        var half = 0.5 * f * f;
        // log(1 + f) = 2 artanh(s) = f − f²/2 + s (f²/2 + tail): f is exact, and what is added to it is small.
        return exponent * Ln2High - (half - (s * (half + ArtanhTail(z)) + exponent * Ln2Low) - f);
    }

    /// <summary>e to the power of high + low, for a sum within ± 0.35 and a low part that is a correction.</summary>
    private static double ExpOfReduced(double high, double low)
    {
        var r = high + low;
        var r2 = r * r;
        var r4 = r2 * r2;
        // 1/2 + r/6 + … + r^11/13!, summed in pairs of pairs: shorter chains, and smaller errors than term by term.
        var first = 0.5 + r * 0.16666666666666666 + r2 * (0.041666666666666664 + r * 0.008333333333333333);
        var second = 0.001388888888888889 + r * 0.0001984126984126984
            + r2 * (2.48015873015873e-05 + r * 2.7557319223985893e-06);
        var third = 2.755731922398589e-07 + r * 2.505210838544172e-08
            + r2 * (2.08767569878681e-09 + r * 1.6059043836821613e-10);
        return 1 + (high + (low + r2 * (first + r4 * (second + r4 * third))));
    }

    /// <summary>2z/3 + 2z²/5 + … + 2z^10/21: what 2 artanh(s) ÷ s has beyond 2, for z = s² up to 0.0295.</summary>
    private static double ArtanhTail(double z)
    {
        var w = z * z;
        var odd = 2.0 / 3 + w * (2.0 / 7 + w * (2.0 / 11 + w * (2.0 / 15 + w * (2.0 / 19))));
        var even = 2.0 / 5 + w * (2.0 / 9 + w * (2.0 / 13 + w * (2.0 / 17 + w * (2.0 / 21))));
        return z * (odd + z * even);
    }

    /// <summary>A positive finite number as mantissa × 2^exponent, the mantissa between √½ and √2.</summary>
    private static double Split(double x, out int exponent)
    {
        exponent = 0;
        if (x < SmallestNormal)
        {
            x *= 1L << 54;
            exponent = -54;
        }

        var bits = BitConverter.DoubleToInt64Bits(x);
        exponent += (int)(bits >> MantissaBits) - ExponentBias;
        var mantissa = BitConverter.Int64BitsToDouble((bits & MantissaMask) | ((long)ExponentBias << MantissaBits));
        if (mantissa <= SquareRootOf2) return mantissa;
        exponent++;
        return mantissa * 0.5;
    }

    /// <summary>The nearest integer of a number within ± 2000; a half goes away from zero.</summary>
    private static int Nearest(double x) => (int)(x + (x < 0 ? -0.5 : 0.5));

    /// <summary>value × 2^exponent, for a value near 1: in two steps where one power of two would leave the range.</summary>
    private static double Scale(double value, int exponent)
    {
        if (exponent > ExponentBias) return value * PowerOf2(exponent - 1) * 2;
        return exponent > -ExponentBias
            ? value * PowerOf2(exponent)
            : value * PowerOf2(exponent + 200) * PowerOf2(-200);
    }

    private static double PowerOf2(int exponent) =>
        BitConverter.Int64BitsToDouble((long)(exponent + ExponentBias) << MantissaBits);
}
