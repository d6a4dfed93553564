using System;
using System.Collections.Generic;
using System.Linq;
using Trading.Journal;
using Trading.Model;

namespace Trading.Faults;

/// <summary>
/// A disk in memory. Its calls fail now and then, it fills up, and when the power fails it keeps what was synced and any part
/// of what was not: sector by sector, name by name. Paths are relative, as those of every disk.
/// </summary>
internal sealed class FaultyDisk(FaultWorld world) : IDisk
{
    private SortedDictionary<string, SimulatedFile> _files = new(StringComparer.Ordinal);
    private SortedDictionary<string, SimulatedFile> _durable = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _folders = new(StringComparer.Ordinal) { "" };
    private readonly SortedSet<string> _durableFolders = new(StringComparer.Ordinal) { "" };
    private readonly List<NameChange> _unsynced = [];
    private SeededRandom _random = SeededRandom.Create(world.Config.Seed, "disk");
    private long _fullUntilNs;
    private long _callsLeft;
    private Action? _died;
    private bool _isDead;

    /// <summary>The files by path.</summary>
    public IReadOnlyDictionary<string, SimulatedFile> Files => _files;

    /// <summary>The power fails.</summary>
    public void Cut()
    {
        // All, none, or any part of what was not synced: the extremes are no rarer than the mixtures.
        var chancePpm = _random.Below(5) switch { 0 => 0, 1 => 200_000, 2 => 600_000, _ => 1_000_000 };
        var isOneLost = _random.Below(2) == 0;
        foreach (var change in _unsynced)
        {
            if (_random.ChancePpm(chancePpm)) Apply(change);
        }

        _unsynced.Clear();
        var left = new SortedDictionary<string, SimulatedFile>(StringComparer.Ordinal);
        foreach (var (path, file) in _durable)
        {
            if (!_durableFolders.Contains(FolderOf(path))) continue;
            var lost = isOneLost && file.UnsyncedCount > 0 ? (int)_random.Below(file.UnsyncedCount) : -1;
            left.Add(path, file.AfterCut(ref _random, chancePpm, lost));
        }

        _files = left;
        _durable = new SortedDictionary<string, SimulatedFile>(left, StringComparer.Ordinal);
        _folders.IntersectWith(_durableFolders);
    }

    /// <summary>There is room again, and nobody is to die.</summary>
    public void Heal() => (_fullUntilNs, _callsLeft) = (0, 0);

    /// <summary>The process dies within a later call that changes something: what it does afterwards does not reach the disk.</summary>
    public void DieAfter(long calls, Action died) => (_callsLeft, _died) = (calls, died);

    /// <summary>A new process has the disk.</summary>
    public void Revive() => (_callsLeft, _isDead) = (0, false);

    public Result<IReadOnlyList<string>, DiskError> List(string folder)
    {
        if (Reads("list", folder) is { } error) return error;
        if (!_folders.Contains(folder)) return new DiskError(DiskFault.NotFound, "list", folder, 2);
        var paths = _files.Keys.Concat(_folders).Where(path => path.Length > 0 && FolderOf(path) == folder);
        return Result<IReadOnlyList<string>, DiskError>.Ok([.. paths.Select(path => path[(path.LastIndexOf('/') + 1)..])]);
    }

    public DiskError? MakeFolder(string folder)
    {
        if (Writes("make folder", folder) is { } error) return error;
        if (!_folders.Contains(FolderOf(folder))) return new DiskError(DiskFault.NotFound, "make folder", folder, 2);
        if (_folders.Add(folder)) _unsynced.Add(new NameChange(folder, "", null));
        return null;
    }

    public Result<IDiskFile, DiskError> Create(string path, long length)
    {
        if (Writes("create", path) is { } error) return error;
        if (_files.ContainsKey(path)) return new DiskError(DiskFault.Exists, "create", path, 17);
        var file = _files[path] = new SimulatedFile((int)length);
        _unsynced.Add(new NameChange(path, "", file));
        return Result<IDiskFile, DiskError>.Ok(new OpenFile(this, path, file));
    }

    public Result<IDiskFile, DiskError> Open(string path)
    {
        if (Reads("open", path) is { } error) return error;
        return _files.TryGetValue(path, out var file)
            ? Result<IDiskFile, DiskError>.Ok(new OpenFile(this, path, file))
            : new DiskError(DiskFault.NotFound, "open", path, 2);
    }

    public Result<IDiskFile, DiskError> Reopen(string path) => Open(path);

