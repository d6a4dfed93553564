using Trading.Model;

namespace Trading.Tape;

/// <summary>A filter that is bound to one tape's tables.</summary>
public sealed class TapeMatcher
{
    private readonly uint _kinds;
    private readonly bool[]? _instruments;
    private readonly bool[]? _agents;
    private readonly Side _side;
    private readonly long _fromNs;
    private readonly long _toNs;
    private readonly ulong? _orderId;

    internal TapeMatcher(TapeFilter filter, bool[]? instruments, bool[]? agents)
    {
        foreach (var kind in filter.Kinds) _kinds |= 1u << (byte)kind;
        if (filter.Kinds.IsEmpty) _kinds = uint.MaxValue;
        _instruments = instruments;
        _agents = agents;
        _side = filter.Side ?? 0;
        _fromNs = filter.FromNs;
        _toNs = filter.ToNs;
        _orderId = filter.OrderId;
    }

    /// <summary>True when the event meets every condition.</summary>
    public bool Matches(in TapeEvent e)
    {
        if ((_kinds & 1u << (byte)e.Kind) == 0 || e.TimeNs < _fromNs || e.TimeNs > _toNs) return false;
        if (_instruments is not null && (e.Instrument < 0 || !_instruments[e.Instrument])) return false;
        if (_agents is not null && (e.Agent < 0 || !_agents[e.Agent])) return false;
        if (_side != 0 && e.Side != _side) return false;
        return _orderId is not { } id || e.OrderId == id || e.CounterOrderId == id;
    }
}
