using System;
using System.Collections.Generic;
using System.Linq;
using Trading.Model;

namespace Trading.Journal;

/// <summary>Reads and verifies a node's whole folder; it changes nothing.</summary>
internal sealed class FolderRecovery
{
    private readonly IDisk _disk;
    private readonly string _folder;
    private readonly string _node;
    private readonly SegmentWindow _window = new();
    private readonly Dictionary<ulong, UInt128> _hashes = [];
    private readonly List<string> _notices = [];
    private readonly List<string> _aside = [];
    private readonly List<ulong> _numbers = [];
    private readonly List<ulong> _snapshots = [];
    private readonly List<ulong> _outdated = [];
    private readonly SegmentScan _scan;
    private int _badSnapshots;

    private FolderRecovery(IDisk disk, string folder, string node, BlockIndex index)
    {
        _disk = disk;
        _folder = folder;
        _node = node;
        _scan = new SegmentScan(_window, index, _hashes);
    }

    /// <summary>Recovers a folder.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="folder">The node's folder, which exists.</param>
    /// <param name="node">The node, which every segment names.</param>
    /// <param name="index">Where the blocks' places are noted; empty.</param>
    /// <param name="snapshots">What reads the snapshots; those that verify are among those it keeps afterwards.</param>
    public static Result<RecoveredFolder, RecoveryFailure> Run(
        IDisk disk, string folder, string node, BlockIndex index, SnapshotFiles snapshots)
    {
        var recovery = new FolderRecovery(disk, folder, node, index);
        if (recovery.Sort() is { } error) return new RecoveryFailure(null, error);
        if (!recovery.ReadHeaders().TryGet(out var headers, out var failure)) return failure;
        var used = WithoutReplaced(headers);
        failure = recovery.ScanAll(used);
        if (failure is not null) return failure;
        failure = recovery.VerifySnapshots(used, snapshots);
        if (failure is not null) return failure;
        return recovery.Result(headers, used, snapshots);
    }

    private DiskError? Sort()
    {
        if (!_disk.List(_folder).TryGet(out var names, out var error)) return error;
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            if (SegmentName.TryRead(name, out var number)) _numbers.Add(number);
            else if (SnapshotName.TryRead(name, out var sequence)) _snapshots.Add(sequence);
            else if (name.EndsWith(FileNumber.AsideEnding, StringComparison.Ordinal)) _aside.Add(name);
            else _notices.Add($"{_folder}/{name} is no file of a journal: left alone");
        }

