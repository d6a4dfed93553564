using System;
using System.Collections.Concurrent;
using Trading.Journal;
using Trading.Model;

namespace Trading.Tests.Journal;

/// <summary>
/// Planted bug: nobody's epoch is looked at. Whatever comes is carried out as the newest owner's, the header of a block put
/// right for it, so that only the missing check is left to be found.
/// </summary>
internal sealed class EpochBlindTables(IBlockTable inner) : IBlockTable
{
    private readonly ConcurrentDictionary<string, Newest> _newest = new();

    public void Open(string node, Action<OpenedTable> opened) => inner.Open(node, table =>
    {
        var hash = _newest.TryGetValue(node, out var before) ? before.BlockHash : 0;
        _newest[node] = new Newest(table.Epoch, hash);
        opened(table);
    });

    public void Read(string node, ulong sequence, Action<ReadOnlyMemory<byte>> read) => inner.Read(node, sequence, read);

    public void Append(string node, ulong epoch, ulong sequence, ReadOnlyMemory<byte> block, Action<AppendOutcome> completed)
    {
        var newest = _newest[node];
        var copy = block.ToArray();
        if (BlockHeader.Open(copy).TryGet(out var header, out _))
        {
            (header with { Epoch = newest.Epoch, PreviousHash = newest.BlockHash }).Seal(copy);
        }

        inner.Append(node, newest.Epoch, sequence, copy, outcome =>
        {
            if (outcome == AppendOutcome.Committed) _newest[node] = newest with { BlockHash = StateHasher.Hash(copy) };
            completed(outcome);
        });
    }

    public void Confirm(string node, ulong epoch, ulong sequence, Action<AppendOutcome> completed) =>
        inner.Confirm(node, _newest[node].Epoch, sequence, completed);

    public void SaveSnapshot(
        string node, ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot, Action<AppendOutcome> completed) =>
        inner.SaveSnapshot(node, _newest[node].Epoch, sequence, snapshot, completed);

    public void ReadSnapshot(string node, ulong sequence, Action<ReadOnlyMemory<byte>> read) =>
        inner.ReadSnapshot(node, sequence, read);

    private sealed record Newest(ulong Epoch, UInt128 BlockHash);
}
