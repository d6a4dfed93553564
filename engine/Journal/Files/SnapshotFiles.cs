using System;
using System.Collections.Generic;

namespace Trading.Journal;

/// <summary>A node's snapshots: written aside, read back, verified, renamed.</summary>
internal sealed class SnapshotFiles
{
    private readonly IDisk _disk;
    private readonly string _folder;
    private readonly int _bytesMax;

    /// <summary>The snapshots in a node's folder.</summary>
    public SnapshotFiles(IDisk disk, string folder, int bytesMax)
    {
        _disk = disk;
        _folder = folder;
        _bytesMax = bytesMax;
    }

    /// <summary>The sequences of those that verified when they were opened or saved, newest first.</summary>
    public List<ulong> Kept { get; } = [];

    /// <summary>Keeps one: durable in full before it gets its name, and the name durable too.</summary>
    /// <returns>Why not; null when it is kept.</returns>
    public DiskError? Save(ulong sequence, ReadOnlySpan<byte> snapshot, out bool isFolderSure)
    {
        isFolderSure = true;
        var path = PathOf(sequence);
        var aside = path + FileNumber.AsideEnding;
        if (WriteAside(aside, snapshot) is { } error)
        {
            _disk.Delete(aside);
            return error;
        }

        error = _disk.Rename(aside, path);
        if (error is not null) return error;
        error = _disk.SyncFolder(_folder);
        isFolderSure = error is null;
        if (error is null) Insert(sequence);
        return error;
    }

    /// <summary>Reads one whole; empty when it is missing, too long or unreadable.</summary>
    public byte[] Read(ulong sequence)
    {
        if (!_disk.Open(PathOf(sequence)).TryGet(out var file, out _)) return [];
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

    private DiskError? WriteAside(string path, ReadOnlySpan<byte> snapshot)
    {
        // What a crash or a failure has left there is nobody's.
        _disk.Delete(path);
        if (!_disk.Create(path, snapshot.Length).TryGet(out var file, out var error)) return error;
        using (file)
        {
            error = file.Write(0, snapshot) ?? file.Sync();
            if (error is not null) return error;
            var isGood = ReadWhole(file) is var bytes && snapshot.SequenceEqual(bytes);
            return isGood ? null : new DiskError(DiskFault.Failed, "verification", path, 0);
        }
    }

    private byte[] ReadWhole(IDiskFile file)
    {
        if (file.Length < SnapshotHeader.Bytes || file.Length > _bytesMax) return [];
        var bytes = GC.AllocateUninitializedArray<byte>((int)file.Length);
        return file.Read(0, bytes).TryGet(out var read, out _) && read == bytes.Length ? bytes : [];
    }
}
