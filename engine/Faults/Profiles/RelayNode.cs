using System;
using System.Buffers;
using Trading.Durable;
using Trading.Exchange;
using Trading.Model;

namespace Trading.Faults;

/// <summary>
/// A node that does what only some nodes do: it hands each batch of commands on to a book, exactly once and in order, and sets
/// a timer now and then, which sends a cancel.
/// </summary>
internal sealed class RelayNode(string target) : INode
{
    private const int CallsPerTimer = 5;
    private const long TimerNsMin = 200_000_000;
    private ulong _calls;
    private ulong _timers;
    private UInt128 _chain;

    public uint Version => 1;

    public bool Accepts(NodeInputKind kind, ReadOnlySpan<byte> payload) => kind switch
    {
        NodeInputKind.Call => BookCall.KindOf(payload) is not null,
        NodeInputKind.Timer => payload.IsEmpty,
        NodeInputKind.Deliver => false,
    };

    public bool IsUrgent(ReadOnlySpan<byte> payload) => false;

    public void Handle(in NodeInput input, NodeOutput output)
    {
        if (input.Kind == NodeInputKind.Timer)
        {
            _timers++;
            output.Send(target, BookCall.Commands([new BookCommand { Kind = BookCommandKind.Cancel, OrderId = _calls, TimeNs = input.TimeNs }]));
            return;
        }

        _calls++;
        _chain = StateHasher.Chain(_chain, input.Payload);
        output.Send(target, input.Payload);
        if (_calls % CallsPerTimer == 0) output.SetTimer(1 + (_calls / CallsPerTimer % 3), input.TimeNs + TimerNsMin * (long)(1 + _calls % 7));
        new StateWriter(output.Answer).Write(_calls);
        new StateWriter(output.Answer).Write(_timers);
    }

    public void Query(ReadOnlySpan<byte> query, IBufferWriter<byte> answer) => new StateWriter(answer).Write(_calls);

    public UInt128 StateHash() => new StateHasher().Add(_calls).Add(_timers).Add(_chain).Current;

    public void Save(IBufferWriter<byte> destination)
    {
        var writer = new StateWriter(destination);
        writer.Write(_calls);
        writer.Write(_timers);
        writer.Write(_chain);
    }

    public NodeLoadOutcome Load(ReadOnlySpan<byte> saved)
    {
        var reader = new StateReader(saved);
        var (calls, timers, chain) = (reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadUInt128());
        if (!reader.IsComplete) return NodeLoadOutcome.Malformed;
        (_calls, _timers, _chain) = (calls, timers, chain);
        return NodeLoadOutcome.Loaded;
    }
}
