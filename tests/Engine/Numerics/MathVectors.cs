using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Trading.Tests.Numerics;

/// <summary>Arguments and correctly rounded results, computed with 400 bits by tests/data/numerics/vectors.py.</summary>
internal static class MathVectors
{
    /// <summary>One line each: the arguments, then the result.</summary>
    public static IEnumerable<double[]> Read(string name)
    {
        using var stream = typeof(MathVectors).Assembly.GetManifestResourceStream("numerics/" + name)
            ?? throw new InvalidOperationException($"no vectors of {name}");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line) yield return [.. line.Split(' ').Select(FromBits)];
    }

    /// <summary>How many doubles lie between two finite ones of the same sign, or of which one is zero.</summary>
    public static long UnitsApart(double left, double right) =>
        Math.Abs(BitConverter.DoubleToInt64Bits(left) - BitConverter.DoubleToInt64Bits(right));

    private static double FromBits(string bits) =>
        BitConverter.UInt64BitsToDouble(ulong.Parse(bits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
}
