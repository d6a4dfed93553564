using System;
using System.Collections.Generic;
using Trading.Model;

namespace Trading.Journal;

/// <summary>
/// The port behind which journals keep files: synchronous, so that a crash between any two calls can be simulated by a
/// disk that fails from one call on. Paths are relative to the disk's root, with forward slashes; the root is "".
/// </summary>
/// <remarks>
/// Nothing survives a power cut but what a completed sync covers: bytes of a file by <see cref="IDiskFile.Sync"/>, names
/// by <see cref="SyncFolder"/>.
/// </remarks>
public interface IDisk
{
    /// <summary>The names in a folder, in no order; NotFound when there is no such folder.</summary>
    Result<IReadOnlyList<string>, DiskError> List(string folder);

    /// <summary>Makes a folder in one that exists; nothing to do when it is there.</summary>
    /// <returns>Null on success.</returns>
    DiskError? MakeFolder(string folder);

    /// <summary>Makes a file of zeros that takes up its whole length, open for reading and writing.</summary>
    /// <param name="path">A path that must not exist.</param>
    /// <param name="length">Bytes.</param>
    Result<IDiskFile, DiskError> Create(string path, long length);

    /// <summary>Opens a file for reading.</summary>
    Result<IDiskFile, DiskError> Open(string path);

    /// <summary>Opens a file for reading and writing.</summary>
    Result<IDiskFile, DiskError> Reopen(string path);

    /// <summary>Makes the names in a folder durable: of files created, renamed and deleted.</summary>
    /// <returns>Null on success.</returns>
    DiskError? SyncFolder(string folder);

    /// <summary>Renames a file within its folder, over another one if that is there, in one step.</summary>
    /// <returns>Null on success.</returns>
    DiskError? Rename(string from, string to);

    /// <summary>Removes a file.</summary>
    /// <returns>Null on success.</returns>
    DiskError? Delete(string path);
}

/// <summary>An open file. After the first failed write or sync every later one is refused as Poisoned.</summary>
public interface IDiskFile : IDisposable
{
    /// <summary>Its length in bytes when it was opened.</summary>
    long Length { get; }

    /// <summary>Reads at an offset.</summary>
    /// <returns>The bytes read: fewer than asked for only where the file ends.</returns>
    Result<int, DiskError> Read(long offset, Span<byte> destination);

    /// <summary>Writes all bytes at an offset, within the file's length. Not durable before a sync.</summary>
    /// <returns>Null on success.</returns>
    DiskError? Write(long offset, ReadOnlySpan<byte> source);

    /// <summary>Makes everything written so far durable.</summary>
    /// <returns>Null on success; otherwise it is unknown what is durable, now and for ever.</returns>
    DiskError? Sync();
}
