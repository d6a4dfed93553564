using System;
using System.Collections.Generic;
using System.IO;
using Trading.Model;

namespace Trading.Journal.Files;

/// <summary>A folder of this machine as a disk: everything is written through <see cref="DurableFile"/>.</summary>
public sealed class FileDisk : IDisk
{
    private const int OwnerOnly = 0b111_000_000;
    private readonly string _root;
    private readonly ISystemCalls _calls;

    /// <summary>A disk whose root is a folder that exists.</summary>
    public FileDisk(string root)
        : this(root, DurableFile.Libc)
    {
    }

    /// <summary>The same over other system calls.</summary>
    internal FileDisk(string root, ISystemCalls calls)
    {
        _root = Path.GetFullPath(root);
        _calls = calls;
    }

    /// <inheritdoc/>
    public Result<IReadOnlyList<string>, DiskError> List(string folder)
    {
        try
        {
            var names = new List<string>();
            foreach (var path in Directory.EnumerateFileSystemEntries(PathOf(folder))) names.Add(Path.GetFileName(path));
            return Result<IReadOnlyList<string>, DiskError>.Ok(names);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            var fault = error switch
            {
                DirectoryNotFoundException => DiskFault.NotFound,
                UnauthorizedAccessException => DiskFault.Denied,
                _ => DiskFault.Failed,
            };
            return new DiskError(fault, "listing", PathOf(folder), 0);
        }
    }

    /// <inheritdoc/>
    public DiskError? MakeFolder(string folder)
    {
        var result = _calls.MakeFolder(PathOf(folder), OwnerOnly);
        return result < 0 && result != -Errno.Exists ? Errno.ToError("creation", PathOf(folder), result) : null;
    }

    /// <inheritdoc/>
    public Result<IDiskFile, DiskError> Create(string path, long length) =>
        DurableFile.Create(_calls, PathOf(path), length).TryGet(out var file, out var error)
            ? Result<IDiskFile, DiskError>.Ok(file)
            : error;

    /// <inheritdoc/>
    public Result<IDiskFile, DiskError> Open(string path) => Open(path, isWritable: false);

    /// <inheritdoc/>
    public Result<IDiskFile, DiskError> Reopen(string path) => Open(path, isWritable: true);

    private Result<IDiskFile, DiskError> Open(string path, bool isWritable) =>
        DurableFile.Open(_calls, PathOf(path), isWritable).TryGet(out var file, out var error)
            ? Result<IDiskFile, DiskError>.Ok(file)
            : error;

    /// <inheritdoc/>
    public DiskError? SyncFolder(string folder) => DurableFile.SyncFolder(_calls, PathOf(folder));

    /// <inheritdoc/>
    public DiskError? Rename(string from, string to)
    {
        var result = _calls.Rename(PathOf(from), PathOf(to));
        return result < 0 ? Errno.ToError("renaming", PathOf(from), result) : null;
    }

    /// <inheritdoc/>
    public DiskError? Delete(string path)
    {
        var result = _calls.Unlink(PathOf(path));
        return result < 0 ? Errno.ToError("removal", PathOf(path), result) : null;
    }

    private string PathOf(string path) => path.Length == 0 ? _root : $"{_root}/{path}";
}
