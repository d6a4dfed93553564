using System;
using System.Linq;
using CsCheck;
using Trading.Model;
using Trading.Numerics;
using Xunit;

namespace Trading.Tests.Numerics;

public sealed class DeterministicMathTests
{
    private const double Infinity = double.PositiveInfinity;
    private const double Smallest = double.Epsilon;

    private static readonly Gen<double> Exponents = Gen.Double[-700, 700];
    private static readonly Gen<double> Positives = Gen.Double[-300, 300].Select(DeterministicMath.Exp);

    [Fact]
    public void Exp_is_within_one_unit_of_the_vectors() => Check("exp", v => DeterministicMath.Exp(v[0]));

    [Fact]
    public void Log_is_within_one_unit_of_the_vectors() => Check("log", v => DeterministicMath.Log(v[0]));

    [Fact]
    public void Pow_is_within_one_unit_of_the_vectors() => Check("pow", v => DeterministicMath.Pow(v[0], v[1]));

    [Theory]
    [InlineData(0.0, 1.0)]
    [InlineData(Infinity, Infinity)]
    [InlineData(-Infinity, 0.0)]
    [InlineData(double.NaN, double.NaN)]
    [InlineData(709.782712893384, 1.7976931348622732e308)]
    [InlineData(709.7827128933841, Infinity)]
    [InlineData(-745.1332191019411, Smallest)]
    [InlineData(-745.1332191019413, 0.0)]
    [InlineData(Smallest, 1.0)]
    [InlineData(double.MaxValue, Infinity)]
    [InlineData(double.MinValue, 0.0)]
    public void Exp_of_special_values(double x, double expected) => Same(expected, DeterministicMath.Exp(x));

    [Theory]
    [InlineData(1.0, 0.0)]
    [InlineData(0.0, -Infinity)]
    [InlineData(-1.0, double.NaN)]
    [InlineData(-Infinity, double.NaN)]
    [InlineData(Infinity, Infinity)]
    [InlineData(double.NaN, double.NaN)]
    [InlineData(Smallest, -744.4400719213812)]
    [InlineData(double.MaxValue, 709.782712893384)]
    public void Log_of_special_values(double x, double expected) => Same(expected, DeterministicMath.Log(x));

    [Theory]
    [InlineData(double.NaN, 0.0, 1.0)]
    [InlineData(1.0, double.NaN, 1.0)]
    [InlineData(double.NaN, 1.0, double.NaN)]
    [InlineData(2.0, double.NaN, double.NaN)]
    [InlineData(0.0, 3.0, 0.0)]
    [InlineData(0.0, -3.0, Infinity)]
    [InlineData(-1.0, Infinity, 1.0)]
    [InlineData(-1.0, -Infinity, 1.0)]
    [InlineData(0.5, Infinity, 0.0)]
    [InlineData(0.5, -Infinity, Infinity)]
    [InlineData(-2.0, Infinity, Infinity)]
    [InlineData(2.0, -Infinity, 0.0)]
    [InlineData(Infinity, 0.5, Infinity)]
    [InlineData(Infinity, -0.5, 0.0)]
    [InlineData(-Infinity, 3.0, -Infinity)]
    [InlineData(-Infinity, 2.0, Infinity)]
    [InlineData(-Infinity, -3.0, -0.0)]
    [InlineData(-Infinity, -2.0, 0.0)]
    [InlineData(-8.0, 1.0 / 3, double.NaN)]
    [InlineData(-2.0, 3.0, -8.0)]
    [InlineData(-2.0, 4.0, 16.0)]
    [InlineData(-1.0, 9007199254740991.0, -1.0)]
    [InlineData(-1.0, 9007199254740992.0, 1.0)]
    [InlineData(2.0, 1024.0, Infinity)]
    [InlineData(2.0, -1075.0, 0.0)]
    [InlineData(2.0, 1e300, Infinity)]
    [InlineData(0.5, 1e300, 0.0)]
    [InlineData(2.0, 1e-300, 1.0)]
    [InlineData(2.0, 1023.0, 8.98846567431158e307)]
    [InlineData(Smallest, 1.0, Smallest)]
    [InlineData(double.MaxValue, 1.0, double.MaxValue)]
    public void Pow_of_special_values(double x, double y, double expected) => Same(expected, DeterministicMath.Pow(x, y));

