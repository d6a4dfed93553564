using System;

namespace Trading.Journal.Files;

/// <summary>
/// The calls of the operating system that durable writing needs. Each gives a result of at least zero, or the negated
/// error number.
/// </summary>
internal interface ISystemCalls
{
    /// <summary>Opens a file or folder.</summary>
    long Open(string path, int flags, int mode);

    /// <summary>Writes at an offset; it may write less than asked for.</summary>
    long Write(int descriptor, ReadOnlySpan<byte> source, long offset);

    /// <summary>Reads at an offset; it may read less than asked for.</summary>
    long Read(int descriptor, Span<byte> destination, long offset);

    /// <summary>Takes room on the disk.</summary>
    long Allocate(int descriptor, long length);

    /// <summary>The length of a file.</summary>
    long Length(int descriptor);

    /// <summary>Syncs the data of a file and what is needed to read it.</summary>
    long SyncData(int descriptor);

    /// <summary>Syncs a file or folder.</summary>
    long Sync(int descriptor);

    /// <summary>Takes the exclusive lock of a file without waiting.</summary>
    long Lock(int descriptor);

    /// <summary>Renames.</summary>
    long Rename(string from, string to);

    /// <summary>Removes a file.</summary>
    long Unlink(string path);

    /// <summary>Makes a folder.</summary>
    long MakeFolder(string path, int mode);

    /// <summary>Closes a descriptor.</summary>
    long Close(int descriptor);

    /// <summary>Makes a pipe: the descriptor of its writing end; the reading end is closed.</summary>
    long Pipe();
}
