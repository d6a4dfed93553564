using System;
using Trading.Model;

namespace Trading.Numerics;

/// <summary>
/// A way on which messages keep their order, as on one connection: a message that draws a shorter delay than the one before
/// it arrives together with that one, behind it.
/// </summary>
/// <param name="sampler">Draws the delays.</param>
public sealed class DelayLine(DelaySampler sampler)
{
    private long _lastArrivalNs = long.MinValue;

    /// <summary>No message takes less, nanoseconds, at least 1.</summary>
    public long MinNs => sampler.MinNs;

    /// <summary>When a message arrives.</summary>
    /// <param name="sentNs">When it was sent, UNIX nanoseconds; not before the message sent last.</param>
    /// <returns>At least <see cref="MinNs"/> later, and never before the message sent last.</returns>
    public long ArrivalNs(long sentNs) => _lastArrivalNs = Math.Max(_lastArrivalNs, sentNs + sampler.NextNs());

    /// <summary>Writes the state.</summary>
    public void Save(StateWriter writer)
    {
        sampler.Save(writer);
        writer.Write(_lastArrivalNs);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(ref StateReader reader)
    {
        sampler.Load(ref reader);
        _lastArrivalNs = reader.ReadInt64();
    }
}
