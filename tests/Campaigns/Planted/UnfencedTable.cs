using System;
using System.Collections.Generic;
using Trading.Journal;

namespace Trading.Campaigns.Planted;

/// <summary>A table in memory that may have a bug: it looks at neither epoch nor sequence.</summary>
internal sealed class UnfencedTable(bool isFenced)
{
    private readonly BlockTable _fenced = new();
    private readonly List<byte[]> _blocks = [];

    /// <summary>The blocks as they were written.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Blocks
    {
        get
        {
            for (ulong sequence = 1; !_fenced.Read(sequence).IsEmpty; sequence++) yield return _fenced.Read(sequence);
            foreach (var block in _blocks) yield return block;
        }
    }

    public ulong Open() => _fenced.Open().Epoch;

    public AppendOutcome Append(ulong epoch, ulong sequence, ReadOnlyMemory<byte> block)
    {
        if (isFenced) return _fenced.Append(epoch, sequence, block);
        _blocks.Add(block.ToArray());
        return AppendOutcome.Committed;
    }

    public AppendOutcome Confirm(ulong epoch, ulong sequence) =>
        isFenced ? _fenced.Confirm(epoch, sequence) : AppendOutcome.Committed;
}
