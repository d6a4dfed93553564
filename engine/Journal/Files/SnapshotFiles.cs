using System;
using System.Collections.Generic;
using Trading.Model;

namespace Trading.Journal;

/// <summary>A node's snapshots: written aside, read back, verified, renamed.</summary>
internal sealed class SnapshotFiles
{
    private readonly IDisk _disk;
    private readonly string _folder;
    private readonly int _bytesMax;
    private ulong _staged;

    /// <summary>The snapshots in a node's folder.</summary>
    public SnapshotFiles(IDisk disk, string folder, int bytesMax)
    {
        _disk = disk;
        _folder = folder;
        _bytesMax = bytesMax;
    }

    /// <summary>The sequences of those that verified when they were opened or saved, newest first.</summary>
    public List<ulong> Kept { get; } = [];

    /// <summary>
    /// A snapshot on its way. Writing it aside touches nothing else, so that another thread may do it meanwhile.
    /// </summary>
    public StagedSnapshot Stage(ulong sequence, ReadOnlyMemory<byte> snapshot) =>
        new(_disk, $"{PathOf(sequence)}.{++_staged}{FileNumber.AsideEnding}", sequence, snapshot);

    /// <summary>Gives a snapshot that was written aside its name, durably.</summary>
    /// <returns>Why not; null when it is kept.</returns>
    public DiskError? Keep(StagedSnapshot staged, out bool isFolderSure)
    {
        isFolderSure = true;
        var error = _disk.Rename(staged.Path, PathOf(staged.Sequence));
        if (error is not null) return error;
        error = _disk.SyncFolder(_folder);
        isFolderSure = error is null;
        if (error is null) Insert(staged.Sequence);
        return error;
    }

    /// <summary>Reads one whole; empty when it is missing, too long or unreadable.</summary>
    public byte[] Read(ulong sequence) => TryRead(sequence).TryGet(out var bytes, out _) ? bytes : [];

    /// <summary>Reads one whole; empty when its length is no snapshot's. A disk that fails says nothing about it.</summary>
    public Result<byte[], DiskError> TryRead(ulong sequence)
    {
        if (!_disk.Open(PathOf(sequence)).TryGet(out var file, out var error)) return error;
        using (file)
        {
            return ReadWhole(file);
        }
    }

    /// <summary>Takes an existing one up among those kept, after it was verified.</summary>
    public void Insert(ulong sequence)
    {
        Kept.Remove(sequence);
        var place = Kept.FindIndex(kept => kept < sequence);
        Kept.Insert(place < 0 ? Kept.Count : place, sequence);
    }

    /// <summary>Removes one; one that will not go does no harm.</summary>
    public void Remove(ulong sequence)
    {
        Kept.Remove(sequence);
        _disk.Delete(PathOf(sequence));
    }

    private string PathOf(ulong sequence) => $"{_folder}/{SnapshotName.Of(sequence)}";

    private Result<byte[], DiskError> ReadWhole(IDiskFile file)
    {
        if (file.Length < SnapshotHeader.Bytes || file.Length > _bytesMax) return Array.Empty<byte>();
        var bytes = GC.AllocateUninitializedArray<byte>((int)file.Length);
        if (!file.Read(0, bytes).TryGet(out var read, out var error)) return error;
        return read == bytes.Length ? bytes : Array.Empty<byte>();
    }
}
