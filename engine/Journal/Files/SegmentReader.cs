using System;

namespace Trading.Journal;

/// <summary>Reads committed blocks out of segments, many at once, walking from a noted place.</summary>
internal sealed class SegmentReader : IDisposable
{
    private readonly IDisk _disk;
    private readonly string _folder;
    private readonly BlockIndex _index;
    private readonly SegmentWindow _window = new();
    private IDiskFile? _file;
    private SegmentHeader? _header;
    private BlockPlace _next;

    /// <summary>A reader of a node's folder.</summary>
    public SegmentReader(IDisk disk, string folder, BlockIndex index)
    {
        _disk = disk;
        _folder = folder;
        _index = index;
    }

    /// <summary>Reads whole blocks, one after another.</summary>
    /// <param name="sequence">The first.</param>
    /// <param name="last">The last that may be read.</param>
    /// <param name="bytesMax">Blocks are added while they fit in this and in the rest of the segment; the first is read in any case.</param>
    /// <returns>Empty when the first cannot be read.</returns>
    public ReadOnlyMemory<byte> Read(ulong sequence, ulong last, int bytesMax)
    {
        if (!Seek(sequence)) return default;
        var result = Array.Empty<byte>();
        var length = 0;
        while (sequence <= last && TryFrame(out var frame) && frame.Sequence == sequence)
        {
            if (length != 0 && length + frame.BlockBytes > result.Length) break;
            var bytes = _window.At(_next.Offset, frame.FrameBytes);
            if (bytes.Length < frame.FrameBytes) break;
            if (length == 0) result = GC.AllocateUninitializedArray<byte>(SizeFor(frame.BlockBytes, bytesMax, sequence < last));
            bytes.Slice(FrameHeader.Bytes, frame.BlockBytes).CopyTo(result.AsSpan(length));
            length += frame.BlockBytes;
            Step(frame);
            sequence++;
        }

        return result.AsMemory(0, length);
    }

    /// <summary>Closes the file, for instance because it is about to go; a later read opens what it needs.</summary>
    public void Close()
    {
        _file?.Dispose();
        (_file, _header, _next) = (null, null, default);
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    /// <summary>Room for the blocks of this segment at most: a small journal does not ask for megabytes.</summary>
    private int SizeFor(int blockBytes, int bytesMax, bool more)
    {
        var segmentBytes = (_header?.Length ?? 0) - _next.Offset;
        return more ? (int)Math.Max(blockBytes, Math.Min(bytesMax, segmentBytes)) : blockBytes;
    }

    private bool Seek(ulong sequence)
    {
        if (_index.Find(sequence) is not { } place) return false;
        var goesOn = _file is not null && _next.Sequence <= sequence && place.Segment == _next.Segment
            && place.Sequence <= _next.Sequence;
        // The file's last bytes may have been written since they were looked at.
        if (goesOn && _file is not null) _window.Use(_file);
        else if (!TryOpen(place)) return false;
        while (_next.Sequence < sequence)
        {
            if (!TryFrame(out var frame) || frame.Sequence != _next.Sequence) return false;
            Step(frame);
        }

        return _next.Sequence == sequence;
    }

    private void Step(in FrameHeader frame) =>
        _next = new BlockPlace(_next.Sequence + 1, _next.Segment, _next.Offset + frame.FrameBytes);

    /// <summary>The header of the next frame; in the next segment when this one has no more.</summary>
    private bool TryFrame(out FrameHeader frame)
    {
        frame = default;
        if (_header is not { } header) return false;
        if (_index.Find(_next.Sequence) is { } place && place.Segment != _next.Segment)
        {
            if (!TryOpen(place) || _header is null) return false;
            header = _header;
        }

        return FrameHeader.TryRead(_window.At(_next.Offset, Sector.Bytes), header.Checksum, out frame)
            && _next.Offset + frame.FrameBytes <= header.Length;
    }

    private bool TryOpen(BlockPlace place)
    {
        Close();
        if (!_disk.Open($"{_folder}/{SegmentName.Of(place.Segment)}").TryGet(out var file, out _)) return false;
        _file = file;
        _window.Use(file);
        if (!SegmentHeader.Read(_window.At(0, Sector.Bytes)).TryGet(out var header, out _)) return false;
        (_header, _next) = (header, place);
        return true;
    }
}
