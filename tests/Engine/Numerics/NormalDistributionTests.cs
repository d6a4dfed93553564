using System;
using System.Linq;
using CsCheck;
using Trading.Model;
using Trading.Numerics;
using Xunit;

namespace Trading.Tests.Numerics;

public sealed class NormalDistributionTests
{
    [Fact]
    public void Quantiles_are_those_of_the_vectors()
    {
        var vectors = MathVectors.Read("quantile").ToArray();
        Assert.InRange(vectors.Length, 100, 1_000);
        Assert.All(vectors, v => Assert.InRange(Math.Abs(NormalDistribution.Quantile(v[0]) - v[1]), 0, 1e-15 * Math.Abs(v[1])));
    }

    [Theory]
    [InlineData(0.0, double.NegativeInfinity)]
    [InlineData(1.0, double.PositiveInfinity)]
    [InlineData(0.5, 0.0)]
    [InlineData(-0.1, double.NaN)]
    [InlineData(1.1, double.NaN)]
    [InlineData(double.NaN, double.NaN)]
    public void Quantiles_of_special_values(double probability, double expected) =>
        Assert.Equal(expected, NormalDistribution.Quantile(probability));

    [Fact]
    public void Quantiles_never_fall() => Gen.Select(Gen.Double.Unit, Gen.Double.Unit).Sample(
        (p, q) => NormalDistribution.Quantile(Math.Min(p, q)) <= NormalDistribution.Quantile(Math.Max(p, q)), iter: 20_000);

    [Fact]
    public void Quantiles_mirror_each_other() => Gen.Int[1, (1 << 30) - 1].Sample(
        cell => NormalDistribution.Quantile(Math.ScaleB(cell, -30)) == -NormalDistribution.Quantile(1 - Math.ScaleB(cell, -30)),
        iter: 20_000);

    [Fact]
    public void The_pieces_join_without_a_step()
    {
        foreach (var border in new[] { 0.075, DeterministicMath.Exp(-25) })
        {
            var below = NormalDistribution.Quantile(border * (1 - 1e-13));
            var above = NormalDistribution.Quantile(border * (1 + 1e-13));
            Assert.InRange(above - below, 0, 1e-12);
        }
    }

    [Fact]
    public void Samples_have_the_moments_of_the_distribution()
    {
        const int Count = 200_000;
        var random = SeededRandom.Create(3, "normal");
        var samples = Enumerable.Range(0, Count).Select(_ => NormalDistribution.Next(ref random)).ToArray();
        var mean = samples.Average();
        // Four standard errors of a stream that never changes.
        Assert.InRange(mean, -0.009, 0.009);
        Assert.InRange(samples.Average(sample => sample * sample), 0.987, 1.013);
        Assert.InRange(samples.Average(sample => sample * sample * sample), -0.035, 0.035);
        Assert.InRange(samples.Average(sample => sample * sample * sample * sample), 2.91, 3.09);
        Assert.InRange(samples.Count(sample => sample > 1.6448536269514722), 9_610, 10_390);
    }

    [Fact]
    public void One_sample_takes_one_draw()
    {
        var (random, other) = (SeededRandom.Create(3, "normal"), SeededRandom.Create(3, "normal"));
        NormalDistribution.Next(ref random);
        other.NextUInt64();
        Assert.Equal(other, random);
    }
}
