using System;
using System.Buffers.Binary;
using Trading.Model;

namespace Trading.Journal;

/// <summary>
/// The head of a snapshot, version 1: 80 bytes, little-endian; docs/design/DURABLE.md has the layout field by field. The
/// node's whole state follows.
/// </summary>
public readonly record struct SnapshotHeader
{
    /// <summary>The size of the head.</summary>
    public const int Bytes = 80;

    internal const uint Magic = 0x50534C54;
    internal const ushort Layout = 1;
    private const int ChecksumOffset = 12;

    /// <summary>Answers kept per client, which shape the state.</summary>
    public required ushort AnswersPerClient { get; init; }

    /// <summary>The node's version.</summary>
    public required uint NodeVersion { get; init; }

    /// <summary>The block after which it was taken.</summary>
    public required ulong Sequence { get; init; }

    /// <summary>The epoch of that block.</summary>
    public required ulong Epoch { get; init; }

    /// <summary>That block's hash, which the next block names.</summary>
    public required UInt128 BlockHash { get; init; }

    /// <summary>The hash of the whole state, answers, cursors, outbox and timers included.</summary>
    public required UInt128 StateHash { get; init; }

    /// <summary>Writes the header over the first bytes of a finished snapshot and seals it with the checksum.</summary>
    public void Seal(Span<byte> snapshot)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(snapshot, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(snapshot[4..], Layout);
        BinaryPrimitives.WriteUInt16LittleEndian(snapshot[6..], AnswersPerClient);
        BinaryPrimitives.WriteUInt32LittleEndian(snapshot[8..], NodeVersion);
        BinaryPrimitives.WriteUInt32LittleEndian(snapshot[ChecksumOffset..], 0);
        BinaryPrimitives.WriteInt64LittleEndian(snapshot[16..], snapshot.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(snapshot[24..], Sequence);
        BinaryPrimitives.WriteUInt64LittleEndian(snapshot[32..], Epoch);
        snapshot[40..48].Clear();
        BinaryPrimitives.WriteUInt128LittleEndian(snapshot[48..], BlockHash);
        BinaryPrimitives.WriteUInt128LittleEndian(snapshot[64..], StateHash);
        BinaryPrimitives.WriteUInt32LittleEndian(snapshot[ChecksumOffset..], Crc32C.Of(snapshot, ChecksumOffset));
    }

    /// <summary>Reads the header of a snapshot whose length, layout and checksum hold.</summary>
    public static Result<SnapshotHeader, BlockError> Open(ReadOnlySpan<byte> snapshot)
    {
        if (snapshot.Length < Bytes) return BlockError.Truncated;
        if (BinaryPrimitives.ReadUInt32LittleEndian(snapshot) != Magic) return BlockError.BadMagic;
        if (BinaryPrimitives.ReadUInt16LittleEndian(snapshot[4..]) != Layout) return BlockError.UnknownLayout;
        if (BinaryPrimitives.ReadInt64LittleEndian(snapshot[16..]) != snapshot.Length) return BlockError.Truncated;
        var checksum = BinaryPrimitives.ReadUInt32LittleEndian(snapshot[ChecksumOffset..]);
        if (checksum != Crc32C.Of(snapshot, ChecksumOffset)) return BlockError.BadChecksum;
        return new SnapshotHeader
        {
            AnswersPerClient = BinaryPrimitives.ReadUInt16LittleEndian(snapshot[6..]),
            NodeVersion = BinaryPrimitives.ReadUInt32LittleEndian(snapshot[8..]),
            Sequence = BinaryPrimitives.ReadUInt64LittleEndian(snapshot[24..]),
            Epoch = BinaryPrimitives.ReadUInt64LittleEndian(snapshot[32..]),
            BlockHash = BinaryPrimitives.ReadUInt128LittleEndian(snapshot[48..]),
            StateHash = BinaryPrimitives.ReadUInt128LittleEndian(snapshot[64..]),
        };
    }
}
