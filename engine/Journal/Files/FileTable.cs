using System;
using System.Collections.Generic;
using System.Linq;
using Trading.Model;

namespace Trading.Journal;

/// <summary>
/// One node's table on files, as a synchronous machine over a disk: the rules of <see cref="IBlockTable"/> as methods
/// that return values. One per node and process; not thread-safe.
/// </summary>
/// <remarks>
/// After the first failed write or sync nothing is written any more: every call is answered Failed until a new
/// <see cref="Open"/> has recovered from the disk into a segment of its own.
/// </remarks>
public sealed class FileTable : IDisposable
{
    private const string NodesFolder = "nodes";
    private readonly IDisk _disk;
    private readonly string _node;
    private readonly string? _folder;
    private readonly FileTableSettings _settings;
    private readonly BlockIndex _index = new();
    private readonly SnapshotFiles _snapshots;
    private readonly SegmentReader _reader;
    private List<SegmentHeader> _segments = [];
    private SegmentWriter? _writer;
    private byte[] _frame = [];
    private ulong _numberMax;
    private ulong _epoch;
    private ulong _lastSequence;
    private UInt128 _lastHash;
    private FileTableCounters _counters;

    /// <summary>The table of a node; nothing is read before it is opened.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="node">The node's name: 1 to 96 printable ASCII characters without blanks.</param>
    /// <param name="settings">Sizes.</param>
    public FileTable(IDisk disk, string node, FileTableSettings settings)
    {
        _disk = disk;
        _node = node;
        _settings = settings;
        _folder = FolderOf(node);
        _snapshots = new SnapshotFiles(disk, _folder ?? "", settings.SnapshotBytesMax);
        _reader = new SegmentReader(disk, _folder ?? "", _index);
    }

    /// <summary>What it has done so far.</summary>
    public FileTableCounters Counters => _counters;

    /// <summary>The last failure of the disk; null when there was none.</summary>
    public DiskError? LastError { get; private set; }

    /// <summary>The nodes that a disk holds tables of, in ordinal order.</summary>
    public static Result<IReadOnlyList<string>, DiskError> Nodes(IDisk disk)
    {
        if (!disk.List(NodesFolder).TryGet(out var folders, out var error))
        {
            return error.Fault == DiskFault.NotFound ? Result<IReadOnlyList<string>, DiskError>.Ok([]) : error;
        }

        return Result<IReadOnlyList<string>, DiskError>.Ok(
            [.. folders.Select(NodeFolder.NodeOf).OfType<string>().Order(StringComparer.Ordinal)]);
    }

    /// <summary>
    /// Recovers from the disk, and takes a new epoch by making a segment that names it: once that is synced every older
    /// owner is fenced.
    /// </summary>
    public OpenedTable Open()
    {
        Release();
        if (_folder is not { } folder) return NotANode();
        if (MakeFolders(_disk, folder) is { } error) return Unavailable(error);
        if (!Recover(folder).TryGet(out var recovered, out var failure)) return NotRecovered(failure);
        _counters = _counters with
        {
            TornTails = _counters.TornTails + recovered.TornTails,
            BadSnapshots = _counters.BadSnapshots + recovered.BadSnapshots,
        };
        error = TakeOver(folder, recovered);
        return error is null ? Opened(recovered) : Unavailable(error);
    }

    /// <summary>Reads and verifies what is there, without an epoch: nobody is fenced and nothing is written.</summary>
    /// <returns>As <see cref="Open"/>, the epoch being the highest so far; reads are answered afterwards.</returns>
    public OpenedTable Inspect()
    {
        Release();
        if (_folder is not { } folder) return NotANode();
        if (!Recover(folder).TryGet(out var recovered, out var failure)) return NotRecovered(failure);
        (_segments, _lastSequence) = (recovered.Segments, recovered.LastSequence);
        return Opened(recovered) with { Epoch = recovered.EpochMax };
    }

