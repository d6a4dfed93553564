using System;
using System.Runtime.InteropServices;
using Trading.Model;

namespace Trading.Journal.Files;

/// <summary>
/// The one way in which this system writes what must survive: the C library's own calls, because the runtime's hide a
/// failed sync (docs/design/JOURNAL.md). After the first failed write or sync nothing is written to the file any more.
/// </summary>
/// <remarks>Not thread-safe. Files are readable by their owner only.</remarks>
public sealed class DurableFile : IDiskFile
{
    private const int ReadOnlyFlag = 0;
    private const int ReadWriteFlag = 2;
    private const int CreateFlag = 0x40;
    private const int ExclusiveFlag = 0x80;
    private const int CloseOnExecFlag = 0x80000;
    private const int OwnerOnly = 0b110_000_000;
    private const int FillBytes = 1 << 20;

    private static readonly int FolderFlag =
        RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x4000 : 0x10000;

    private static readonly byte[] Zeros = new byte[FillBytes];
    private readonly ISystemCalls _calls;
    private readonly string _path;
    private int _descriptor;
    private DiskError? _poison;

    private DurableFile(ISystemCalls calls, string path, int descriptor, long length)
    {
        (_calls, _path, _descriptor, Length) = (calls, path, descriptor, length);
    }

    /// <inheritdoc/>
    public long Length { get; private set; }

    /// <summary>The calls of this machine.</summary>
    internal static ISystemCalls Libc { get; } = new LibcCalls();

    /// <summary>Makes a file that takes up its whole length, filled with zeros. Its name is not synced.</summary>
    /// <remarks>
    /// Zeros are written, not only reserved: a later write then changes nothing but data, which makes its sync cheaper.
    /// </remarks>
    internal static Result<DurableFile, DiskError> Create(ISystemCalls calls, string path, long length)
    {
        var descriptor = Repeat(() => calls.Open(path, ReadWriteFlag | CreateFlag | ExclusiveFlag | CloseOnExecFlag, OwnerOnly));
        if (descriptor < 0) return Errno.ToError("creation", path, descriptor);
        var file = new DurableFile(calls, path, (int)descriptor, length);
        var error = file.Reserve();
        for (long offset = 0; error is null && offset < length; offset += FillBytes)
        {
            error = file.Write(offset, Zeros.AsSpan(0, (int)Math.Min(FillBytes, length - offset)));
        }

        if (error is null) return file;
        file.Dispose();
        return error;
    }

    /// <summary>Opens a file for reading, or for reading and writing.</summary>
    internal static Result<DurableFile, DiskError> Open(ISystemCalls calls, string path, bool isWritable)
    {
        var flags = (isWritable ? ReadWriteFlag : ReadOnlyFlag) | CloseOnExecFlag;
        var descriptor = Repeat(() => calls.Open(path, flags, 0));
        if (descriptor < 0) return Errno.ToError("opening", path, descriptor);
        var length = calls.Length((int)descriptor);
        var file = new DurableFile(calls, path, (int)descriptor, Math.Max(0, length));
        if (length >= 0) return file;
        file.Dispose();
        return Errno.ToError("length", path, length);
    }

    /// <summary>
    /// Opens or makes a file and takes its exclusive lock, which lasts until it is disposed or the process ends.
    /// </summary>
    internal static Result<DurableFile, DiskError> Lock(ISystemCalls calls, string path)
    {
        var descriptor = Repeat(() => calls.Open(path, ReadWriteFlag | CreateFlag | CloseOnExecFlag, OwnerOnly));
        if (descriptor < 0) return Errno.ToError("opening", path, descriptor);
        var file = new DurableFile(calls, path, (int)descriptor, 0);
        var result = Repeat(() => calls.Lock((int)descriptor));
        if (result >= 0) return file;
        file.Dispose();
        return Errno.ToError("locking", path, result);
    }

    /// <summary>Syncs the names in a folder.</summary>
    /// <returns>Null on success.</returns>
    internal static DiskError? SyncFolder(ISystemCalls calls, string path)
    {
        var descriptor = Repeat(() => calls.Open(path, ReadOnlyFlag | FolderFlag | CloseOnExecFlag, 0));
        if (descriptor < 0) return Errno.ToError("opening", path, descriptor);
        var result = Repeat(() => calls.Sync((int)descriptor));
        calls.Close((int)descriptor);
        return result < 0 ? Errno.ToError("sync", path, result) : null;
    }

    /// <inheritdoc/>
    public Result<int, DiskError> Read(long offset, Span<byte> destination)
    {
        var count = 0;
        while (count < destination.Length)
        {
            var result = _calls.Read(_descriptor, destination[count..], offset + count);
            if (result == -Errno.Interrupted) continue;
            if (result < 0) return Errno.ToError("reading", _path, result);
            if (result == 0) break;
            count += (int)result;
        }

        return count;
    }

    /// <inheritdoc/>
    public DiskError? Write(long offset, ReadOnlySpan<byte> source)
    {
        if (_poison is not null) return Poisoned("writing");
        while (!source.IsEmpty)
        {
            var result = _calls.Write(_descriptor, source, offset);
            if (result == -Errno.Interrupted) continue;
            // A write that takes nothing and says nothing would be tried for ever.
            if (result <= 0) return _poison = Errno.ToError("writing", _path, result == 0 ? -Errno.InputOutput : result);
            offset += result;
            source = source[(int)result..];
        }

        return null;
    }

    /// <inheritdoc/>
    public DiskError? Sync()
    {
        if (_poison is not null) return Poisoned("sync");
        long result;
        do result = _calls.SyncData(_descriptor);
        while (result == -Errno.Interrupted);
        return result < 0 ? _poison = Errno.ToError("sync", _path, result) : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_descriptor >= 0) _calls.Close(_descriptor);
        _descriptor = -1;
    }

    private DiskError? Reserve()
    {
        if (Length == 0) return null;
        var result = Repeat(() => _calls.Allocate(_descriptor, Length));
        // A file system that cannot reserve still takes the zeros.
        if (result >= 0 || result == -Errno.NotSupported) return null;
        return _poison = Errno.ToError("reservation", _path, result);
    }

    private DiskError Poisoned(string operation) => new(DiskFault.Poisoned, operation, _path, _poison?.Code ?? 0);

    private static long Repeat(Func<long> call)
    {
        long result;
        do result = call();
        while (result == -Errno.Interrupted);
        return result;
    }
}
