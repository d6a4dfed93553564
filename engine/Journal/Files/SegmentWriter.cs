using System;
using Trading.Model;

namespace Trading.Journal;

/// <summary>The segment that an owner appends to.</summary>
internal sealed class SegmentWriter : IDisposable
{
    private readonly IDiskFile _file;
    private byte[] _frame;

    private SegmentWriter(IDiskFile file, SegmentHeader header, long offset, byte[] frame)
    {
        _file = file;
        Header = header;
        Offset = offset;
        _frame = frame;
    }

    /// <summary>The segment's header.</summary>
    public SegmentHeader Header { get; }

    /// <summary>Where the next frame begins.</summary>
    public long Offset { get; private set; }

    /// <summary>
    /// Makes a segment: written aside with the block that it carries, synced, then named, and the name synced. Once this
    /// has succeeded every older owner is fenced for ever.
    /// </summary>
    /// <param name="disk">The disk.</param>
    /// <param name="folder">The node's folder.</param>
    /// <param name="header">The segment's header.</param>
    /// <param name="carried">The block that it begins with; empty when it carries none.</param>
    /// <param name="frame">Memory for frames, which grows as needed.</param>
    public static Result<SegmentWriter, DiskError> Create(
        IDisk disk, string folder, SegmentHeader header, ReadOnlySpan<byte> carried, byte[] frame)
    {
        var path = $"{folder}/{SegmentName.Of(header.Number)}";
        var aside = path + FileNumber.AsideEnding;
        if (!disk.Create(aside, header.Length).TryGet(out var file, out var error)) return error;
        Span<byte> sector = stackalloc byte[Sector.Bytes];
        var writer = new SegmentWriter(file, header.Write(sector), Sector.Bytes, frame);
        error = file.Write(0, sector);
        if (error is null && !carried.IsEmpty) error = writer.Write(header.FirstSequence, carried);
        error ??= file.Sync() ?? disk.Rename(aside, path) ?? disk.SyncFolder(folder);
        if (error is null) return writer;
        file.Dispose();
        return error;
    }

    /// <summary>The length of a segment that has room for a frame, not below a length.</summary>
    public static long LengthFor(int blockBytes, long atLeast) =>
        Math.Max(Sector.RoundUp(atLeast), Sector.Bytes + FrameHeader.BytesFor(blockBytes));

    /// <summary>Whether a block still fits.</summary>
    public bool Fits(int blockBytes) => Offset + FrameHeader.BytesFor(blockBytes) <= Header.Length;

    /// <summary>Appends a block that fits, and syncs.</summary>
    /// <returns>Null when it is durable.</returns>
    public DiskError? Append(ulong sequence, ReadOnlySpan<byte> block) => Write(sequence, block) ?? _file.Sync();

    /// <summary>The memory for frames, for the next segment's writer.</summary>
    public byte[] TakeFrameMemory() => _frame;

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private DiskError? Write(ulong sequence, ReadOnlySpan<byte> block)
    {
        var bytes = FrameHeader.BytesFor(block.Length);
        if (_frame.Length < bytes) _frame = new byte[Math.Max(bytes, Math.Min(_frame.Length * 2, FrameHeader.FrameBytesMax))];
        var frame = _frame.AsSpan(0, bytes);
        FrameHeader.WriteFrame(frame, Header.Checksum, sequence, block);
        var error = _file.Write(Offset, frame);
        Offset += bytes;
        return error;
    }
}