        foreach (var sequence in _snapshots) _hashes[sequence] = default;
        return null;
    }

    private Result<List<SegmentHeader>, RecoveryFailure> ReadHeaders()
    {
        var headers = new List<SegmentHeader>();
        foreach (var number in _numbers)
        {
            if (!_disk.Open(PathOf(number)).TryGet(out var file, out var error)) return new RecoveryFailure(null, error);
            using (file)
            {
                if (!ReadHeader(file, number, headers.LastOrDefault()).TryGet(out var header, out var failure)) return failure;
                headers.Add(header);
            }
        }

        return headers;
    }

    private Result<SegmentHeader, RecoveryFailure> ReadHeader(IDiskFile file, ulong number, SegmentHeader? before)
    {
        var sector = new byte[SegmentHeader.Bytes];
        if (!file.Read(0, sector).TryGet(out var count, out var error)) return new RecoveryFailure(null, error);
        if (!SegmentHeader.Read(sector.AsSpan(0, count)).TryGet(out var header, out var reason)) return Bad(number, reason);
        if (header.Number != number) return Bad(number, $"it is segment {header.Number} under another's name");
        if (header.Node != _node) return Bad(number, $"it is a segment of node {header.Node}");
        if (header.Length != file.Length) return Bad(number, $"the file has {file.Length} bytes instead of {header.Length}");
        if (header.Epoch < before?.Epoch) return Bad(number, $"epoch {header.Epoch} comes after epoch {before.Epoch}");
        return header;
    }

    private static RecoveryFailure Bad(ulong number, string reason) =>
        new(new CorruptData(DamageKind.SegmentHeader, SegmentName.Of(number), 0, 0, reason), null);

    /// <summary>A segment that a later one begins before, or with it, held nothing when that was made.</summary>
    private static List<SegmentHeader> WithoutReplaced(List<SegmentHeader> headers)
    {
        var used = new List<SegmentHeader>();
        for (var i = headers.Count - 1; i >= 0; i--)
        {
            if (used.Count == 0 || headers[i].FirstSequence < used[^1].FirstSequence) used.Add(headers[i]);
        }

        used.Reverse();
        return used;
    }

    private RecoveryFailure? ScanAll(List<SegmentHeader> segments)
    {
        for (var i = 0; i < segments.Count; i++)
        {
            if (!_disk.Open(PathOf(segments[i].Number)).TryGet(out var file, out var error)) return new(null, error);
            using (file)
            {
                ulong? end = i + 1 < segments.Count ? segments[i + 1].FirstSequence : null;
                if (_scan.Take(segments[i], file, end) is { } damage) return new(damage, null);
                if (_window.Error is { } unreadable) return new(null, unreadable);
            }
        }

        if (_scan.TornTail is { } torn) _notices.Add(torn);
        return null;
    }

    private RecoveryFailure? VerifySnapshots(List<SegmentHeader> segments, SnapshotFiles files)
    {
        var (first, last) = (segments.Count == 0 ? 1 : segments[0].FirstSequence, LastSequence);
        DiskError? unread = null;
        files.Kept.Clear();
        foreach (var sequence in _snapshots)
        {
            if (sequence + 1 < first)
            {
                _outdated.Add(sequence);
                continue;
            }

            if (!files.TryRead(sequence).TryGet(out var bytes, out var error))
            {
                unread = error;
                Tell(sequence, error.ToString());
            }
            else if (Refusal(bytes, sequence, segments) is { } reason)
            {
                _badSnapshots++;
                Tell(sequence, reason);
            }
            else if (sequence > last)
            {
                return new(Lost(sequence, last), null);
            }
            else
            {
                files.Insert(sequence);
            }
        }

        if (first == 1 || files.Kept.Count > 0) return null;
        // One that cannot be read may be whole: that is no damage, and there may be nothing wrong in a moment.
        return unread is not null ? new(null, unread) : new(NoSnapshot(segments[0], first), null);
    }

    private static CorruptData NoSnapshot(SegmentHeader oldest, ulong first) => new(
        DamageKind.NoSnapshot, SegmentName.Of(oldest.Number), -1, first - 1,
        $"blocks before {first} are gone, and no snapshot that verifies covers them");

    private void Tell(ulong sequence, string reason) =>
        _notices.Add($"snapshot {SnapshotName.Of(sequence)} is not used: {reason}");

    private static CorruptData Lost(ulong snapshot, ulong last) => new(
        DamageKind.MissingBlock, SnapshotName.Of(snapshot), -1, last + 1,
        $"a snapshot was taken after block {snapshot}, and the journal ends with block {last}");

    private string? Refusal(ReadOnlySpan<byte> bytes, ulong sequence, List<SegmentHeader> segments)
    {
        if (!SnapshotHeader.Open(bytes).TryGet(out var header, out var error)) return $"it does not verify: {error}";
        if (header.Sequence != sequence) return $"it was taken after block {header.Sequence}";
        if (sequence > LastSequence) return null;
        var hash = segments.Count > 0 && sequence + 1 == segments[0].FirstSequence
            ? segments[0].PreviousHash
            : _hashes[sequence];
        return header.BlockHash == hash ? null : "it was taken after another block of that number";
    }

    private ulong LastSequence => _scan.NextSequence == 0 ? 0 : _scan.NextSequence - 1;

    private RecoveredFolder Result(List<SegmentHeader> headers, List<SegmentHeader> used, SnapshotFiles snapshots) => new()
    {
        Segments = used,
        Replaced = [.. headers.Except(used)],
        NumberMax = headers.Count == 0 ? 0 : headers[^1].Number,
        EpochMax = headers.Count == 0 ? 0 : headers[^1].Epoch,
        FirstSequence = used.Count == 0 ? 1 : used[0].FirstSequence,
        LastSequence = LastSequence,
        LastHash = _scan.LastHash,
        HashBeforeLast = _scan.HashBeforeLast,
        Last = _scan.Last,
        Snapshots = snapshots.Kept,
        Outdated = _outdated,
        Aside = _aside,
        TornTails = _scan.TornTail is null ? 0 : 1,
        BadSnapshots = _badSnapshots,
        Notices = _notices,
    };

    private string PathOf(ulong number) => $"{_folder}/{SegmentName.Of(number)}";
}
