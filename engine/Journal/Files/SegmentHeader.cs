using System;
using System.Buffers.Binary;
using System.Text;
using Trading.Model;

namespace Trading.Journal;

/// <summary>
/// The first sector of a segment file, version 1; docs/design/JOURNAL.md has the layout field by field. It is synced
/// before the file gets its name, so one that does not verify is damage and never a torn write.
/// </summary>
internal sealed record SegmentHeader
{
    public const int Bytes = Sector.Bytes;
    public const int NodeLengthMax = 96;
    public const ulong CounterMax = 1UL << 62;
    public const long LengthMax = 1L << 30;

    private const uint Magic = 0x47455354;
    private const ushort Layout = 1;
    private const int ChecksumOffset = 44;
    private const int NodeOffset = 64;

    /// <summary>The node whose blocks it holds.</summary>
    public required string Node { get; init; }

    /// <summary>The file's number, from 1; numbers may be missing.</summary>
    public required ulong Number { get; init; }

    /// <summary>The epoch of the owner that made it.</summary>
    public required ulong Epoch { get; init; }

    /// <summary>The sequence of its first block, present or to come.</summary>
    public required ulong FirstSequence { get; init; }

    /// <summary>The file's length in bytes.</summary>
    public required long Length { get; init; }

    /// <summary>Blocks that it held when it got its name, 0 or 1: these cannot be torn.</summary>
    public required uint Carried { get; init; }

    /// <summary>The hash of the block before the first; 0 when there is none.</summary>
    public required UInt128 PreviousHash { get; init; }

    /// <summary>The header's own checksum, which every frame of the segment repeats.</summary>
    public uint Checksum { get; private init; }

    /// <summary>Writes it over a sector.</summary>
    /// <returns>The same header with its checksum.</returns>
    public SegmentHeader Write(Span<byte> sector)
    {
        sector.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(sector, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(sector[4..], Layout);
        BinaryPrimitives.WriteUInt16LittleEndian(sector[6..], (ushort)Node.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(sector[8..], Number);
        BinaryPrimitives.WriteUInt64LittleEndian(sector[16..], Epoch);
        BinaryPrimitives.WriteUInt64LittleEndian(sector[24..], FirstSequence);
        BinaryPrimitives.WriteInt64LittleEndian(sector[32..], Length);
        BinaryPrimitives.WriteUInt32LittleEndian(sector[40..], Carried);
        BinaryPrimitives.WriteUInt128LittleEndian(sector[48..], PreviousHash);
        Encoding.ASCII.GetBytes(Node, sector[NodeOffset..]);
        var checksum = Crc32C.Of(sector, ChecksumOffset);
        BinaryPrimitives.WriteUInt32LittleEndian(sector[ChecksumOffset..], checksum);
        return this with { Checksum = checksum };
    }

    /// <summary>Reads a header that verifies, or says in words why it does not.</summary>
    public static Result<SegmentHeader, string> Read(ReadOnlySpan<byte> sector)
    {
        if (sector.Length < Bytes) return "the file ends inside its header";
        if (BinaryPrimitives.ReadUInt32LittleEndian(sector) != Magic) return "the file does not begin as a segment";
        if (BinaryPrimitives.ReadUInt16LittleEndian(sector[4..]) != Layout) return "a layout that this build does not read";
        var checksum = Crc32C.Of(sector[..Bytes], ChecksumOffset);
        if (BinaryPrimitives.ReadUInt32LittleEndian(sector[ChecksumOffset..]) != checksum)
        {
            return "the header does not match its checksum";
        }

        var nodeLength = BinaryPrimitives.ReadUInt16LittleEndian(sector[6..]);
        if (nodeLength is 0 or > NodeLengthMax) return "a node name of a length that no writer writes";
        var header = Fields(sector, Encoding.ASCII.GetString(sector.Slice(NodeOffset, nodeLength)), checksum);
        return IsWithinLimits(header) ? header : "a number that no writer writes";
    }

    private static SegmentHeader Fields(ReadOnlySpan<byte> sector, string node, uint checksum) => new()
    {
        Node = node,
        Number = BinaryPrimitives.ReadUInt64LittleEndian(sector[8..]),
        Epoch = BinaryPrimitives.ReadUInt64LittleEndian(sector[16..]),
        FirstSequence = BinaryPrimitives.ReadUInt64LittleEndian(sector[24..]),
        Length = BinaryPrimitives.ReadInt64LittleEndian(sector[32..]),
        Carried = BinaryPrimitives.ReadUInt32LittleEndian(sector[40..]),
        PreviousHash = BinaryPrimitives.ReadUInt128LittleEndian(sector[48..]),
        Checksum = checksum,
    };

    private static bool IsWithinLimits(SegmentHeader header) =>
        header.Number is > 0 and <= SegmentName.NumberMax
        && header.Epoch is > 0 and < CounterMax
        && header.FirstSequence is > 0 and < CounterMax
        && header.Length is >= Bytes and <= LengthMax && header.Length % Sector.Bytes == 0
        && header.Carried <= 1
        && (header.FirstSequence != 1 || header.PreviousHash == 0);
}
