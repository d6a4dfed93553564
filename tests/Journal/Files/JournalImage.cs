using System;
using System.Collections.Generic;
using System.Linq;
using Trading.Journal;

namespace Trading.Tests.Journal;

/// <summary>What the bytes of a segment are for.</summary>
internal enum Region
{
    /// <summary>The segment's header.</summary>
    SegmentHeader,

    /// <summary>A frame's or a block's header.</summary>
    FrameHeader,

    /// <summary>The rest of a frame that belongs to the journal.</summary>
    Payload,

    /// <summary>Nothing that belongs to the journal any more, or not yet.</summary>
    Unused,
}

/// <summary>A frame of a recorded journal.</summary>
/// <param name="Path">Its segment.</param>
/// <param name="Offset">Where it begins.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sequence">Its block.</param>
internal readonly record struct RecordedFrame(string Path, int Offset, int Bytes, ulong Sequence);

/// <summary>The bytes of a recorded journal, to be damaged and put right again, and a table that looks at them.</summary>
internal sealed class JournalImage : IDisposable
{
    private readonly FileTable _table;

    /// <summary>The journal that a run left on a disk.</summary>
    public JournalImage(SimulatedDisk disk)
    {
        Disk = disk;
        _table = new FileTable(disk, JournalRun.Node, JournalRun.Settings);
        Opened = _table.Inspect();
        Segments = [.. disk.Files.Keys.Where(path => path.EndsWith(".seg", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        Snapshots = [.. disk.Files.Keys.Where(path => path.EndsWith(".snap", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        var end = ulong.MaxValue;
        foreach (var path in Segments.Reverse())
        {
            Frames.InsertRange(0, FramesOf(path, end));
            end = HeaderOf(path).FirstSequence;
        }
    }

    /// <summary>The disk that holds it.</summary>
    public SimulatedDisk Disk { get; }

    /// <summary>What an undamaged journal opens as.</summary>
    public OpenedTable Opened { get; }

    /// <summary>The segments' paths, oldest first.</summary>
    public IReadOnlyList<string> Segments { get; }

    /// <summary>The snapshots' paths, oldest first.</summary>
    public IReadOnlyList<string> Snapshots { get; }

    /// <summary>The frames that belong to the journal, by sequence.</summary>
    public List<RecordedFrame> Frames { get; } = [];

    /// <summary>A recorded journal without snapshots of at least so many bytes.</summary>
    public static JournalImage Record(int bytesMin)
    {
        var disk = new SimulatedDisk();
        using var run = new JournalRun(disk, disk, seed: 3) { SnapshotOdds = 0 };
        while (disk.Files.Values.Sum(file => file.Bytes.Length) < bytesMin) run.Go(1);
        return new JournalImage(disk.Copy());
    }

    /// <summary>The bytes of a file.</summary>
    public byte[] Bytes(string path) => Disk.Files[path].Bytes;

    /// <summary>Looks at the journal as it is now.</summary>
    public OpenedTable Inspect() => _table.Inspect();

    /// <summary>What each byte of a segment is for.</summary>
    public Region[] Regions(string path)
    {
        var regions = new Region[Bytes(path).Length];
        Array.Fill(regions, Region.Unused);
        Array.Fill(regions, Region.SegmentHeader, 0, 512);
        foreach (var frame in Frames.Where(frame => frame.Path == path))
        {
            Array.Fill(regions, Region.Payload, frame.Offset, frame.Bytes);
            Array.Fill(regions, Region.FrameHeader, frame.Offset, FrameHeader.Bytes + BlockHeader.Bytes);
        }

        return regions;
    }

    /// <summary>The header of a segment that is not damaged.</summary>
    public SegmentHeader HeaderOf(string path) =>
        SegmentHeader.Read(Bytes(path)).TryGet(out var header, out var reason) ? header : throw new InvalidOperationException(reason);

    public void Dispose() => _table.Dispose();

    private List<RecordedFrame> FramesOf(string path, ulong end)
    {
        var frames = new List<RecordedFrame>();
        var bytes = Bytes(path);
        var checksum = HeaderOf(path).Checksum;
        var offset = 512;
        while (FrameHeader.TryRead(bytes.AsSpan(offset), checksum, out var frame) && frame.Sequence < end)
        {
            frames.Add(new RecordedFrame(path, offset, frame.FrameBytes, frame.Sequence));
            offset += frame.FrameBytes;
        }

        return frames;
    }
}
