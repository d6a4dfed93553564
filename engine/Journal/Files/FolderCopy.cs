using System;
using Trading.Model;

namespace Trading.Journal;

/// <summary>
/// Writes blocks that other owners wrote into a folder of their own: a node's journal made anew from what verifies.
/// </summary>
public sealed class FolderCopy : IDisposable
{
    /// <summary>
    /// The name of a file that bars a node's folder: while it is there no silo goes on over the folder, and says so.
    /// </summary>
    public static readonly string BarrierName = SegmentName.Of(SegmentName.NumberMax);

    private readonly IDisk _disk;
    private readonly string _folder;
    private readonly FileTableSettings _settings;
    private readonly SegmentHeader _origin;
    private SegmentWriter? _writer;
    private ulong _sequence;
    private UInt128 _hash;

    private FolderCopy(IDisk disk, string folder, FileTableSettings settings, SegmentHeader origin)
    {
        (_disk, _folder, _settings, _origin) = (disk, folder, settings, origin);
        (_sequence, _hash) = (origin.FirstSequence - 1, origin.PreviousHash);
    }

    /// <summary>Makes the folder, with one segment that has no block yet.</summary>
    /// <param name="disk">A disk on which the node has no folder.</param>
    /// <param name="node">The node.</param>
    /// <param name="epoch">Not below any epoch of the blocks.</param>
    /// <param name="previous">The sequence and the hash of the block before the first; 0 and 0 for a whole journal.</param>
    /// <param name="settings">Sizes.</param>
    public static Result<FolderCopy, DiskError> Begin(
        IDisk disk, string node, ulong epoch, (ulong Sequence, UInt128 Hash) previous, FileTableSettings settings)
    {
        if (FileTable.FolderOf(node) is not { } folder) return new DiskError(DiskFault.Denied, "creation", node, 0);
        if (disk.List(folder).IsOk) return new DiskError(DiskFault.Exists, "creation", folder, 0);
        if (FileTable.MakeFolders(disk, folder) is { } error) return error;
        var copy = new FolderCopy(disk, folder, settings, new SegmentHeader
        {
            Node = node,
            Number = 1,
            Epoch = Math.Max(1, epoch),
            FirstSequence = previous.Sequence + 1,
            Length = Sector.RoundUp(settings.SegmentBytesMin),
            Carried = 0,
            PreviousHash = previous.Hash,
        });
        if (copy.Next(copy._origin) is { } refusal) return refusal;
        return copy;
    }

    /// <summary>Adds the next block.</summary>
    /// <returns>Null when it is durable; Denied, and nothing is written, for a block that does not follow.</returns>
    public DiskError? Add(ReadOnlySpan<byte> block)
    {
        if (_writer is null || !BlockHeader.Open(block).TryGet(out var header, out _)
            || header.Sequence != _sequence + 1 || header.PreviousHash != _hash)
        {
            return new DiskError(DiskFault.Denied, "writing", _folder, 0);
        }

        if (!_writer.Fits(block.Length) && Roll(_writer.Header, block.Length) is { } rollError) return rollError;
        if (_writer.Append(header.Sequence, block) is { } error) return error;
        (_sequence, _hash) = (header.Sequence, StateHasher.Hash(block));
        return null;
    }

    /// <summary>Adds a snapshot.</summary>
    /// <returns>Null when it is durable.</returns>
    public DiskError? AddSnapshot(ulong sequence, ReadOnlyMemory<byte> snapshot)
    {
        var files = new SnapshotFiles(_disk, _folder, _settings.SnapshotBytesMax);
        var staged = files.Stage(sequence, snapshot);
        return staged.TryWrite() ? files.Keep(staged, out _) : new DiskError(DiskFault.Failed, "writing", staged.Path, 0);
    }

    /// <inheritdoc/>
    public void Dispose() => _writer?.Dispose();

    private DiskError? Roll(SegmentHeader full, int blockBytes)
    {
        var length = SegmentWriter.LengthFor(blockBytes, Math.Min(full.Length * 4, _settings.SegmentBytesMax));
        return Next(_origin with
        {
            Number = full.Number + 1,
            FirstSequence = _sequence + 1,
            Length = length,
            PreviousHash = _hash,
        });
    }

    private DiskError? Next(SegmentHeader header)
    {
        _writer?.Dispose();
        var isMade = SegmentWriter.Create(_disk, _folder, header, default, []).TryGet(out var writer, out var error);
        _writer = isMade ? writer : null;
        return error;
    }
}
