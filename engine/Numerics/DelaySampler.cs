using Trading.Model;

namespace Trading.Numerics;

/// <summary>Stand-in.</summary>
public sealed class DelaySampler(long fixedNs)
{
    private long _drawn;

    /// <summary>Min.</summary>
    public long MinNs => fixedNs;

    /// <summary>Next.</summary>
    public long Next()
    {
        _drawn++;
        return fixedNs;
    }

    /// <summary>Save.</summary>
    public void Save(StateWriter writer) => writer.Write(_drawn);

    /// <summary>Load.</summary>
    public void Load(ref StateReader reader) => _drawn = reader.ReadInt64();
}
