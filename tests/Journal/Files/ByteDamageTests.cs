using System;
using System.Collections.Generic;
using System.Linq;
using Trading.Journal;
using Xunit;

namespace Trading.Tests.Journal;

/// <summary>A recorded journal, damaged byte by byte: never silent, never a crash.</summary>
public sealed class ByteDamageTests : IDisposable
{
    private const int JournalBytesMin = 256 * 1024;
    private readonly JournalImage _image = JournalImage.Record(JournalBytesMin);
    private readonly List<string> _violations = [];
    private long _checks;

    public void Dispose() => _image.Dispose();

    [Fact]
    public void The_recorded_journal_is_whole_and_long_enough()
    {
        Assert.Equal(OpenStatus.Opened, _image.Opened.Status);
        Assert.True(_image.Segments.Sum(path => _image.Bytes(path).Length) >= JournalBytesMin);
        Assert.True(_image.Segments.Count >= 10);
        Assert.Equal(_image.Opened.LastSequence, _image.Frames[^1].Sequence);
        Assert.Equal(_image.Opened.LastSequence, (ulong)_image.Frames.Count);
    }

    [Fact]
    public void A_segment_cut_at_any_byte_is_damage()
    {
        foreach (var path in _image.Segments)
        {
            var whole = _image.Bytes(path);
            var dense = _image.Frames.FirstOrDefault(frame => frame.Path == path);
            for (var length = 0; length < whole.Length; length++)
            {
                var isDense = path == _image.Segments[^1] && (length < 512 || (length >= dense.Offset && length < dense.Offset + dense.Bytes));
                if (!Campaign.IsWhole && !isDense && length % 61 != 0) continue;
                _image.Disk.Put(path, whole[..length]);
                ExpectDamage(path, $"cut at {length}", DamageKind.SegmentHeader);
            }

            _image.Disk.Put(path, whole);
        }

        Finish(("truncations", _checks));
    }

    [Fact]
    public void Any_bit_that_flips_in_the_journal_is_damage_and_in_unused_room_harmless()
    {
        foreach (var path in _image.Segments)
        {
            var bytes = _image.Bytes(path);
            var regions = _image.Regions(path);
            for (var at = 0; at < bytes.Length; at++)
            {
                // Every bit of headers, one bit of every other byte.
                var isHeader = regions[at] is Region.SegmentHeader or Region.FrameHeader;
                for (var bit = isHeader ? 0 : at % 8; bit < (isHeader ? 8 : (at % 8) + 1); bit++)
                {
                    if (!Campaign.IsWhole && ((at * 8) + bit) % 211 != 0) continue;
                    bytes[at] ^= (byte)(1 << bit);
                    if (regions[at] == Region.Unused) ExpectHarmless($"{path} byte {at} bit {bit}");
                    else ExpectDamage(path, $"byte {at} bit {bit}");
                    bytes[at] ^= (byte)(1 << bit);
                }
            }
        }

        Finish(("bitFlips", _checks));
    }

    [Fact]
    public void Zeros_from_any_sector_of_the_last_segment_on_cut_off_what_was_torn_and_no_more()
    {
        // Each segment in turn is the last: those after it are taken away.
        foreach (var path in _image.Segments.Reverse())
        {
            using var image = new JournalImage(_image.Disk);
            Assert.Equal(path, image.Segments[^1]);
            ZeroFromEachSector(image, path);
            _image.Disk.Take(path);
        }

        Finish(("zeroedTails", _checks));
    }

    [Fact]
    public void Frames_that_are_zeroed_doubled_or_swapped_are_damage()
    {
        for (var i = 0; i < _image.Frames.Count; i++)
        {
            var frame = _image.Frames[i];
            var bytes = _image.Bytes(frame.Path);
            var saved = bytes.ToArray();
            bytes.AsSpan(frame.Offset, frame.Bytes).Clear();
            if (i == _image.Frames.Count - 1) ExpectLast(_image, frame.Sequence - 1, isTorn: false, "last block zeroed");
            else ExpectDamage(frame.Path, $"block {frame.Sequence} zeroed");
            saved.CopyTo(bytes, 0);

            foreach (var other in _image.Frames.Where((_, index) => index != i && (Campaign.IsWhole || (index - i) % 3 == 1)))
            {
                var source = _image.Bytes(other.Path).AsSpan(other.Offset, other.Bytes).ToArray();
                if (frame.Offset + source.Length > bytes.Length) continue;
                source.CopyTo(bytes, frame.Offset);
                ExpectDamage(frame.Path, $"block {other.Sequence} over block {frame.Sequence}");
                saved.CopyTo(bytes, 0);
            }
        }

        SwapNeighbours();
        Finish(("framesMoved", _checks));
    }

