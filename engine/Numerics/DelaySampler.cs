using Trading.Model;

namespace Trading.Numerics;

/// <summary>
/// Draws the delays of one way from a stream of its own: the same seed and name give the same sequence, and nobody else's
/// draws depend on it. A fixed delay draws nothing, any other exactly once.
/// </summary>
public sealed class DelaySampler
{
    private readonly DelayDistribution _distribution;
    private readonly long[] _weightsBelow;
    private readonly double _sigma;
    private SeededRandom _random;

    /// <summary>A sampler at the start of its stream.</summary>
    /// <param name="distribution">What is drawn from.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="stream">The name of the way, for example <c>binance-spot/entry</c>.</param>
    public DelaySampler(DelayDistribution distribution, ulong seed, string stream)
    {
        _distribution = distribution;
        _sigma = distribution.SigmaPpm / 1e6;
        _random = SeededRandom.Create(seed, stream);
        _weightsBelow = new long[distribution.Bars.Length];
        var sum = 0L;
        for (var bar = 0; bar < _weightsBelow.Length; bar++) _weightsBelow[bar] = sum += distribution.Bars[bar].Weight;
    }

    /// <summary>No delay is shorter, nanoseconds, at least 1.</summary>
    public long MinNs => _distribution.MinNs;

    /// <summary>No delay is longer, nanoseconds.</summary>
    public long MaxNs => _distribution.MaxNs;

    /// <summary>The next delay, nanoseconds, from <see cref="MinNs"/> to <see cref="MaxNs"/>.</summary>
    public long NextNs() => _distribution.Kind switch
    {
        DelayKind.Fixed => _distribution.MedianNs,
        DelayKind.LogNormal => NextLogNormalNs(),
        DelayKind.Empirical => NextEmpiricalNs(),
    };

    /// <summary>Writes the state: where the stream stands.</summary>
    public void Save(StateWriter writer) => writer.Write(_random);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(ref StateReader reader) => _random = reader.ReadRandom();

    private long NextLogNormalNs()
    {
        var delay = _distribution.MedianNs * DeterministicMath.Exp(_sigma * NormalDistribution.Next(ref _random));
        if (!(delay > MinNs)) return MinNs;
        return delay < MaxNs ? (long)(delay + 0.5) : MaxNs;
    }

    private long NextEmpiricalNs()
    {
        var drawn = _random.Below(_weightsBelow[^1]);
        var (low, high) = (0, _weightsBelow.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (drawn < _weightsBelow[middle]) high = middle;
            else low = middle + 1;
        }

        return _distribution.Bars[low].DelayNs;
    }
}
