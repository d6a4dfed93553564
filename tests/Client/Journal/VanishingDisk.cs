using System.Collections.Generic;
using Trading.Journal;
using Trading.Model;

namespace Trading.Client.Tests.Journal;

/// <summary>A disk that is gone from a call on: as if the machine had stopped there.</summary>
internal sealed class VanishingDisk(IDisk disk, int lastCall) : IDisk
{
    private static readonly DiskError Gone = new(DiskFault.Failed, "the test", "", 0);
    private int _calls;

    public Result<IReadOnlyList<string>, DiskError> List(string folder) => IsGone ? Gone : disk.List(folder);

    public DiskError? MakeFolder(string folder) => IsGone ? Gone : disk.MakeFolder(folder);

    public Result<IDiskFile, DiskError> Create(string path, long length) => IsGone ? Gone : disk.Create(path, length);

    public Result<IDiskFile, DiskError> Open(string path) => IsGone ? Gone : disk.Open(path);

    public Result<IDiskFile, DiskError> Reopen(string path) => IsGone ? Gone : disk.Reopen(path);

    public DiskError? SyncFolder(string folder) => IsGone ? Gone : disk.SyncFolder(folder);

    public DiskError? Rename(string from, string to) => IsGone ? Gone : disk.Rename(from, to);

    public DiskError? Delete(string path) => IsGone ? Gone : disk.Delete(path);

    private bool IsGone => ++_calls > lastCall;
}
