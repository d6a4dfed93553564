using System;
using System.Buffers;
using Trading.Durable;

namespace Trading.Tests.Durable;

/// <summary>A node whose state is large: every call writes all of it anew.</summary>
internal sealed class WideNode : INode
{
    public const int StateBytes = 1 << 20;
    private byte _value;

    public uint Version => 1;

    public bool Accepts(NodeInputKind kind, ReadOnlySpan<byte> payload) => true;

    public bool IsUrgent(ReadOnlySpan<byte> payload) => false;

    public void Handle(in NodeInput input, NodeOutput output) => _value++;

    public void Query(ReadOnlySpan<byte> query, IBufferWriter<byte> answer)
    {
    }

    public UInt128 StateHash() => _value;

    public void Save(IBufferWriter<byte> destination)
    {
        const int PartBytes = 1024;
        for (var part = 0; part < StateBytes / PartBytes; part++)
        {
            destination.GetSpan(PartBytes)[..PartBytes].Fill(_value);
            destination.Advance(PartBytes);
        }
    }

    public NodeLoadOutcome Load(ReadOnlySpan<byte> saved)
    {
        if (saved.Length != StateBytes) return NodeLoadOutcome.Malformed;
        _value = saved[0];
        return NodeLoadOutcome.Loaded;
    }
}
