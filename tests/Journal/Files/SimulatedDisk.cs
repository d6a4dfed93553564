using System;
using System.Collections.Generic;
using System.Linq;
using Trading.Journal;
using Trading.Model;

namespace Trading.Tests.Journal;

/// <summary>
/// A disk in memory that keeps the trace of what was written and synced, and fails where a test wants it to. Its contents
/// are what a running system sees; what would be left after a power cut is for <c>CrashStates</c> to say.
/// </summary>
internal sealed class SimulatedDisk : IDisk
{
    private readonly Dictionary<string, DiskContents> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal) { "" };
    private int _nextFile = 1;

    /// <summary>Called before each call with its number, from 1, and its name; what it returns is the call's outcome.</summary>
    public Func<int, string, DiskError?>? Fault { get; set; }

    /// <summary>Bytes of a failing write that arrive all the same.</summary>
    public int BytesBeforeFailure { get; set; }

    /// <summary>Calls so far.</summary>
    public int Calls { get; private set; }

    /// <summary>The trace.</summary>
    public List<DiskStep> Steps { get; } = [];

    /// <summary>The files by path.</summary>
    public IReadOnlyDictionary<string, DiskContents> Files => _files;

    /// <summary>The folders, the root being "".</summary>
    public IReadOnlyCollection<string> Folders => _folders;

    /// <summary>Puts a file there, without a trace.</summary>
    public void Put(string path, byte[] bytes)
    {
        var parts = path.Split('/');
        for (var i = 1; i < parts.Length; i++) _folders.Add(string.Join('/', parts[..i]));
        _files[path] = new DiskContents(_nextFile++, bytes);
    }

    /// <summary>Puts a folder there, without a trace.</summary>
    public void PutFolder(string path) => _folders.Add(path);

    /// <summary>Takes a file away, without a trace.</summary>
    public void Take(string path) => _files.Remove(path);

    /// <summary>A disk with the same contents and an empty trace.</summary>
    public SimulatedDisk Copy()
    {
        var copy = new SimulatedDisk();
        foreach (var folder in _folders) copy._folders.Add(folder);
        foreach (var (path, file) in _files) copy.Put(path, [.. file.Bytes]);
        return copy;
    }

    public Result<IReadOnlyList<string>, DiskError> List(string folder)
    {
        if (Refuse("list") is { } error) return error;
        if (!_folders.Contains(folder)) return new DiskError(DiskFault.NotFound, "list", folder, 2);
        var below = folder.Length == 0 ? "" : folder + "/";
        var names = _files.Keys.Concat(_folders)
            .Where(path => path.Length > below.Length && path.StartsWith(below, StringComparison.Ordinal))
            .Select(path => path[below.Length..]).Where(name => !name.Contains('/'));
        return Result<IReadOnlyList<string>, DiskError>.Ok([.. names]);
    }

    public DiskError? MakeFolder(string folder)
    {
        if (Refuse("make folder") is { } error) return error;
        if (!_folders.Contains(DiskStep.FolderOf(folder))) return new DiskError(DiskFault.NotFound, "make folder", folder, 2);
        if (_folders.Add(folder)) Steps.Add(new DiskStep(StepKind.MakeFolder, folder, "", 0, 0, []));
        return null;
    }

    public Result<IDiskFile, DiskError> Create(string path, long length)
    {
        if (Refuse("create") is { } error) return error;
        if (_files.ContainsKey(path)) return new DiskError(DiskFault.Exists, "create", path, 17);
        var file = _files[path] = new DiskContents(_nextFile++, new byte[length]);
        Steps.Add(new DiskStep(StepKind.Create, path, "", file.Number, length, []));
        return Result<IDiskFile, DiskError>.Ok(new OpenFile(this, path, file));
    }

    public Result<IDiskFile, DiskError> Open(string path)
    {
        if (Refuse("open") is { } error) return error;
        return _files.TryGetValue(path, out var file)
            ? Result<IDiskFile, DiskError>.Ok(new OpenFile(this, path, file))
            : new DiskError(DiskFault.NotFound, "open", path, 2);
    }

    public Result<IDiskFile, DiskError> Reopen(string path) => Open(path);

    public DiskError? SyncFolder(string folder)
    {
        if (Refuse("sync folder") is { } error) return error;
        Steps.Add(new DiskStep(StepKind.SyncFolder, folder, "", 0, 0, []));
        return null;
    }

    public DiskError? Rename(string from, string to)
    {
        if (Refuse("rename") is { } error) return error;
        if (!_files.Remove(from, out var file)) return new DiskError(DiskFault.NotFound, "rename", from, 2);
        _files[to] = file;
        Steps.Add(new DiskStep(StepKind.Rename, from, to, file.Number, 0, []));
        return null;
    }

    public DiskError? Delete(string path)
    {
        if (Refuse("delete") is { } error) return error;
        if (!_files.Remove(path, out var file)) return new DiskError(DiskFault.NotFound, "delete", path, 2);
        Steps.Add(new DiskStep(StepKind.Delete, path, "", file.Number, 0, []));
        return null;
    }

    private DiskError? Refuse(string call) => Fault?.Invoke(++Calls, call);

    private sealed class OpenFile(SimulatedDisk disk, string path, DiskContents file) : IDiskFile
    {
        private bool _isPoisoned;

        public long Length => file.Bytes.Length;

        public Result<int, DiskError> Read(long offset, Span<byte> destination)
        {
            if (disk.Refuse("read") is { } error) return error;
            var count = (int)Math.Clamp(file.Bytes.Length - offset, 0, destination.Length);
            if (count > 0) file.Bytes.AsSpan((int)offset, count).CopyTo(destination);
            return count;
        }

        public DiskError? Write(long offset, ReadOnlySpan<byte> source)
        {
            if (_isPoisoned) return new DiskError(DiskFault.Poisoned, "write", path, 0);
            var error = disk.Refuse("write");
            _isPoisoned = error is not null;
            var arriving = error is null ? source : source[..Math.Min(source.Length, disk.BytesBeforeFailure)];
            arriving.CopyTo(file.Bytes.AsSpan((int)offset));
            disk.Steps.Add(new DiskStep(StepKind.Write, path, "", file.Number, offset, arriving.ToArray()));
            return error;
        }

        public DiskError? Sync()
        {
            if (_isPoisoned) return new DiskError(DiskFault.Poisoned, "sync", path, 0);
            var error = disk.Refuse("sync");
            _isPoisoned = error is not null;
            var kind = error is null ? StepKind.Sync : StepKind.SyncFailed;
            disk.Steps.Add(new DiskStep(kind, path, "", file.Number, 0, []));
            return error;
        }

        public void Dispose()
        {
        }
    }
}

/// <summary>A file, whatever its name.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Bytes">Its contents.</param>
internal sealed record DiskContents(int Number, byte[] Bytes);
