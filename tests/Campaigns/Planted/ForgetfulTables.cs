using System;
using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Generic;
using Trading.Journal;
using Trading.Model;

namespace Trading.Campaigns.Planted;

/// <summary>
/// The bug: what a restart reads says that somebody else made the calls, so that a repeated one is new again. The files
/// themselves stay right; only what the node is shown is not.
/// </summary>
internal sealed class ForgetfulTables(IBlockTable inner) : IBlockTable
{
    private const int RecordHeadBytes = 24;
    private readonly ConcurrentDictionary<string, Hashes> _hashes = new();

    public void Open(string node, Action<OpenedTable> opened)
    {
        _hashes[node] = new Hashes();
        inner.Open(node, table => opened(table with { Snapshots = [] }));
    }

    public void Read(string node, ulong sequence, Action<ReadOnlyMemory<byte>> read) =>
        inner.Read(node, sequence, blocks => read(Forget(_hashes[node], blocks)));

    public void Append(string node, ulong epoch, ulong sequence, ReadOnlyMemory<byte> block, Action<AppendOutcome> completed)
    {
        var hashes = _hashes[node];
        var copy = block.ToArray();
        if (BlockHeader.Open(copy).TryGet(out var header, out _))
        {
            (header with { PreviousHash = hashes.Real.GetValueOrDefault(sequence - 1) }).Seal(copy);
        }

        hashes.Real[sequence] = StateHasher.Hash(copy);
        inner.Append(node, epoch, sequence, copy, completed);
    }

    public void Confirm(string node, ulong epoch, ulong sequence, Action<AppendOutcome> completed) =>
        inner.Confirm(node, epoch, sequence, completed);

    public void SaveSnapshot(
        string node, ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot, Action<AppendOutcome> completed) =>
        completed(AppendOutcome.Failed);

    public void ReadSnapshot(string node, ulong sequence, Action<ReadOnlyMemory<byte>> read) => read(default);

    private static ReadOnlyMemory<byte> Forget(Hashes hashes, ReadOnlyMemory<byte> blocks)
    {
        var shown = new ArrayBufferWriter<byte>(Math.Max(1, blocks.Length));
        while (!blocks.IsEmpty)
        {
            var block = blocks[..BlockHeader.LengthOf(blocks.Span)].ToArray();
            blocks = blocks[block.Length..];
            if (!BlockHeader.Open(block).TryGet(out var header, out _)) break;
            hashes.Real[header.Sequence] = StateHasher.Hash(block);
            Rename(block);
            (header with { PreviousHash = hashes.Shown.GetValueOrDefault(header.Sequence - 1) }).Seal(block);
            hashes.Shown[header.Sequence] = StateHasher.Hash(block);
            shown.Write(block);
        }

        return shown.WrittenMemory;
    }

    private static void Rename(Span<byte> block)
    {
        for (var at = BlockHeader.Bytes; at < block.Length;)
        {
            ReadOnlySpan<byte> rest = block[at..];
            var before = rest.Length;
            if (!BlockRecord.TryTake(ref rest, out _)) return;
            block[at + RecordHeadBytes] = (byte)'x';
            at += before - rest.Length;
        }
    }

    /// <summary>The blocks' hashes in the files, and as the node was shown them.</summary>
    private sealed class Hashes
    {
        public Dictionary<ulong, UInt128> Real { get; } = [];

        public Dictionary<ulong, UInt128> Shown { get; } = [];
    }
}
