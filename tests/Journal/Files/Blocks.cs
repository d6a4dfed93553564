using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Trading.Journal;
using Trading.Model;

namespace Trading.Tests.Journal;

/// <summary>Well-formed blocks and snapshots, as an activation would hand them to a table.</summary>
internal sealed class Blocks
{
    private readonly BlockBuilder _builder = new();
    private UInt128 _hash;

    /// <summary>The bytes of every block made, by sequence from 1.</summary>
    public List<byte[]> Made { get; } = [];

    /// <summary>The sequence of the last.</summary>
    public ulong Last => (ulong)Made.Count;

    /// <summary>The next block.</summary>
    public byte[] Next(ulong epoch, ReadOnlySpan<byte> payload)
    {
        _builder.Add(RecordKind.Call, "client", Last + 1, (long)Last + 1, payload);
        var block = _builder.Finish(Header(Last + 1, epoch, _hash)).ToArray();
        Made.Add(block);
        _hash = StateHasher.Hash(block);
        return block;
    }

    /// <summary>The next block, its payload of a size and drawn from its number.</summary>
    public byte[] Next(ulong epoch, int payloadBytes) => Next(epoch, Payload(Last + 1, payloadBytes));

    /// <summary>Takes the last block back: its append has failed and it is not there.</summary>
    public void TakeBack()
    {
        Made.RemoveAt(Made.Count - 1);
        _hash = Made.Count == 0 ? 0 : StateHasher.Hash(Made[^1]);
    }

    /// <summary>A snapshot after a block, its state of a size.</summary>
    public byte[] Snapshot(ulong sequence, int stateBytes = 100) => Snapshot(sequence, Made[(int)sequence - 1], stateBytes);

    /// <summary>A snapshot after given block bytes.</summary>
    public static byte[] Snapshot(ulong sequence, byte[] block, int stateBytes = 100)
    {
        var snapshot = new byte[SnapshotHeader.Bytes + stateBytes];
        Payload(sequence + 7, stateBytes).CopyTo(snapshot.AsSpan(SnapshotHeader.Bytes));
        new SnapshotHeader
        {
            AnswersPerClient = 32,
            NodeVersion = 1,
            Sequence = sequence,
            Epoch = 1,
            BlockHash = StateHasher.Hash(block),
            StateHash = sequence,
        }.Seal(snapshot);
        return snapshot;
    }

    /// <summary>A block that follows given block bytes; empty ones when it is the first.</summary>
    public static byte[] After(ulong sequence, byte[] block, ulong epoch)
    {
        var builder = new BlockBuilder();
        builder.Add(RecordKind.Call, "client", sequence + 1, (long)sequence + 1, Payload(sequence, 77));
        var hash = block.Length == 0 ? 0 : StateHasher.Hash(block);
        return builder.Finish(Header(sequence + 1, epoch, hash)).ToArray();
    }

    /// <summary>Bytes drawn from a number.</summary>
    public static byte[] Payload(ulong number, int count)
    {
        var random = SeededRandom.Create(number, "payload");
        var words = new ulong[(count + 7) / 8];
        for (var i = 0; i < words.Length; i++) words[i] = random.NextUInt64();
        return MemoryMarshal.AsBytes<ulong>(words)[..count].ToArray();
    }

    private static BlockHeader Header(ulong sequence, ulong epoch, UInt128 previousHash) => new()
    {
        AnswersPerClient = 32,
        NodeVersion = 1,
        Sequence = sequence,
        Epoch = epoch,
        LastPosition = sequence,
        RecordCount = 1,
        PreviousHash = previousHash,
        OutputChain = sequence,
    };
}
