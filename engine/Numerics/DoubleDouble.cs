namespace Trading.Numerics;

/// <summary>
/// A number as the sum of two doubles, about 106 bits: error-free sums by D. E. Knuth, error-free products by T. J. Dekker
/// (A floating-point technique for extending the available precision, 1971). The parts stay far from the ends of the range.
/// </summary>
/// <param name="High">The number, rounded.</param>
/// <param name="Low">What rounding lost.</param>
internal readonly record struct DoubleDouble(double High, double Low)
{
    /// <summary>1.</summary>
    public static readonly DoubleDouble One = new(1, 0);

    // 2^27 + 1 splits a mantissa into halves whose products are exact.
    private const double Splitter = 134217729;

    /// <summary>The exact sum of two doubles.</summary>
    public static DoubleDouble Sum(double a, double b)
    {
        var sum = a + b;
        var partOfB = sum - a;
        return new(sum, a - (sum - partOfB) + (b - partOfB));
    }

    /// <summary>A quotient.</summary>
    public static DoubleDouble Quotient(double dividend, DoubleDouble divisor)
    {
        var first = dividend / divisor.High;
        var product = Product(first, divisor.High);
        var rest = dividend - product.High - product.Low - first * divisor.Low;
        return Ordered(first, rest / divisor.High);
    }

    /// <summary>A product.</summary>
    public DoubleDouble Times(double other)
    {
        var product = Product(High, other);
        return Ordered(product.High, product.Low + Low * other);
    }

    /// <summary>A product.</summary>
    public DoubleDouble Times(DoubleDouble other)
    {
        var product = Product(High, other.High);
        return Ordered(product.High, product.Low + (High * other.Low + Low * other.High));
    }

    /// <summary>A sum.</summary>
    public DoubleDouble Plus(DoubleDouble other)
    {
        var sum = Sum(High, other.High);
        return Ordered(sum.High, sum.Low + (Low + other.Low));
    }

    /// <summary>Twice the number, exactly.</summary>
    public DoubleDouble Twice() => new(2 * High, 2 * Low);

    /// <summary>The exact sum of two doubles of which the first is not smaller.</summary>
    private static DoubleDouble Ordered(double large, double small)
    {
        var sum = large + small;
        return new(sum, small - (sum - large));
    }

    private static DoubleDouble Product(double a, double b)
    {
        var product = a * b;
        var (aHigh, aLow) = Halves(a);
        var (bHigh, bLow) = Halves(b);
        return new(product, aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow));
    }

    private static (double High, double Low) Halves(double a)
    {
        var scaled = Splitter * a;
        var high = scaled - (scaled - a);
        return (high, a - high);
    }
}