    public DiskError? SyncFolder(string folder)
    {
        if (Syncs(folder) is { } error) return error;
        foreach (var change in _unsynced)
        {
            if (FolderOf(change.Path) == folder) Apply(change);
        }

        _unsynced.RemoveAll(change => FolderOf(change.Path) == folder);
        return null;
    }

    public DiskError? Rename(string from, string to)
    {
        if (Writes("rename", from) is { } error) return error;
        if (!_files.Remove(from, out var file)) return new DiskError(DiskFault.NotFound, "rename", from, 2);
        _files[to] = file;
        _unsynced.Add(new NameChange(from, to, file));
        return null;
    }

    public DiskError? Delete(string path)
    {
        if (Dies("delete", path) is { } error) return error;
        if (!_files.Remove(path)) return new DiskError(DiskFault.NotFound, "delete", path, 2);
        _unsynced.Add(new NameChange(path, "", null));
        return null;
    }

    private static string FolderOf(string path) => path.LastIndexOf('/') is var at and >= 0 ? path[..at] : "";

    private void Apply(NameChange change)
    {
        if (change.File is null && !_durable.ContainsKey(change.Path) && _folders.Contains(change.Path))
        {
            _durableFolders.Add(change.Path);
            return;
        }

        _durable.Remove(change.Path);
        if (change.File is { } file) _durable[change.To.Length > 0 ? change.To : change.Path] = file;
    }

    private DiskError? Reads(string operation, string path) =>
        world.Dice.Strikes(FaultKind.DiskReadFails, world.DiskStep) ? new DiskError(DiskFault.Failed, operation, path, 5) : null;

    private DiskError? Dies(string operation, string path)
    {
        if (_callsLeft > 0 && --_callsLeft == 0)
        {
            _isDead = true;
            if (_died is { } died) world.Queue.After(0, died);
        }

        return _isDead ? new DiskError(DiskFault.Failed, operation, path, 5) : null;
    }

    private DiskError? Writes(string operation, string path)
    {
        if (Dies(operation, path) is { } dead) return dead;
        if (world.Queue.NowNs < _fullUntilNs) world.Dice.Coverage.Hit(FaultKind.DiskFull, world.DiskStep);
        else if (world.Dice.Strikes(FaultKind.DiskFull, world.DiskStep))
        {
            _fullUntilNs = world.Queue.NowNs + world.Dice.Between(FaultKind.DiskFull, 1_000_000, 3_000_000_000);
        }

        if (world.Queue.NowNs < _fullUntilNs) return new DiskError(DiskFault.Full, operation, path, 28);
        return world.Dice.Strikes(FaultKind.DiskWriteFails, world.DiskStep) ? new DiskError(DiskFault.Failed, operation, path, 5) : null;
    }

    private DiskError? Syncs(string path) =>
        Dies("sync", path) is { } dead ? dead
        : world.Dice.Strikes(FaultKind.DiskSyncFails, world.DiskStep) ? new DiskError(DiskFault.Failed, "sync", path, 5) : null;

    /// <summary>A name that changed: made, renamed, or (without a file) gone or a folder.</summary>
    private readonly record struct NameChange(string Path, string To, SimulatedFile? File);

    private sealed class OpenFile(FaultyDisk disk, string path, SimulatedFile file) : IDiskFile
    {
        private bool _isPoisoned;

        public long Length { get; } = file.Bytes.Length;

        public Result<int, DiskError> Read(long offset, Span<byte> destination)
        {
            if (disk.Reads("read", path) is { } error) return error;
            var count = (int)Math.Clamp(file.Bytes.Length - offset, 0, destination.Length);
            if (count > 0) file.Bytes.AsSpan((int)offset, count).CopyTo(destination);
            return count;
        }

        public DiskError? Write(long offset, ReadOnlySpan<byte> source)
        {
            if (_isPoisoned) return new DiskError(DiskFault.Poisoned, "write", path, 0);
            var wasDead = disk._isDead;
            var error = disk.Writes("write", path);
            _isPoisoned = error is not null;
            if (wasDead) return error;
            file.Write(offset, error is null ? source : source[..Arrived(source.Length)]);
            return error;
        }

        /// <summary>A part of a failed write may have arrived: whole sectors, as a system copies whole pages.</summary>
        private int Arrived(int length) => (int)disk._random.Below(length / SimulatedFile.SectorBytes + 1) * SimulatedFile.SectorBytes;

        public DiskError? Sync()
        {
            if (_isPoisoned) return new DiskError(DiskFault.Poisoned, "sync", path, 0);
            var error = disk.Syncs(path);
            _isPoisoned = error is not null;
            if (error is null) file.Sync();
            else if (!disk._isDead) file.Drop();
            return error;
        }

        public void Dispose()
        {
        }
    }
}
