using System;
using System.Buffers.Binary;

namespace Trading.Journal;

/// <summary>
/// What stands before a block in a segment: 32 bytes at the start of a sector; docs/design/JOURNAL.md has the layout.
/// </summary>
/// <param name="BlockBytes">The block's length.</param>
/// <param name="Sequence">The block's sequence.</param>
/// <param name="SegmentChecksum">The checksum of the segment's header: a frame belongs to one segment only.</param>
/// <param name="SparseSectors">Of the frame's sectors after the first, those of at most one bit that is set.</param>
internal readonly record struct FrameHeader(int BlockBytes, ulong Sequence, uint SegmentChecksum, int SparseSectors)
{
    public const int Bytes = 32;
    public const int FrameBytesMax =
        ((Bytes + BlockHeader.BlockBytesMax + TrailerBytesMin + Sector.Bytes - 1) / Sector.Bytes) * Sector.Bytes;

    // With them the last sector is never sparse: a write that was cut short before it is told from damage.
    private const int TrailerBytesMin = 8;
    private const byte TrailerByte = 0xFF;
    private const uint Magic = 0x4D524654;
    public const int SegmentChecksumOffset = 16;
    private const int ChecksumOffset = 28;

    /// <summary>The bytes of the whole frame: header, block, a trailer of ones up to the end of a sector.</summary>
    public int FrameBytes => BytesFor(BlockBytes);

    /// <summary>The bytes of the frame of a block.</summary>
    public static int BytesFor(int blockBytes) => Sector.RoundUp(Bytes + blockBytes + TrailerBytesMin);

    /// <summary>Whether the frame ends as it must.</summary>
    public bool HasTrailer(ReadOnlySpan<byte> frame) => !frame[(Bytes + BlockBytes)..].ContainsAnyExcept(TrailerByte);

    /// <summary>Makes the frame of a block.</summary>
    /// <param name="frame">As many bytes as <see cref="BytesFor"/> says; all are overwritten.</param>
    /// <param name="segmentChecksum">The checksum of the segment's header.</param>
    /// <param name="sequence">The block's sequence.</param>
    /// <param name="block">The block.</param>
    public static void WriteFrame(Span<byte> frame, uint segmentChecksum, ulong sequence, ReadOnlySpan<byte> block)
    {
        block.CopyTo(frame[Bytes..]);
        frame[(Bytes + block.Length)..].Fill(TrailerByte);
        BinaryPrimitives.WriteUInt32LittleEndian(frame, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(frame[4..], block.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(frame[8..], sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[SegmentChecksumOffset..], segmentChecksum);
        BinaryPrimitives.WriteInt32LittleEndian(frame[20..], Sector.CountSparse(frame[Sector.Bytes..]));
        BinaryPrimitives.WriteUInt32LittleEndian(frame[24..], 0);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[ChecksumOffset..], Crc32C.Of(frame[..ChecksumOffset]));
    }

    /// <summary>Reads the header of a frame of a segment.</summary>
    /// <returns>False when the bytes do not begin with a header that verifies and belongs to the segment.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, uint segmentChecksum, out FrameHeader header)
    {
        header = default;
        if (bytes.Length < Bytes || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic) return false;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumOffset..]) != Crc32C.Of(bytes[..ChecksumOffset]))
        {
            return false;
        }

        header = new FrameHeader(
            BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[SegmentChecksumOffset..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]));
        return header.BlockBytes is >= BlockHeader.Bytes and <= BlockHeader.BlockBytesMax
            && header.SegmentChecksum == segmentChecksum
            && header.SparseSectors >= 0 && header.SparseSectors < header.FrameBytes / Sector.Bytes;
    }
}
