using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using Trading.Model;

namespace Trading.Journal;

/// <summary>A segment file as it lies there.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Epoch">The epoch of the owner that made it; 0 when its header does not verify.</param>
/// <param name="Refusal">Why it cannot be trusted as a whole, in words; null when its header verifies.</param>
/// <param name="StrayOffset">
/// Where the first bytes are that are neither zeros nor part of a frame, whole or torn, whose header verifies; null for none.
/// </param>
public sealed record InspectedSegment(string Name, long Bytes, ulong Epoch, string? Refusal, long? StrayOffset);

/// <summary>A block whose own checksum holds. Whether it follows the one before is not judged here.</summary>
/// <param name="Segment">The file that it stands in.</param>
/// <param name="Offset">Where its frame begins.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Header">Its header.</param>
/// <param name="Hash">Its hash, which the next block names.</param>
public sealed record InspectedBlock(string Segment, long Offset, int Bytes, BlockHeader Header, UInt128 Hash);

/// <summary>A snapshot file as it lies there.</summary>
/// <param name="Sequence">The block that its name says it was taken after.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Header">Its header; null when the file does not verify.</param>
/// <param name="Refusal">Why it does not verify; null when it does.</param>
public sealed record InspectedSnapshot(ulong Sequence, long Bytes, SnapshotHeader? Header, string? Refusal);

/// <summary>
/// Everything in a node's folder that verifies by itself, found also behind damage. For tools that look and salvage;
/// whether a node may go on over the folder is for <see cref="FileTable"/> to say. Nothing is written and no lock taken.
/// </summary>
public sealed class FolderInspection
{
    private readonly IDisk _disk;
    private readonly string _folder;
    private readonly FileTableSettings _settings;
    private readonly SegmentWindow _window = new();
    private readonly SortedDictionary<ulong, InspectedBlock> _blocks = [];
    private readonly List<InspectedSegment> _segments = [];
    private readonly List<InspectedSnapshot> _snapshots = [];

    private FolderInspection(IDisk disk, string folder, FileTableSettings settings) =>
        (_disk, _folder, _settings) = (disk, folder, settings);

    /// <summary>The segments in the order of their numbers.</summary>
    public IReadOnlyList<InspectedSegment> Segments => _segments;

    /// <summary>The blocks that verify, by sequence; of two with one sequence that of the newer segment.</summary>
    public IReadOnlyCollection<InspectedBlock> Blocks => _blocks.Values;

    /// <summary>The snapshots, oldest first.</summary>
    public IReadOnlyList<InspectedSnapshot> Snapshots => _snapshots;

    /// <summary>The highest epoch that a segment names.</summary>
    public ulong EpochMax => _segments.Count == 0 ? 0 : _segments.Max(segment => segment.Epoch);

    /// <summary>Reads a node's folder from end to end.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="node">The node's name.</param>
    /// <param name="settings">Sizes; the longest snapshot matters.</param>
    /// <returns>What is there; NotFound when the node has no folder.</returns>
    public static Result<FolderInspection, DiskError> Run(IDisk disk, string node, FileTableSettings settings)
    {
        if (FileTable.FolderOf(node) is not { } folder) return new DiskError(DiskFault.NotFound, "listing", node, 0);
        if (!disk.List(folder).TryGet(out var names, out var error)) return error;
        var inspection = new FolderInspection(disk, folder, settings);
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            if (SegmentName.TryRead(name, out var number)) inspection.TakeSegment(name, number, node);
            else if (SnapshotName.TryRead(name, out var sequence)) inspection.TakeSnapshot(sequence);
        }

