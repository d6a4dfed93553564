using Trading.Model;

namespace Trading.Simulation;

/// <summary>The rate multiplier of a burst: spikes that arrive at random and halve with a half-life.</summary>
internal struct BurstScheduler(BurstSettings settings, SeededRandom random)
{
    private const int BasePermille = 1_000;

    private SeededRandom _random = random;
    private long _spikeNs = long.MinValue;
    private long _nextSpikeNs = long.MinValue;

    /// <summary>Starts a burst: the first spike comes at once.</summary>
    public void Start(long nowNs)
    {
        _spikeNs = nowNs;
        _nextSpikeNs = nowNs + Exponential.Next(ref _random, settings.MeanIntervalNs);
    }

    /// <summary>The rate at a time, in thousandths of the base rate: never below 1,000, at most the peak.</summary>
    public int RatePermille(long nowNs)
    {
        while (nowNs >= _nextSpikeNs)
        {
            _spikeNs = _nextSpikeNs;
            _nextSpikeNs += Exponential.Next(ref _random, settings.MeanIntervalNs);
        }

        return BasePermille + Decay(settings.PeakPermille - BasePermille, nowNs - _spikeNs, settings.HalfLifeNs);
    }

    /// <summary>Writes the state.</summary>
    public readonly void Save(StateWriter writer)
    {
        writer.Write(_random);
        writer.Write(_spikeNs);
        writer.Write(_nextSpikeNs);
    }

    /// <summary>Reads the state.</summary>
    public void Load(ref StateReader reader)
    {
        _random = reader.ReadRandom();
        _spikeNs = reader.ReadInt64();
        _nextSpikeNs = reader.ReadInt64();
    }

    /// <summary>height × 2^-(age / half-life), linear between two powers of two.</summary>
    internal static int Decay(int height, long ageNs, long halfLifeNs)
    {
        var halvings = ageNs / halfLifeNs;
        if (halvings >= 31) return 0;
        var upper = (long)height >> (int)halvings;
        var lower = upper >> 1;
        return (int)(upper - (long)((System.Int128)(upper - lower) * (ageNs % halfLifeNs) / halfLifeNs));
    }
}