    [Fact]
    public void A_segment_that_is_missing_or_under_anothers_name_is_damage()
    {
        var missed = 0;
        for (var i = 0; i < _image.Segments.Count; i++)
        {
            var path = _image.Segments[i];
            var bytes = _image.Bytes(path);
            if (i < _image.Segments.Count - 1)
            {
                // One whose last block the next has carried on, and which holds no other, is not missed.
                _image.Disk.Take(path);
                ExpectHarmless($"{path} missing");
                missed += _image.Inspect().Status == OpenStatus.Corrupt ? 1 : 0;
                var other = _image.Segments[i + 1];
                var otherBytes = _image.Bytes(other);
                _image.Disk.Put(path, otherBytes);
                _image.Disk.Put(other, bytes);
                ExpectDamage(path, $"{path} and {other} exchanged", DamageKind.SegmentHeader);
                _image.Disk.Put(other, otherBytes);
            }

            _image.Disk.Put(path, bytes);
        }

        ExpectLast(_image, _image.Opened.LastSequence, isTorn: false, "put right again");
        Assert.Empty(_violations);
        Assert.True(missed > 8, $"{missed} segments were missed");
    }

    private void ZeroFromEachSector(JournalImage image, string path)
    {
        var whole = image.Bytes(path);
        var carried = image.HeaderOf(path).Carried == 1;
        var frames = image.Frames.Where(frame => frame.Path == path).ToArray();
        for (var at = 512; at < whole.Length; at += 512)
        {
            var bytes = whole.ToArray();
            bytes.AsSpan(at).Clear();
            image.Disk.Put(path, bytes);
            var cut = frames.FirstOrDefault(frame => at < frame.Offset + frame.Bytes);
            if (carried && cut == frames[0]) ExpectDamage(path, $"zeros from {at}");
            else if (cut.Bytes == 0) ExpectLast(image, image.Opened.LastSequence, isTorn: false, $"{path} zeros from {at}");
            else ExpectLast(image, cut.Sequence - 1, isTorn: at > cut.Offset, $"{path} zeros from {at}");
        }

        image.Disk.Put(path, whole);
    }

    private void SwapNeighbours()
    {
        for (var i = 0; i + 1 < _image.Frames.Count; i++)
        {
            var (first, second) = (_image.Frames[i], _image.Frames[i + 1]);
            if (first.Path != second.Path) continue;
            var bytes = _image.Bytes(first.Path);
            var saved = bytes.ToArray();
            saved.AsSpan(second.Offset, second.Bytes).CopyTo(bytes.AsSpan(first.Offset));
            saved.AsSpan(first.Offset, first.Bytes).CopyTo(bytes.AsSpan(first.Offset + second.Bytes));
            ExpectDamage(first.Path, $"blocks {first.Sequence} and {second.Sequence} swapped", DamageKind.MissingBlock);
            saved.CopyTo(bytes, 0);
        }
    }

    private void ExpectDamage(string path, string what, DamageKind? kind = null)
    {
        _checks++;
        var opened = _image.Inspect();
        var segment = path[(path.LastIndexOf('/') + 1)..];
        var isRight = opened.Status == OpenStatus.Corrupt
            && (segment.Length == 0 || opened.Damage?.Segment == segment) && (kind is null || opened.Damage?.Kind == kind);
        if (!isRight) _violations.Add($"{segment} {what}: {opened.Status} {opened.Damage} up to {opened.LastSequence}");
    }

    /// <summary>Nothing of the journal was hit: every block is there, or it is refused.</summary>
    private void ExpectHarmless(string what)
    {
        _checks++;
        var opened = _image.Inspect();
        var isRight = opened.Status == OpenStatus.Corrupt
            || (opened.Status == OpenStatus.Opened && opened.FirstSequence == 1 && opened.LastSequence == _image.Opened.LastSequence);
        if (!isRight) _violations.Add($"{what}: {opened.Status} up to {opened.LastSequence}");
    }

    private void ExpectLast(JournalImage image, ulong last, bool isTorn, string what)
    {
        _checks++;
        var opened = image.Inspect();
        var isRight = opened.Status == OpenStatus.Opened && opened.LastSequence == last && opened.Notices.Count == (isTorn ? 1 : 0);
        if (!isRight) _violations.Add($"{what}: {opened.Status} {opened.Damage} up to {opened.LastSequence}, {opened.Notices.Count} notices");
    }

    private void Finish(params (string Name, long Count)[] counts)
    {
        Campaign.Report([.. counts, ("violations", _violations.Count)]);
        Assert.Empty(_violations.Take(20));
        Assert.True(_checks > 500, $"only {_checks} checks");
    }
}