        return inspection;
    }

    /// <summary>Reads a block again; empty when it is not there any more as it was.</summary>
    public ReadOnlyMemory<byte> Read(InspectedBlock block)
    {
        if (!_disk.Open($"{_folder}/{block.Segment}").TryGet(out var file, out _)) return default;
        using (file)
        {
            var bytes = new byte[block.Bytes];
            var isWhole = file.Read(block.Offset + FrameHeader.Bytes, bytes).TryGet(out var count, out _)
                && count == bytes.Length && StateHasher.Hash(bytes) == block.Hash;
            return isWhole ? bytes : default;
        }
    }

    /// <summary>Reads a snapshot; empty when it is missing or cannot be read.</summary>
    public ReadOnlyMemory<byte> ReadSnapshot(ulong sequence) =>
        new SnapshotFiles(_disk, _folder, _settings.SnapshotBytesMax).Read(sequence);

    private void TakeSegment(string name, ulong number, string node)
    {
        if (!_disk.Open($"{_folder}/{name}").TryGet(out var file, out var error))
        {
            _segments.Add(new InspectedSegment(name, 0, 0, error.ToString(), null));
            return;
        }

        using (file)
        {
            _window.Use(file);
            var (epoch, refusal) = HeaderOf(number, node);
            long? stray = null;
            var framed = 0L;
            for (long offset = Sector.Bytes; (offset = FindUsed(offset, file.Length)) >= 0;)
            {
                var isWhole = TakeFrame(name, offset, out var frameBytes);
                framed = Math.Max(framed, offset + frameBytes);
                if (offset >= framed) stray ??= offset;
                // Of a damaged frame the rest is looked at too: whole ones may stand in it that were never part of it.
                offset += isWhole ? frameBytes : Sector.Bytes;
            }

            _segments.Add(new InspectedSegment(name, file.Length, epoch, refusal ?? _window.Error?.ToString(), stray));
        }
    }

    private (ulong Epoch, string? Refusal) HeaderOf(ulong number, string node)
    {
        if (!SegmentHeader.Read(_window.At(0, Sector.Bytes)).TryGet(out var header, out var refusal)) return (0, refusal);
        if (header.Number != number) return (header.Epoch, $"it is segment {header.Number} under another's name");
        return (header.Epoch, header.Node == node ? null : $"it is a segment of node {header.Node}");
    }

    /// <summary>Takes the frame that begins at a sector, if one that verifies does.</summary>
    /// <param name="name">The segment's file.</param>
    /// <param name="offset">Where the sector begins.</param>
    /// <param name="frameBytes">The length that its header states; 0 when there is no header that verifies.</param>
    private bool TakeFrame(string name, long offset, out int frameBytes)
    {
        frameBytes = 0;
        var head = _window.At(offset, Sector.Bytes);
        if (head.Length < Sector.Bytes) return false;
        // The segment's header may be the damage: then a frame is believed that belongs to some segment.
        var checksum = BinaryPrimitives.ReadUInt32LittleEndian(head[FrameHeader.SegmentChecksumOffset..]);
        if (!FrameHeader.TryRead(head, checksum, out var frame)) return false;
        frameBytes = frame.FrameBytes;
        var bytes = _window.At(offset, frame.FrameBytes);
        if (bytes.Length < frame.FrameBytes) return false;
        var block = bytes.Slice(FrameHeader.Bytes, frame.BlockBytes);
        if (!BlockHeader.Open(block).TryGet(out var header, out _) || header.Sequence != frame.Sequence) return false;
        _blocks[header.Sequence] = new InspectedBlock(name, offset, block.Length, header, StateHasher.Hash(block));
        return true;
    }

    private long FindUsed(long offset, long end)
    {
        while (offset < end)
        {
            var bytes = _window.At(offset, (int)Math.Min(end - offset, 1 << 20));
            if (bytes.IsEmpty) return -1;
            var found = bytes.IndexOfAnyExcept((byte)0);
            if (found >= 0) return offset + (found & -Sector.Bytes);
            offset += bytes.Length;
        }

        return -1;
    }

    private void TakeSnapshot(ulong sequence)
    {
        var bytes = ReadSnapshot(sequence).Span;
        var isGood = SnapshotHeader.Open(bytes).TryGet(out var header, out var error);
        string? refusal = null;
        if (!isGood) refusal = bytes.IsEmpty ? "it cannot be read" : $"it does not verify: {error}";
        else if (header.Sequence != sequence) refusal = $"it was taken after block {header.Sequence}";
        _snapshots.Add(new InspectedSnapshot(sequence, bytes.Length, refusal is null ? header : null, refusal));
    }
}
