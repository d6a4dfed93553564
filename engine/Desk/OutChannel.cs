using Trading.Model;
using Trading.Numerics;

namespace Trading.Desk;

/// <summary>The way of one node's messages to another: each takes its delay, and none overtakes another.</summary>
internal sealed class OutChannel(int source, int target, DelaySampler delay)
{
    private readonly DelayLine _line = new(delay);
    private long _sequence;

    /// <summary>The receiving node's rank.</summary>
    public int Target => target;

    /// <summary>The least delay that a message can have, in nanoseconds; at least 1.</summary>
    public long MinDelayNs => _line.MinNs;

    /// <summary>Sends out a message.</summary>
    /// <param name="nowNs">The time of the input that brought it about.</param>
    /// <param name="kind">What it says.</param>
    /// <param name="payload">Its body.</param>
    public DeskMessage Stamp(long nowNs, MessageKind kind, in MessagePayload payload) => new()
    {
        TimeNs = _line.ArrivalNs(nowNs),
        Sequence = ++_sequence,
        Source = source,
        Target = target,
        Kind = kind,
        Payload = payload,
    };

    public void Save(StateWriter writer)
    {
        writer.Write(_sequence);
        _line.Save(writer);
    }

    public void Load(ref StateReader reader)
    {
        _sequence = reader.ReadInt64();
        _line.Load(ref reader);
    }
}
