using System;
using System.Buffers.Binary;
using Trading.Model;

namespace Trading.Journal;

/// <summary>
/// The head of a block, version 1: 80 bytes, little-endian; docs/design/DURABLE.md has the layout field by field.
/// </summary>
public readonly record struct BlockHeader
{
    /// <summary>The size of the head.</summary>
    public const int Bytes = 80;

    /// <summary>The largest block that any writer writes; a reader allocates no more on a header's word.</summary>
    public const int BlockBytesMax = 8 * 1024 * 1024;

    internal const uint Magic = 0x4B4C4254;
    internal const ushort Layout = 1;
    private const int ChecksumOffset = 44;

    /// <summary>Answers kept per client, which shape the state.</summary>
    public required ushort AnswersPerClient { get; init; }

    /// <summary>The version of the node that wrote it.</summary>
    public required uint NodeVersion { get; init; }

    /// <summary>The block's number, from 1, without gaps.</summary>
    public required ulong Sequence { get; init; }

    /// <summary>The writer's epoch; it never goes back.</summary>
    public required ulong Epoch { get; init; }

    /// <summary>Inputs of the node up to and with this block.</summary>
    public required ulong LastPosition { get; init; }

    /// <summary>Records that follow.</summary>
    public required uint RecordCount { get; init; }

    /// <summary>The hash of the block before; 0 in the first.</summary>
    public required UInt128 PreviousHash { get; init; }

    /// <summary>The running hash of all outputs after this block.</summary>
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
        BinaryPrimitives.WriteUInt32LittleEndian(block[ChecksumOffset..], Crc32C.Of(block, ChecksumOffset));
    }

    /// <summary>
    /// The length of the block that begins here, by its own word; 0 when the bytes begin with no block of a credible
    /// length.
    /// </summary>
    public static int LengthOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Bytes || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic) return 0;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]);
        return length is >= Bytes and <= BlockBytesMax ? (int)length : 0;
    }

    /// <summary>Reads the header of a block whose length, version and checksum hold.</summary>
    public static Result<BlockHeader, BlockError> Open(ReadOnlySpan<byte> block)
    {
        if (block.Length < Bytes) return BlockError.Truncated;
        if (BinaryPrimitives.ReadUInt32LittleEndian(block) != Magic) return BlockError.BadMagic;
        if (BinaryPrimitives.ReadUInt16LittleEndian(block[4..]) != Layout) return BlockError.UnknownLayout;
        if (BinaryPrimitives.ReadUInt32LittleEndian(block[12..]) != (uint)block.Length) return BlockError.Truncated;
        if (BinaryPrimitives.ReadUInt32LittleEndian(block[ChecksumOffset..]) != Crc32C.Of(block, ChecksumOffset))
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
}
