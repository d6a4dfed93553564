using System;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Trading.Journal.Files;

/// <summary>The C library's calls, on Linux. Callers repeat what a signal interrupts.</summary>
internal sealed partial class LibcCalls : ISystemCalls
{
    private const string Library = "libc";
    private const int SeekEnd = 2;
    private const int LockExclusiveNoWait = 2 | 4;

    /// <inheritdoc/>
    public long Open(string path, int flags, int mode) => Result(NativeOpen(path, flags, mode));

    /// <inheritdoc/>
    public unsafe long Write(int descriptor, ReadOnlySpan<byte> source, long offset)
    {
        fixed (byte* bytes = source) return Result(NativeWrite(descriptor, bytes, source.Length, offset));
    }

    /// <inheritdoc/>
    public unsafe long Read(int descriptor, Span<byte> destination, long offset)
    {
        fixed (byte* bytes = destination) return Result(NativeRead(descriptor, bytes, destination.Length, offset));
    }

    // This one returns the error number instead of setting it.
    /// <inheritdoc/>
    public long Allocate(int descriptor, long length) => -NativeAllocate(descriptor, 0, length);

    /// <inheritdoc/>
    public long Length(int descriptor) => Result(NativeSeek(descriptor, 0, SeekEnd));

    /// <inheritdoc/>
    public long SyncData(int descriptor)
    {
        var startedAt = Stopwatch.GetTimestamp();
        var result = Result(NativeSyncData(descriptor));
        // A refused one takes no time: the self-test makes some.
        if (result >= 0) JournalMeters.Sync.Record(Stopwatch.GetElapsedTime(startedAt).TotalSeconds);
        return result;
    }

    /// <inheritdoc/>
    public long Sync(int descriptor) => Result(NativeSync(descriptor));

    /// <inheritdoc/>
    public long Lock(int descriptor) => Result(NativeLock(descriptor, LockExclusiveNoWait));

    /// <inheritdoc/>
    public long Rename(string from, string to) => Result(NativeRename(from, to));

    /// <inheritdoc/>
    public long Unlink(string path) => Result(NativeUnlink(path));

    /// <inheritdoc/>
    public long MakeFolder(string path, int mode) => Result(NativeMakeFolder(path, mode));

    /// <inheritdoc/>
    public long Close(int descriptor) => Result(NativeClose(descriptor));

    /// <inheritdoc/>
    public unsafe long Pipe()
    {
        var ends = stackalloc int[2];
        var result = Result(NativePipe(ends));
        if (result < 0) return result;
        Close(ends[0]);
        return ends[1];
    }

    private static long Result(long result) => result >= 0 ? result : -Marshal.GetLastPInvokeError();

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int NativeOpen(string path, int flags, int mode);

    [LibraryImport(Library, EntryPoint = "pwrite", SetLastError = true)]
    private static unsafe partial nint NativeWrite(int descriptor, byte* bytes, nint count, long offset);

    [LibraryImport(Library, EntryPoint = "pread", SetLastError = true)]
    private static unsafe partial nint NativeRead(int descriptor, byte* bytes, nint count, long offset);

    [LibraryImport(Library, EntryPoint = "posix_fallocate")]
    private static partial int NativeAllocate(int descriptor, long offset, long length);

    [LibraryImport(Library, EntryPoint = "lseek", SetLastError = true)]
    private static partial long NativeSeek(int descriptor, long offset, int from);

    [LibraryImport(Library, EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int NativeSyncData(int descriptor);

    [LibraryImport(Library, EntryPoint = "fsync", SetLastError = true)]
    private static partial int NativeSync(int descriptor);

    [LibraryImport(Library, EntryPoint = "flock", SetLastError = true)]
    private static partial int NativeLock(int descriptor, int operation);

    [LibraryImport(Library, EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int NativeRename(string from, string to);

    [LibraryImport(Library, EntryPoint = "unlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int NativeUnlink(string path);

    [LibraryImport(Library, EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int NativeMakeFolder(string path, int mode);

    [LibraryImport(Library, EntryPoint = "close", SetLastError = true)]
    private static partial int NativeClose(int descriptor);

    [LibraryImport(Library, EntryPoint = "pipe", SetLastError = true)]
    private static unsafe partial int NativePipe(int* ends);
}
