using System;
using System.Collections.Generic;
using Trading.Journal;
using Trading.Model;

namespace Trading.Tests.Journal;

/// <summary>A disk that passes everything on; planted bugs override a call.</summary>
internal abstract class DiskDecorator(IDisk disk) : IDisk
{
    public virtual Result<IReadOnlyList<string>, DiskError> List(string folder) => disk.List(folder);

    public virtual DiskError? MakeFolder(string folder) => disk.MakeFolder(folder);

    public virtual Result<IDiskFile, DiskError> Create(string path, long length) =>
        disk.Create(path, length).TryGet(out var file, out var error) ? Result<IDiskFile, DiskError>.Ok(Wrap(file)) : error;

    public virtual Result<IDiskFile, DiskError> Open(string path) =>
        disk.Open(path).TryGet(out var file, out var error) ? Result<IDiskFile, DiskError>.Ok(Wrap(file)) : error;

    public virtual Result<IDiskFile, DiskError> Reopen(string path) =>
        disk.Reopen(path).TryGet(out var file, out var error) ? Result<IDiskFile, DiskError>.Ok(Wrap(file)) : error;

    public virtual DiskError? SyncFolder(string folder) => disk.SyncFolder(folder);

    public virtual DiskError? Rename(string from, string to) => disk.Rename(from, to);

    public virtual DiskError? Delete(string path) => disk.Delete(path);

    protected virtual IDiskFile Wrap(IDiskFile file) => file;
}

/// <summary>An open file that passes everything on.</summary>
internal abstract class FileDecorator(IDiskFile file) : IDiskFile
{
    public long Length => file.Length;

    public virtual Result<int, DiskError> Read(long offset, Span<byte> destination) => file.Read(offset, destination);

    public virtual DiskError? Write(long offset, ReadOnlySpan<byte> source) => file.Write(offset, source);

    public virtual DiskError? Sync() => file.Sync();

    public void Dispose() => file.Dispose();
}

/// <summary>Planted bug: acknowledged before the sync.</summary>
internal sealed class NoSyncDisk(IDisk disk) : DiskDecorator(disk)
{
    protected override IDiskFile Wrap(IDiskFile file) => new Unsynced(file);

    private sealed class Unsynced(IDiskFile file) : FileDecorator(file)
    {
        public override DiskError? Sync() => null;
    }
}

/// <summary>Planted bug: the error of a sync is ignored, as the runtime's own calls do.</summary>
internal sealed class IgnoredSyncErrorDisk(IDisk disk) : DiskDecorator(disk)
{
    protected override IDiskFile Wrap(IDiskFile file) => new Ignoring(file);

    private sealed class Ignoring(IDiskFile file) : FileDecorator(file)
    {
        public override DiskError? Sync()
        {
            _ = base.Sync();
            return null;
        }
    }
}

/// <summary>Planted bug: the folder is not synced after a snapshot got its name.</summary>
internal sealed class NoSnapshotFolderSyncDisk(IDisk disk) : DiskDecorator(disk)
{
    private bool _isAfterSnapshot;

    public override DiskError? Rename(string from, string to)
    {
        _isAfterSnapshot = to.EndsWith(".snap", StringComparison.Ordinal);
        return base.Rename(from, to);
    }

    public override DiskError? SyncFolder(string folder)
    {
        if (!_isAfterSnapshot) return base.SyncFolder(folder);
        _isAfterSnapshot = false;
        return null;
    }
}

/// <summary>
/// Planted bug: a torn block is taken for whole, as if nobody looked at its checksum. Whatever is read looks as if it
/// verified.
/// </summary>
internal sealed class TornAcceptedDisk(IDisk disk) : DiskDecorator(disk)
{
    protected override IDiskFile Wrap(IDiskFile file) => new Accepting(file);

    private sealed class Accepting(IDiskFile file) : FileDecorator(file)
    {
        public override Result<int, DiskError> Read(long offset, Span<byte> destination)
        {
            var result = base.Read(offset, destination);
            for (var at = 0; at + 512 <= destination.Length; at += 512) Seal(destination[(at + 32)..]);
            return result;
        }

        private static void Seal(Span<byte> bytes)
        {
            var length = BlockHeader.LengthOf(bytes);
            if (length == 0 || length > bytes.Length) return;
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(bytes[44..], Crc32C.Of(bytes[..length], 44));
        }
    }
}
