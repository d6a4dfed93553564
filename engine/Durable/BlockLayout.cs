using System;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Trading.Model;

namespace Trading.Durable;

/// <summary>What a record of a block holds.</summary>
internal enum RecordKind : byte
{
    Call = NodeInputKind.Call,
    Deliver = NodeInputKind.Deliver,
    Timer = NodeInputKind.Timer,

    /// <summary>A target's committed cursor, which empties the outbox.</summary>
    Covered = 4,
}

/// <summary>
/// The head of a block, version 1: 80 bytes, little-endian; docs/design/DURABLE.md has the layout field by field.
/// </summary>
internal readonly record struct BlockHeader
{
    public const int Bytes = 80;
    public const uint Magic = 0x4B4C4254;
    public const ushort Layout = 1;
    private const int ChecksumOffset = 44;

    public required ushort AnswersPerClient { get; init; }

    public required uint NodeVersion { get; init; }

    public required ulong Sequence { get; init; }

    public required ulong Epoch { get; init; }

    public required ulong LastPosition { get; init; }

    public required uint RecordCount { get; init; }

    public required UInt128 PreviousHash { get; init; }

    public required UInt128 OutputChain { get; init; }

    /// <summary>Writes the header over the first bytes of a finished block and seals it with the checksum.</summary>
    public void Seal(Span<byte> block)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(block, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(block[4..], Layout);
        BinaryPrimitives.WriteUInt16LittleEndian(block[6..], AnswersPerClient);
        BinaryPrimitives.WriteUInt32LittleEndian(block[8..], NodeVersion);
        BinaryPrimitives.WriteUInt32LittleEndian(block[12..], (uint)block.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(block[16..], Sequence);
        BinaryPrimitives.WriteUInt64LittleEndian(block[24..], Epoch);
        BinaryPrimitives.WriteUInt64LittleEndian(block[32..], LastPosition);
        BinaryPrimitives.WriteUInt32LittleEndian(block[40..], RecordCount);
        BinaryPrimitives.WriteUInt32LittleEndian(block[ChecksumOffset..], 0);
        BinaryPrimitives.WriteUInt128LittleEndian(block[48..], PreviousHash);
        BinaryPrimitives.WriteUInt128LittleEndian(block[64..], OutputChain);
        BinaryPrimitives.WriteUInt32LittleEndian(block[ChecksumOffset..], Checksum(block));
    }

    /// <summary>Reads the header of a block whose length, version and checksum hold.</summary>
    public static Result<BlockHeader, BlockError> Open(ReadOnlySpan<byte> block)
    {
        if (block.Length < Bytes) return BlockError.Truncated;
        if (BinaryPrimitives.ReadUInt32LittleEndian(block) != Magic) return BlockError.BadMagic;
        if (BinaryPrimitives.ReadUInt16LittleEndian(block[4..]) != Layout) return BlockError.UnknownLayout;
        if (BinaryPrimitives.ReadUInt32LittleEndian(block[12..]) != (uint)block.Length) return BlockError.Truncated;
        if (BinaryPrimitives.ReadUInt32LittleEndian(block[ChecksumOffset..]) != Checksum(block))
        {
            return BlockError.BadChecksum;
        }

        return new BlockHeader
        {
            AnswersPerClient = BinaryPrimitives.ReadUInt16LittleEndian(block[6..]),
            NodeVersion = BinaryPrimitives.ReadUInt32LittleEndian(block[8..]),
            Sequence = BinaryPrimitives.ReadUInt64LittleEndian(block[16..]),
            Epoch = BinaryPrimitives.ReadUInt64LittleEndian(block[24..]),
            LastPosition = BinaryPrimitives.ReadUInt64LittleEndian(block[32..]),
            RecordCount = BinaryPrimitives.ReadUInt32LittleEndian(block[40..]),
            PreviousHash = BinaryPrimitives.ReadUInt128LittleEndian(block[48..]),
            OutputChain = BinaryPrimitives.ReadUInt128LittleEndian(block[64..]),
        };
    }

    /// <summary>CRC-32C over the block, its own four bytes left out.</summary>
    private static uint Checksum(ReadOnlySpan<byte> block) =>
        ~Append(Append(uint.MaxValue, block[..ChecksumOffset]), block[(ChecksumOffset + 4)..]);

    private static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words) crc = BitOperations.Crc32C(crc, word);
        foreach (var rest in bytes[(words.Length * 8)..]) crc = BitOperations.Crc32C(crc, rest);
        return crc;
    }
}
