using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Trading.Journal;
using Trading.Model;

namespace Trading.Faults;

/// <summary>A disk that passes everything on; planted bugs override a call.</summary>
internal abstract class DiskWrapper(IDisk disk) : IDisk
{
    public virtual Result<IReadOnlyList<string>, DiskError> List(string folder) => disk.List(folder);

    public virtual DiskError? MakeFolder(string folder) => disk.MakeFolder(folder);

    public virtual Result<IDiskFile, DiskError> Create(string path, long length) => Wrapped(disk.Create(path, length), path);

    public virtual Result<IDiskFile, DiskError> Open(string path) => Wrapped(disk.Open(path), path);

    public virtual Result<IDiskFile, DiskError> Reopen(string path) => Wrapped(disk.Reopen(path), path);

    public virtual DiskError? SyncFolder(string folder) => disk.SyncFolder(folder);

    public virtual DiskError? Rename(string from, string to) => disk.Rename(from, to);

    public virtual DiskError? Delete(string path) => disk.Delete(path);

    protected virtual IDiskFile Wrap(IDiskFile file, string path) => file;

    private Result<IDiskFile, DiskError> Wrapped(Result<IDiskFile, DiskError> opened, string path) =>
        opened.TryGet(out var file, out var error) ? Result<IDiskFile, DiskError>.Ok(Wrap(file, path)) : error;
}

/// <summary>An open file that passes everything on.</summary>
internal abstract class FileWrapper(IDiskFile file) : IDiskFile
{
    public long Length => file.Length;

    public virtual Result<int, DiskError> Read(long offset, Span<byte> destination) => file.Read(offset, destination);

    public virtual DiskError? Write(long offset, ReadOnlySpan<byte> source) => file.Write(offset, source);

    public virtual DiskError? Sync() => file.Sync();

    public void Dispose() => file.Dispose();
}

internal sealed class NoSync : Seams
{
    public override IDisk Disk(IDisk disk) => new Unsynced(disk, "");

    /// <summary>A disk on which files whose names hold a part are not synced.</summary>
    internal sealed class Unsynced(IDisk disk, string part) : DiskWrapper(disk)
    {
        protected override IDiskFile Wrap(IDiskFile file, string path) =>
            path.Contains(part, StringComparison.Ordinal) ? new UnsyncedFile(file) : file;
    }

    private sealed class UnsyncedFile(IDiskFile file) : FileWrapper(file)
    {
        public override DiskError? Sync() => null;
    }
}

internal sealed class SnapshotNotSynced : Seams
{
    public override IDisk Disk(IDisk disk) => new NoSync.Unsynced(disk, ".snap");
}

internal sealed class SyncErrorIgnored : Seams
{
    public override IDisk Disk(IDisk disk) => new Ignoring(disk);

    private sealed class Ignoring(IDisk disk) : DiskWrapper(disk)
    {
        protected override IDiskFile Wrap(IDiskFile file, string path) => new IgnoringFile(file);
    }

    private sealed class IgnoringFile(IDiskFile file) : FileWrapper(file)
    {
        public override DiskError? Sync()
        {
            _ = base.Sync();
            return null;
        }
    }
}

internal sealed class WriteErrorIgnored : Seams
{
    public override IDisk Disk(IDisk disk) => new Ignoring(disk);

    private sealed class Ignoring(IDisk disk) : DiskWrapper(disk)
    {
        protected override IDiskFile Wrap(IDiskFile file, string path) => new IgnoringFile(file);
    }

    private sealed class IgnoringFile(IDiskFile file) : FileWrapper(file)
    {
        public override DiskError? Write(long offset, ReadOnlySpan<byte> source)
        {
            _ = base.Write(offset, source);
            return null;
        }

        // The sync after it is not poisoned: nobody has noticed anything.
        public override DiskError? Sync() => base.Sync() is { Fault: DiskFault.Poisoned } ? null : base.Sync();
    }
}

internal sealed class NoFolderSync : Seams
{
    public override IDisk Disk(IDisk disk) => new Unsynced(disk);

    private sealed class Unsynced(IDisk disk) : DiskWrapper(disk)
    {
        public override DiskError? SyncFolder(string folder) => null;
    }
}

internal sealed class ReadErrorAsZeros : Seams
{
    public override IDisk Disk(IDisk disk) => new Blank(disk);

    private sealed class Blank(IDisk disk) : DiskWrapper(disk)
    {
        protected override IDiskFile Wrap(IDiskFile file, string path) => new BlankFile(file);
    }

    private sealed class BlankFile(IDiskFile file) : FileWrapper(file)
    {
        public override Result<int, DiskError> Read(long offset, Span<byte> destination)
        {
            var read = base.Read(offset, destination);
            if (read.IsOk) return read;
            destination.Clear();
            return (int)Math.Clamp(Length - offset, 0, destination.Length);
        }
    }
}

internal sealed class TornTailAccepted : Seams
{
    public override IDisk Disk(IDisk disk) => new Accepting(disk);

    private sealed class Accepting(IDisk disk) : DiskWrapper(disk)
    {
        protected override IDiskFile Wrap(IDiskFile file, string path) => new AcceptingFile(file);
    }

    /// <summary>Whatever is read looks as if its checksum held.</summary>
    private sealed class AcceptingFile(IDiskFile file) : FileWrapper(file)
    {
        public override Result<int, DiskError> Read(long offset, Span<byte> destination)
        {
            var read = base.Read(offset, destination);
            for (var at = 0; at + Sector.Bytes <= destination.Length; at += Sector.Bytes) Seal(destination[(at + FrameHeader.Bytes)..]);
            return read;
        }

        private static void Seal(Span<byte> bytes)
        {
            const int checksumOffset = 44;
            var length = BlockHeader.LengthOf(bytes);
            if (length == 0 || length > bytes.Length) return;
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[checksumOffset..], Crc32C.Of(bytes[..length], checksumOffset));
        }
    }
}
