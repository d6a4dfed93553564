using System;
using System.Collections.Generic;
using Trading.Durable;

namespace Trading.Fuzz;

/// <summary>Effects that nobody looks at.</summary>
internal class NoEffects : IDurableEffects
{
    public virtual void Append(ulong epoch, ulong sequence, ReadOnlyMemory<byte> block)
    {
    }

    public void Confirm(ulong epoch, ulong sequence)
    {
    }

    public virtual void SaveSnapshot(ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot)
    {
    }

    public void Reply(ulong ticket, in DurableReply reply)
    {
    }

    public void Send(string target, ulong sequence, ReadOnlyMemory<byte> payload)
    {
    }

    public void SetTimer(ulong id, long dueNs)
    {
    }

    public void Stop(StopReason reason)
    {
    }
}

/// <summary>Commits at once and keeps what was written.</summary>
internal sealed class SeedEffects : NoEffects
{
    public DurableNode? Node { get; set; }

    public List<byte[]> Blocks { get; } = [];

    public byte[] Snapshot { get; private set; } = [];

    public override void Append(ulong epoch, ulong sequence, ReadOnlyMemory<byte> block)
    {
        Blocks.Add(block.ToArray());
        Node?.Committed(sequence);
    }

    public override void SaveSnapshot(ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot) => Snapshot = snapshot.ToArray();
}
