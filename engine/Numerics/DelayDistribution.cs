using System;
using System.Collections.Immutable;
using Trading.Model;

namespace Trading.Numerics;

/// <summary>
/// How long messages take on a way: fixed, log-normal, or a measured histogram. Every parameter is an integer, so that
/// rooms without floating point hold it, and two configurations are equal exactly when their numbers are.
/// </summary>
/// <remarks>
/// Round trips to servers have a sharp floor and a long right tail; the log-normal law is the simplest one with both. Where
/// a venue was measured, its histogram is better than any law.
/// </remarks>
public sealed record DelayDistribution
{
    /// <summary>The longest delay: one hour, in nanoseconds.</summary>
    public const long DelayNsMax = 3_600_000_000_000;

    /// <summary>The greatest sigma: 4, where the 99th percentile is 11,000 medians.</summary>
    public const int SigmaPpmMax = 4_000_000;

    /// <summary>The most bars of a histogram.</summary>
    public const int BarsMax = 4_096;

    /// <summary>The greatest sum of a histogram's weights.</summary>
    public const long WeightSumMax = 1L << 53;

    /// <summary>The shortest delay there is: 1 ns, always.</summary>
    public static readonly DelayDistribution Shortest = new(DelayKind.Fixed, 1, 0, 1, 1, []);

    private DelayDistribution(
        DelayKind kind, long medianNs, int sigmaPpm, long minNs, long maxNs, ImmutableArray<DelayWeight> bars) =>
        (Kind, MedianNs, SigmaPpm, MinNs, MaxNs, Bars) = (kind, medianNs, sigmaPpm, minNs, maxNs, bars);

    /// <summary>The shape.</summary>
    public DelayKind Kind { get; }

    /// <summary>The median of a log-normal delay, or the fixed one, in nanoseconds; 0 for a histogram.</summary>
    public long MedianNs { get; }

    /// <summary>The standard deviation of a log-normal delay's logarithm, in parts per million; otherwise 0.</summary>
    public int SigmaPpm { get; }

    /// <summary>No delay is shorter, nanoseconds, at least 1: known ahead, since rounds are as long as the smallest delay.</summary>
    public long MinNs { get; }

    /// <summary>No delay is longer, nanoseconds.</summary>
    public long MaxNs { get; }

    /// <summary>A histogram's bars, by rising delay; otherwise empty.</summary>
    public ImmutableArray<DelayWeight> Bars { get; }

    /// <summary>Always the same delay.</summary>
    /// <param name="delayNs">Nanoseconds, 1 to <see cref="DelayNsMax"/>.</param>
    public static Result<DelayDistribution, DelayError> Fixed(long delayNs) => IsDelay(delayNs)
        ? new DelayDistribution(DelayKind.Fixed, delayNs, 0, delayNs, delayNs, [])
        : DelayError.DelayOutOfRange;

    /// <summary>Median × e^(sigma × standard normal number), kept between a floor and a cap.</summary>
    /// <param name="medianNs">Half of all delays are longer; nanoseconds, from the floor to the cap.</param>
    /// <param name="sigmaPpm">The standard deviation of the logarithm in parts per million, 0 to <see cref="SigmaPpmMax"/>:
    /// 300,000 puts the 99th percentile at twice the median.</param>
    /// <param name="floorNs">The shortest delay, nanoseconds, at least 1: draws below it become it.</param>
    /// <param name="capNs">The longest delay, nanoseconds, up to <see cref="DelayNsMax"/>: draws above it become it.</param>
    public static Result<DelayDistribution, DelayError> LogNormal(long medianNs, int sigmaPpm, long floorNs, long capNs)
    {
        if (!IsDelay(medianNs) || !IsDelay(floorNs) || !IsDelay(capNs)) return DelayError.DelayOutOfRange;
        if (sigmaPpm is < 0 or > SigmaPpmMax) return DelayError.SigmaOutOfRange;
        if (floorNs > medianNs || medianNs > capNs) return DelayError.BoundsOutOfOrder;
        return new DelayDistribution(DelayKind.LogNormal, medianNs, sigmaPpm, floorNs, capNs, []);
    }

    /// <summary>One of a histogram's delays, as often as its weight says.</summary>
    /// <param name="bars">1 to <see cref="BarsMax"/> bars, by rising delay.</param>
    public static Result<DelayDistribution, DelayError> Empirical(ImmutableArray<DelayWeight> bars)
    {
        if (bars.IsDefaultOrEmpty || bars.Length > BarsMax) return DelayError.BadBarCount;
        var (sum, last) = (0L, 0L);
        foreach (var bar in bars)
        {
            if (!IsDelay(bar.DelayNs)) return DelayError.DelayOutOfRange;
            if (bar.Weight < 1 || bar.Weight > WeightSumMax - sum) return DelayError.WeightOutOfRange;
            if (bar.DelayNs <= last) return DelayError.BarsOutOfOrder;
            (sum, last) = (sum + bar.Weight, bar.DelayNs);
        }

        return new DelayDistribution(DelayKind.Empirical, 0, 0, bars[0].DelayNs, bars[^1].DelayNs, bars);
    }

    /// <summary>Writes the parameters in a canonical layout.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write((byte)Kind);
        writer.Write(MedianNs);
        writer.Write(SigmaPpm);
        writer.Write(MinNs);
        writer.Write(MaxNs);
        writer.Write(Bars.Length);
        foreach (var bar in Bars)
        {
            writer.Write(bar.DelayNs);
            writer.Write(bar.Weight);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote, and checks it again; the reader knows when it is damaged.</summary>
    public static DelayDistribution Read(ref StateReader reader)
    {
        var (kind, medianNs, sigmaPpm) = ((DelayKind)reader.ReadByte(), reader.ReadInt64(), reader.ReadInt32());
        var (minNs, maxNs) = (reader.ReadInt64(), reader.ReadInt64());
        var bars = ImmutableArray.CreateBuilder<DelayWeight>();
        for (var left = reader.ReadCount(16); left > 0; left--) bars.Add(new DelayWeight(reader.ReadInt64(), reader.ReadInt64()));
        Result<DelayDistribution, DelayError> read = DelayError.DelayOutOfRange;
        if (kind == DelayKind.Fixed) read = Fixed(medianNs);
        else if (kind == DelayKind.LogNormal) read = LogNormal(medianNs, sigmaPpm, minNs, maxNs);
        else if (kind == DelayKind.Empirical) read = Empirical(bars.ToImmutable());
        if (read.TryGet(out var distribution, out _)) return distribution;
        reader.Fail();
        return Shortest;
    }

    /// <summary>Same parameters.</summary>
    public bool Equals(DelayDistribution? other) =>
        other is not null && Kind == other.Kind && MedianNs == other.MedianNs && SigmaPpm == other.SigmaPpm
        && MinNs == other.MinNs && MaxNs == other.MaxNs && Bars.AsSpan().SequenceEqual(other.Bars.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((int)(MinNs * 31 + MaxNs)) ^ Bars.Length;

    private static bool IsDelay(long delayNs) => delayNs is >= 1 and <= DelayNsMax;
}
