using System;
using System.Collections.Generic;
using Trading.Model;

namespace Trading.Journal;

/// <summary>
/// Goes through a journal's segments in order and checks everything: frames, checksums, sequences, epochs and the chain
/// of hashes. Tells a torn last write, which it cuts off, from damage, which it reports.
/// </summary>
internal sealed class SegmentScan
{
    private readonly SegmentWindow _window;
    private readonly BlockIndex _index;
    private readonly Dictionary<ulong, UInt128> _wantedHashes;
    private SegmentHeader? _segment;
    private bool _isLast;
    private long _offset;
    private CorruptData? _damage;

    /// <summary>A scan from the first segment.</summary>
    /// <param name="window">What files are read through.</param>
    /// <param name="index">Where the blocks' places are noted.</param>
    /// <param name="wantedHashes">The blocks whose hashes are asked for; the scan fills them in.</param>
    public SegmentScan(SegmentWindow window, BlockIndex index, Dictionary<ulong, UInt128> wantedHashes)
    {
        _window = window;
        _index = index;
        _wantedHashes = wantedHashes;
    }

    /// <summary>The sequence of the next block.</summary>
    public ulong NextSequence { get; private set; }

    /// <summary>The hash of the last block; 0 when there is none.</summary>
    public UInt128 LastHash { get; private set; }

    /// <summary>The hash of the block before the last.</summary>
    public UInt128 HashBeforeLast { get; private set; }

    /// <summary>The epoch of the last block.</summary>
    public ulong LastEpoch { get; private set; }

    /// <summary>Where the last block is; null when there is none.</summary>
    public BlockPlace? Last { get; private set; }

    /// <summary>What was cut off the end, in words; null when nothing was.</summary>
    public string? TornTail { get; private set; }

    /// <summary>Scans the next segment, whose header was read and follows those before.</summary>
    /// <param name="segment">Its header.</param>
    /// <param name="file">Its file.</param>
    /// <param name="end">The first sequence of the segment after it; null for the last.</param>
    /// <returns>The damage; null when there is none, or when the window has an error.</returns>
    public CorruptData? Take(SegmentHeader segment, IDiskFile file, ulong? end)
    {
        (_segment, _isLast, _offset, _damage) = (segment, end is null, Sector.Bytes, null);
        if (!Follows(segment)) return _damage;
        _window.Use(file);
        while ((end is null || NextSequence < end) && TakeFrame(segment))
        {
        }

        return _window.Error is null ? _damage : null;
    }

    private bool Follows(SegmentHeader segment)
    {
        if (NextSequence == 0)
        {
            // The oldest segment that is kept begins the chain.
            (NextSequence, LastHash) = (segment.FirstSequence, segment.PreviousHash);
            return true;
        }

        if (segment.FirstSequence > NextSequence)
        {
            return Damaged(DamageKind.MissingSegment, $"the segment begins with block {segment.FirstSequence}: those between are missing");
        }

        if (segment.FirstSequence != NextSequence || segment.PreviousHash != LastHash)
        {
            return Damaged(DamageKind.BrokenChain, "the segment names another block before its first");
        }

        return true;
    }

    /// <summary>Takes one frame.</summary>
    /// <returns>False at the end, whether it is good, torn or damaged.</returns>
    private bool TakeFrame(SegmentHeader segment)
    {
        var head = _window.At(_offset, Sector.Bytes);
        if (_window.Error is not null) return false;
        if (_offset >= segment.Length || Sector.IsZero(head)) return End(segment);
        if (!FrameHeader.TryRead(head, segment.Checksum, out var frame))
        {
            return Damaged(DamageKind.Frame, "the frame's header does not verify");
        }

        if (frame.Sequence != NextSequence)
        {
            return frame.Sequence > NextSequence
                ? Damaged(DamageKind.MissingBlock, $"block {frame.Sequence} stands in its place")
                : Damaged(DamageKind.BrokenChain, $"block {frame.Sequence} stands there once more");
        }

        if (_offset + frame.FrameBytes > segment.Length)
        {
            return Damaged(DamageKind.Limit, $"a block of {frame.BlockBytes} bytes does not fit into the segment");
        }

        var bytes = _window.At(_offset, frame.FrameBytes);
        return _window.Error is null && TakeBlock(segment, frame, bytes);
    }

