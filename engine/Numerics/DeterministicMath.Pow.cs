namespace Trading.Numerics;

public static partial class DeterministicMath
{
    // At and beyond it every number is an even integer.
    private const double EvenFrom = 9007199254740992.0;

    // Beyond it, even the base nearest to 1 overflows or vanishes.
    private const double ExponentMax = 1.8446744073709552e19;

    /// <summary>x to the power of y, special values as IEEE 754 has them.</summary>
    /// <remarks>
    /// exp(y log x) with the logarithm and the product in two doubles each: an error of the exponent is an error of the
    /// result multiplied by up to 745. 1 for y = 0 and for x = 1, whatever the other is; NaN for a negative x with a y that
    /// is no integer.
    /// </remarks>
    public static double Pow(double x, double y)
    {
        if (y == 0 || x == 1) return 1;
        if (double.IsNaN(x) || double.IsNaN(y)) return double.NaN;
        if (double.IsInfinity(y)) return PowOfInfiniteExponent(x, y);
        var isInteger = IsInteger(y);
        var sign = double.IsNegative(x) && isInteger && IsOdd(y) ? -1.0 : 1.0;
        if (x == 0 || double.IsInfinity(x)) return sign * (x == 0 == y < 0 ? double.PositiveInfinity : 0);
        if (x < 0 && !isInteger) return double.NaN;
        return sign * PowOfPositive(double.Abs(x), y);
    }

    private static double PowOfInfiniteExponent(double x, double y)
    {
        var size = double.Abs(x);
        if (size == 1) return 1;
        return size > 1 == y > 0 ? double.PositiveInfinity : 0;
    }

    private static double PowOfPositive(double x, double y)
    {
        if (x == 1) return 1;
        if (double.Abs(y) > ExponentMax) return x > 1 == y > 0 ? double.PositiveInfinity : 0;
        var power = LogOfPositive(x).Times(y);
        if (power.High > ExpArgumentMax + 1) return double.PositiveInfinity;
        if (power.High < ExpArgumentMin - 1) return 0;
        var exponent = Nearest(power.High * InverseLn2);
        var reduced = DoubleDouble.Sum(power.High - exponent * Ln2High, power.Low - exponent * Ln2Low);
        return Scale(ExpOfReduced(reduced.High, reduced.Low), exponent);
    }

    /// <summary>The logarithm of a positive finite number with an error below 2^-68 of it.</summary>
    private static DoubleDouble LogOfPositive(double x)
    {
        var mantissa = Split(x, out var exponent);
        var f = mantissa - 1;
        var s = DoubleDouble.Quotient(f, DoubleDouble.Sum(2, f));
        var z = s.Times(s);
        // 2 artanh(s) = 2s (1 + z/3 + z²/5 + …): from z³ on, one double is precise enough.
        var w = z.High;
        var rest = 1.0 / 9 + w * (1.0 / 11 + w * (1.0 / 13 + w * (1.0 / 15 + w * (1.0 / 17 + w * (1.0 / 19
            + w * (1.0 / 21 + w * (1.0 / 23 + w * (1.0 / 25 + w * (1.0 / 27)))))))));
        var tail = z.Times(1.0 / 7 + w * rest).Plus(OneFifth);
        var series = z.Times(z.Times(tail).Plus(OneThird)).Plus(DoubleDouble.One);
        var log = s.Times(series).Twice();
        return DoubleDouble.Sum(exponent * Ln2High, exponent * Ln2Low).Plus(log);
    }

    private static readonly DoubleDouble OneThird = new(0.3333333333333333, 1.850371707708594e-17);

    private static readonly DoubleDouble OneFifth = new(0.2, -1.1102230246251566e-17);

    private static bool IsInteger(double y) => double.Abs(y) >= EvenFrom || (long)y == y;

    private static bool IsOdd(double y) => double.Abs(y) < EvenFrom && ((long)y & 1) != 0;
}