    [Fact]
    public void Negative_zero_has_its_own_results()
    {
        Same(1, DeterministicMath.Exp(-0.0));
        Same(-Infinity, DeterministicMath.Log(-0.0));
        Same(-0.0, DeterministicMath.Sqrt(-0.0));
        Same(-0.0, DeterministicMath.Pow(-0.0, 3));
        Same(0, DeterministicMath.Pow(-0.0, 2));
        Same(-Infinity, DeterministicMath.Pow(-0.0, -3));
        Same(Infinity, DeterministicMath.Pow(-0.0, -2.5));
    }

    [Fact]
    public void Exp_never_falls() => Gen.Select(Exponents, Exponents).Sample(
        (x, y) => DeterministicMath.Exp(Math.Min(x, y)) <= DeterministicMath.Exp(Math.Max(x, y)), iter: 20_000);

    [Fact]
    public void Log_never_falls() => Gen.Select(Positives, Positives).Sample(
        (x, y) => DeterministicMath.Log(Math.Min(x, y)) <= DeterministicMath.Log(Math.Max(x, y)), iter: 20_000);

    [Fact]
    public void Neighbours_across_the_borders_of_reduction_keep_their_order()
    {
        for (var half = -1000.5; half <= 1000; half++)
        {
            var border = half * 0.6931471805599453;
            Assert.True(DeterministicMath.Exp(Math.BitDecrement(border)) <= DeterministicMath.Exp(Math.BitIncrement(border)));
        }

        for (var exponent = -1000; exponent <= 1000; exponent++)
        {
            var border = Math.ScaleB(1.4142135623730951, exponent);
            Assert.True(DeterministicMath.Log(border) <= DeterministicMath.Log(Math.BitIncrement(border)));
        }
    }

    [Fact]
    public void Log_undoes_exp() => Exponents.Sample(
        x => Math.Abs(DeterministicMath.Log(DeterministicMath.Exp(x)) - x) <= 3e-16 * Math.Max(1, Math.Abs(x)), iter: 20_000);

    [Fact]
    public void Exp_of_the_opposite_is_the_inverse() => Exponents.Sample(
        x => MathVectors.UnitsApart(DeterministicMath.Exp(x) * DeterministicMath.Exp(-x), 1) <= 5, iter: 20_000);

    [Fact]
    public void Pow_with_small_integers_is_repeated_multiplication() => Gen.Double[0.01, 100].Sample(
        x => MathVectors.UnitsApart(DeterministicMath.Pow(x, 3), x * x * x) <= 3
            && DeterministicMath.Pow(x, 1) == x
            && MathVectors.UnitsApart(DeterministicMath.Pow(x, -1), 1 / x) <= 2
            && MathVectors.UnitsApart(DeterministicMath.Pow(x, 0.5), DeterministicMath.Sqrt(x)) <= 2, iter: 20_000);

    [Fact]
    public void Powers_of_two_are_exact()
    {
        for (var exponent = -1074; exponent <= 1023; exponent++)
        {
            Assert.Equal(Math.ScaleB(1, exponent), DeterministicMath.Pow(2, exponent));
        }
    }

    [Fact]
    public void Equal_on_every_machine()
    {
        // One number over a million results: a machine that differs in any bit of any of them fails here.
        var random = SeededRandom.Create(1, "deterministic-math");
        var hasher = new StateHasher();
        for (var i = 0; i < 250_000; i++)
        {
            var x = (random.NextDouble() - 0.5) * 1500;
            var y = random.NextDouble() * 100;
            hasher.Add(BitConverter.DoubleToInt64Bits(DeterministicMath.Exp(x)));
            hasher.Add(BitConverter.DoubleToInt64Bits(DeterministicMath.Log(y)));
            hasher.Add(BitConverter.DoubleToInt64Bits(DeterministicMath.Pow(y, x / 100)));
            hasher.Add(BitConverter.DoubleToInt64Bits(NormalDistribution.Next(ref random)));
        }

        Assert.Equal("a5eb7488e3c00a77bcdf7b00ad1ad3e1", StateHasher.ToText(hasher.Current));
    }

    private static void Check(string name, Func<double[], double> function)
    {
        var vectors = MathVectors.Read(name).ToArray();
        Assert.InRange(vectors.Length, 100, 1_000);
        Assert.All(vectors, v => Assert.InRange(MathVectors.UnitsApart(v[^1], function(v)), 0, 1));
    }

    private static void Same(double expected, double actual) =>
        Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(actual));
}