    /// <summary>Reads whole blocks on from a sequence, one after another.</summary>
    /// <returns>Empty when there is none of that sequence, or it cannot be read.</returns>
    public ReadOnlyMemory<byte> Read(ulong sequence) =>
        sequence == 0 || sequence > _lastSequence ? default : _reader.Read(sequence, _lastSequence, _settings.ReadBytesMax);

    /// <summary>Appends a block if the epoch owns the table and the sequence is its next, and syncs it.</summary>
    /// <returns>Failed too for bytes that are no block, or not the one that comes next: nothing is written then.</returns>
    public AppendOutcome Append(ulong epoch, ulong sequence, ReadOnlySpan<byte> block)
    {
        if (epoch != _epoch) return Fenced();
        if (_writer is null) return AppendOutcome.Failed;
        if (sequence != _lastSequence + 1) return Fenced();
        if (!Follows(epoch, sequence, block)) return AppendOutcome.Failed;
        if (!_writer.Fits(block.Length) && Roll(_writer, block.Length) is { } rollError) return Broken(rollError);
        var place = new BlockPlace(sequence, _writer.Header.Number, _writer.Offset);
        if (_writer.Append(sequence, block) is { } error) return Broken(error);
        _index.Note(place);
        (_lastSequence, _lastHash) = (sequence, StateHasher.Hash(block));
        _counters = _counters with
        {
            Appends = _counters.Appends + 1,
            AppendedBytes = _counters.AppendedBytes + block.Length,
        };
        return AppendOutcome.Committed;
    }

    /// <summary>Whether the epoch still owns the table and the sequence is its last.</summary>
    public AppendOutcome Confirm(ulong epoch, ulong sequence)
    {
        if (epoch != _epoch) return Fenced();
        if (_writer is null) return AppendOutcome.Failed;
        return sequence == _lastSequence ? AppendOutcome.Committed : Fenced();
    }

    /// <summary>
    /// Keeps a snapshot, then drops older ones beyond those kept and the segments that every kept one covers.
    /// </summary>
    /// <returns>Failed leaves the table usable, unless it is unknown what the folder holds.</returns>
    public AppendOutcome SaveSnapshot(ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot) =>
        StageSnapshot(epoch, sequence, snapshot).TryGet(out var staged, out var refusal)
            ? KeepSnapshot(epoch, staged, staged.TryWrite())
            : refusal;

    /// <summary>
    /// The first of the three steps of <see cref="SaveSnapshot"/>; the second, <see cref="StagedSnapshot.TryWrite"/>, may
    /// be done elsewhere, so that appends do not wait for a long snapshot.
    /// </summary>
    public Result<StagedSnapshot, AppendOutcome> StageSnapshot(ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot)
    {
        if (epoch != _epoch) return Fenced();
        if (_writer is null) return AppendOutcome.Failed;
        if (sequence > _lastSequence) return Fenced();
        if (snapshot.Length > _settings.SnapshotBytesMax) return AppendOutcome.Failed;
        return _snapshots.Stage(sequence, snapshot);
    }

    /// <summary>The last step: names what was written, if the epoch still owns the table, and compacts.</summary>
    public AppendOutcome KeepSnapshot(ulong epoch, StagedSnapshot staged, bool isWritten)
    {
        if (epoch != _epoch) return Fenced();
        if (_writer is null || _folder is not { } folder) return AppendOutcome.Failed;
        var isFolderSure = true;
        var error = isWritten ? _snapshots.Keep(staged, out isFolderSure) : null;
        if (!isFolderSure && error is not null) return Broken(error);
        if (!isWritten || error is not null)
        {
            _counters = _counters with { Failures = _counters.Failures + 1 };
            return AppendOutcome.Failed;
        }

        _counters = _counters with { Snapshots = _counters.Snapshots + 1 };
        return Compact(folder) is { } sync ? Broken(sync) : AppendOutcome.Committed;
    }

