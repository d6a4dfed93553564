using System;
using System.Collections.Generic;
using Trading.Durable;

namespace Trading.Fuzz;

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