    private bool TakeBlock(SegmentHeader segment, in FrameHeader frame, ReadOnlySpan<byte> bytes)
    {
        var block = bytes.Slice(FrameHeader.Bytes, frame.BlockBytes);
        if (!BlockHeader.Open(block).TryGet(out var header, out var error))
        {
            return Unverified(segment, frame, bytes, DamageKind.Block, $"the block does not verify: {error}");
        }

        if (!frame.HasTrailer(bytes))
        {
            return Unverified(segment, frame, bytes, DamageKind.Frame, "the frame does not end in ones");
        }


        if (header.Sequence != NextSequence || header.PreviousHash != LastHash)
        {
            return Damaged(DamageKind.BrokenChain, "the block names another one before it");
        }

        if (header.Epoch < LastEpoch || header.Epoch > segment.Epoch)
        {
            return Damaged(DamageKind.BrokenChain, $"epoch {header.Epoch} does not follow epoch {LastEpoch}");
        }

        Accept(segment, header, StateHasher.Hash(block), frame.FrameBytes);
        return true;
    }

    private void Accept(SegmentHeader segment, in BlockHeader header, UInt128 hash, int frameBytes)
    {
        var place = new BlockPlace(NextSequence, segment.Number, _offset);
        _index.Note(place);
        if (_wantedHashes.ContainsKey(NextSequence)) _wantedHashes[NextSequence] = hash;
        (Last, LastEpoch, HashBeforeLast, LastHash) = (place, header.Epoch, LastHash, hash);
        NextSequence++;
        _offset += frameBytes;
    }

    /// <summary>
    /// A frame that does not verify is torn only if sectors of it are missing, it was the last one written, and it was not
    /// there when the segment got its name.
    /// </summary>
    private bool Unverified(
        SegmentHeader segment, in FrameHeader frame, ReadOnlySpan<byte> bytes, DamageKind kind, string detail)
    {
        // The last sector ends in ones: only a write that never reached it leaves zeros there.
        var isCutShort = bytes.Length > Sector.Bytes && Sector.IsZero(bytes[^Sector.Bytes..]);
        var zeros = Sector.CountZero(bytes[Sector.Bytes..]);
        if ((!isCutShort && zeros <= frame.SparseSectors) || !MayBeTorn(segment)) return Damaged(kind, detail);
        var after = FindNonZero(_offset + frame.FrameBytes, segment.Length);
        if (after >= 0) return DamagedBefore(segment, after);
        return Torn($"{zeros} of its {frame.FrameBytes / Sector.Bytes} sectors are zeros");
    }

    /// <summary>Where a frame would begin there are zeros: the end, if nothing but a torn frame comes after.</summary>
    private bool End(SegmentHeader segment)
    {
        if (!_isLast || !MayBeTorn(segment))
        {
            return Damaged(DamageKind.MissingBlock, "there is no block where one was committed");
        }

        var after = FindNonZero(_offset, segment.Length);
        if (_window.Error is not null || after < 0) return false;
        var isOneFrame = after < _offset + FrameHeader.FrameBytesMax
            && FindNonZero(_offset + FrameHeader.FrameBytesMax, segment.Length) < 0;
        if (!isOneFrame || FindFrame(segment, after) is not null) return DamagedBefore(segment, after);
        return Torn("its first sector was not written");
    }

    private bool MayBeTorn(SegmentHeader segment) =>
        _isLast && NextSequence >= segment.FirstSequence + segment.Carried;

    private bool DamagedBefore(SegmentHeader segment, long after) => FindFrame(segment, after) is { } later
        ? Damaged(DamageKind.MissingBlock, $"it does not verify, and block {later} comes after it")
        : Damaged(DamageKind.Frame, $"it does not verify, and there are bytes after it, from offset {after}");

    private bool Torn(string how)
    {
        TornTail = $"block {NextSequence} in {SegmentName.Of(_segment?.Number ?? 0)} at offset {_offset} was torn in writing"
            + $" and never acknowledged: cut off ({how})";
        return false;
    }

    private bool Damaged(DamageKind kind, string detail)
    {
        _damage = new CorruptData(kind, SegmentName.Of(_segment?.Number ?? 0), _offset, NextSequence, detail);
        return false;
    }

    /// <summary>The first sector from an offset on that is not all zeros; -1 when there is none.</summary>
    private long FindNonZero(long offset, long end)
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

    /// <summary>The block of the first frame from a sector on whose header verifies.</summary>
    private ulong? FindFrame(SegmentHeader segment, long offset)
    {
        for (; offset < segment.Length; offset += Sector.Bytes)
        {
            if (FrameHeader.TryRead(_window.At(offset, Sector.Bytes), segment.Checksum, out var frame)) return frame.Sequence;
        }

        return null;
    }
}