    /// <summary>Reads a snapshot; empty when it is missing or cannot be read.</summary>
    public ReadOnlyMemory<byte> ReadSnapshot(ulong sequence) => _folder is null ? default : _snapshots.Read(sequence);

    /// <summary>Closes its files and gives its memory back, if the epoch still owns the table.</summary>
    public void Close(ulong epoch)
    {
        if (epoch != _epoch) return;
        Release();
        _frame = [];
    }

    /// <summary>Closes its files. Every later call is answered Failed, until the table is opened again.</summary>
    public void Dispose() => Release();

    /// <summary>The folder of a node on a disk; null when the node's name is not valid.</summary>
    public static string? FolderOf(string node) => NodeFolder.Of(node) is { } name ? $"{NodesFolder}/{name}" : null;

    internal static DiskError? MakeFolders(IDisk disk, string folder) =>
        disk.MakeFolder(NodesFolder) ?? disk.SyncFolder("") ?? disk.MakeFolder(folder) ?? disk.SyncFolder(NodesFolder);

    private Result<RecoveredFolder, RecoveryFailure> Recover(string folder)
    {
        _index.Clear();
        _lastSequence = 0;
        return FolderRecovery.Run(_disk, folder, _node, _index, _snapshots);
    }

    /// <summary>
    /// Makes the new owner's segment. The last block is written once more in it: an owner that failed or died in its sync
    /// may have left it readable and yet not durable. No earlier block can be so.
    /// </summary>
    private DiskError? TakeOver(string folder, RecoveredFolder recovered)
    {
        foreach (var name in recovered.Aside) _disk.Delete($"{folder}/{name}");
        (_segments, _numberMax, _lastSequence) = (recovered.Segments, recovered.NumberMax, recovered.LastSequence);
        var carried = Read(recovered.LastSequence).Span;
        carried = carried[..Math.Min(carried.Length, BlockHeader.LengthOf(carried))];
        if (recovered.Last is not null && StateHasher.Hash(carried) != recovered.LastHash)
        {
            return new DiskError(DiskFault.Failed, "second reading", folder, 0);
        }

        var isCarried = recovered.Last is not null;
        var error = Begin(
            folder, recovered.EpochMax + 1, isCarried ? recovered.LastSequence : recovered.LastSequence + 1,
            isCarried ? recovered.HashBeforeLast : recovered.LastHash, carried,
            SegmentWriter.LengthFor(carried.Length, _settings.SegmentBytesMin));
        if (error is not null) return error;
        (_epoch, _lastHash) = (recovered.EpochMax + 1, recovered.LastHash);
        foreach (var replaced in recovered.Replaced) DeleteSegment(folder, replaced);
        DropReplaced(folder);
        foreach (var outdated in recovered.Outdated) _snapshots.Remove(outdated);
        return null;
    }

    /// <summary>Goes on in a segment four times as long as the one that is full.</summary>
    private DiskError? Roll(SegmentWriter full, int blockBytes)
    {
        if (_folder is not { } folder) return null;
        var length = SegmentWriter.LengthFor(blockBytes, Math.Min(full.Header.Length * 4, _settings.SegmentBytesMax));
        _frame = full.TakeFrameMemory();
        full.Dispose();
        return Begin(folder, _epoch, _lastSequence + 1, _lastHash, default, length);
    }

    private DiskError? Begin(
        string folder, ulong epoch, ulong first, UInt128 previousHash, ReadOnlySpan<byte> carried, long length)
    {
        var header = new SegmentHeader
        {
            Node = _node,
            Number = _numberMax + 1,
            Epoch = epoch,
            FirstSequence = first,
            Length = length,
            Carried = carried.IsEmpty ? 0u : 1u,
            PreviousHash = previousHash,
        };
        if (!SegmentWriter.Create(_disk, folder, header, carried, _frame).TryGet(out var writer, out var error)) return error;
        _writer = writer;
        _numberMax++;
        _segments.Add(writer.Header);
        if (!carried.IsEmpty) _index.Note(new BlockPlace(first, header.Number, Sector.Bytes));
        _counters = _counters with { Segments = _counters.Segments + 1 };
        return null;
    }

    /// <summary>Segments before the newest that hold nothing it does not: those of owners that wrote no block.</summary>
    private void DropReplaced(string folder)
    {
        var first = _segments[^1].FirstSequence;
        for (var i = _segments.Count - 2; i >= 0 && _segments[i].FirstSequence >= first; i--)
        {
            DeleteSegment(folder, _segments[i]);
            _segments.RemoveAt(i);
        }
    }

    /// <summary>
    /// Drops the snapshots beyond those kept, and the segments whose blocks all kept ones cover: oldest first, each gone
    /// for good before the next, so that no power cut leaves a gap.
    /// </summary>
    private DiskError? Compact(string folder)
    {
        while (_snapshots.Kept.Count > _settings.SnapshotsKept) _snapshots.Remove(_snapshots.Kept[^1]);
        if (_settings.KeepsCoveredBlocks || _snapshots.Kept.Count < _settings.SnapshotsKept) return null;
        var covered = _snapshots.Kept[^1];
        while (_segments.Count > 1 && _segments[1].FirstSequence <= covered + 1)
        {
            var isGone = DeleteSegment(folder, _segments[0]);
            if (!isGone) return null;
            _segments.RemoveAt(0);
            _index.ForgetBefore(_segments[0].Number);
            if (_disk.SyncFolder(folder) is { } error) return error;
        }

        return null;
    }

    private bool DeleteSegment(string folder, SegmentHeader segment)
    {
        _reader.Close();
        if (_disk.Delete($"{folder}/{SegmentName.Of(segment.Number)}") is not null) return false;
        _counters = _counters with { SegmentsDeleted = _counters.SegmentsDeleted + 1 };
        return true;
    }

    private bool Follows(ulong epoch, ulong sequence, ReadOnlySpan<byte> block) =>
        block.Length <= BlockHeader.BlockBytesMax
        && BlockHeader.Open(block).TryGet(out var header, out _)
        && header.Sequence == sequence && header.Epoch == epoch && header.PreviousHash == _lastHash;

    private AppendOutcome Fenced()
    {
        _counters = _counters with { Fenced = _counters.Fenced + 1 };
        return AppendOutcome.Fenced;
    }

    private AppendOutcome Broken(DiskError error)
    {
        LastError = error;
        _counters = _counters with { Failures = _counters.Failures + 1 };
        Release();
        return AppendOutcome.Failed;
    }

    private void Release()
    {
        if (_writer is not null) _frame = _writer.TakeFrameMemory();
        _writer?.Dispose();
        _writer = null;
        _reader.Close();
        _lastSequence = 0;
    }

    private OpenedTable Opened(RecoveredFolder recovered)
    {
        _counters = _counters with { Opens = _counters.Opens + 1 };
        return new OpenedTable
        {
            Status = OpenStatus.Opened,
            Epoch = _epoch,
            FirstSequence = recovered.FirstSequence,
            LastSequence = recovered.LastSequence,
            Snapshots = [.. recovered.Snapshots],
            Notices = recovered.Notices,
        };
    }

    private OpenedTable NotRecovered(RecoveryFailure failure) => failure.Damage is { } damage
        ? new OpenedTable { Status = OpenStatus.Corrupt, Damage = damage }
        : Unavailable(failure.Error);

    private OpenedTable Unavailable(DiskError? error)
    {
        Release();
        LastError = error;
        return new OpenedTable { Status = OpenStatus.Unavailable, Notices = error is null ? [] : [error.ToString()] };
    }

    private static OpenedTable NotANode() => new()
    {
        Status = OpenStatus.Corrupt,
        Damage = new CorruptData(DamageKind.Limit, "", -1, 0, "a node's name is 1 to 96 printable characters without blanks"),
    };
}
