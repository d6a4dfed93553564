using System;
using System.IO;
using System.Linq;
using Trading.Journal;
using Trading.Journal.Files;
using Xunit;

namespace Trading.Tests.Journal;

/// <summary>Durable writing against system calls that are interrupted, cut short, refused, or that lie.</summary>
public sealed class DurableFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FaultyCalls _calls = new();

    public void Dispose() => _folder.Dispose();

    private string FilePath => Path.Combine(_folder.Path, "file");

    [Fact]
    public void Calls_that_a_signal_interrupts_and_writes_that_are_cut_short_are_carried_on()
    {
        _calls.InterruptEachCall = true;
        _calls.BytesAtOnceMax = 7;
        using var file = Create(1000);
        var bytes = Blocks.Payload(1, 700);
        Assert.Null(file.Write(100, bytes));
        Assert.Null(file.Sync());
        var read = new byte[700];
        Assert.True(file.Read(100, read).TryGet(out var count, out _));
        Assert.Equal(700, count);
        Assert.Equal(bytes, read);
        Assert.Equal(1000, new FileInfo(FilePath).Length);
        Assert.True(_calls.Interruptions > 100);
    }

    [Theory]
    [InlineData(Errno.InputOutput, DiskFault.Failed)]
    [InlineData(Errno.NoSpace, DiskFault.Full)]
    [InlineData(Errno.Quota, DiskFault.Full)]
    public void After_a_failed_write_or_sync_every_later_one_is_refused(int code, DiskFault fault)
    {
        foreach (var failing in new[] { "write", "sync" })
        {
            using var file = Create(1000, failing);
            _calls.Failing = (failing, code);
            var error = failing == "write" ? file.Write(0, [1]) : file.Sync();
            Assert.Equal((fault, code), (error?.Fault, error?.Code));
            _calls.Failing = null;
            Assert.Equal(DiskFault.Poisoned, file.Write(0, [1])?.Fault);
            Assert.Equal(DiskFault.Poisoned, file.Sync()?.Fault);
            Assert.True(file.Read(0, new byte[1]).IsOk);
        }
    }

    [Fact]
    public void A_write_that_takes_nothing_is_an_error_and_not_tried_for_ever()
    {
        using var file = Create(1000);
        _calls.BytesAtOnceMax = 0;
        Assert.Equal(DiskFault.Failed, file.Write(0, [1])?.Fault);
    }

    [Fact]
    public void A_disk_without_room_refuses_the_file_at_once()
    {
        _calls.Failing = ("allocate", Errno.NoSpace);
        Assert.False(DurableFile.Create(_calls, FilePath, 1 << 20).TryGet(out _, out var error));
        Assert.Equal(DiskFault.Full, error?.Fault);
    }

    [Fact]
    public void Files_and_folders_are_for_their_owner_only()
    {
        if (!OperatingSystem.IsLinux()) return;
        using var file = Create(10);
        var disk = new FileDisk(_folder.Path);
        Assert.Null(disk.MakeFolder("below"));
        Assert.Null(disk.MakeFolder("below"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(Path.Combine(_folder.Path, "below")));
    }

    [Fact]
    public void Errors_of_the_disk_are_typed()
    {
        var disk = new FileDisk(_folder.Path);
        Assert.Equal(DiskFault.NotFound, Error(disk.Open("nothing")));
        Assert.Equal(DiskFault.NotFound, Error(disk.List("nothing")));
        Assert.Equal(DiskFault.NotFound, disk.SyncFolder("nothing")?.Fault);
        Assert.Equal(DiskFault.NotFound, disk.Rename("nothing", "other")?.Fault);
        Assert.Equal(DiskFault.NotFound, disk.Delete("nothing")?.Fault);
        using var file = Create(10);
        Assert.Equal(DiskFault.Exists, Error(disk.Create("file", 10)));
        Assert.Null(disk.SyncFolder(""));
        Assert.Null(disk.Rename("file", "other"));
        Assert.True(disk.List("").TryGet(out var names, out _));
        Assert.Equal(["other"], names);
        Assert.Null(disk.Delete("other"));
    }

    [Fact]
    public void A_machine_whose_failed_syncs_look_done_is_not_trusted()
    {
        Assert.Null(SyncSelfTest.Run(DurableFile.Libc));
        _calls.HidesSyncErrors = true;
        Assert.Equal(DiskFault.SyncUntrusted, SyncSelfTest.Run(_calls)?.Fault);
        using var tables = new FileBlockTables(new FileJournalSettings { Folder = _folder.Path }, _calls);
        Assert.Equal(DiskFault.SyncUntrusted, tables.Refusal?.Fault);
        var opened = new SyncTable(tables).Open("node");
        Assert.Equal(OpenStatus.Unavailable, opened.Status);
        Assert.Contains("SyncUntrusted", Assert.Single(opened.Notices));
    }

    [Fact]
    public void A_second_process_finds_the_directory_locked_until_the_first_has_gone()
    {
        var settings = new FileJournalSettings { Folder = _folder.Path };
        using var second = Locked(settings);
        Assert.Equal(OpenStatus.Opened, new SyncTable(second).Open("node").Status);
        Assert.Null(second.Refusal);
    }

    [Fact]
    public void Work_beyond_the_queue_is_answered_at_once_and_none_goes_unanswered()
    {
        using var gate = new System.Threading.ManualResetEventSlim();
        using var tables = new FileBlockTables(new FileJournalSettings { Folder = _folder.Path, Writers = 1, QueueMax = 3 });
        var answers = new System.Collections.Concurrent.ConcurrentQueue<AppendOutcome>();
        tables.Open("node", _ => gate.Wait());
        for (var i = 0; i < 20; i++) tables.Confirm("node", 1, 0, answers.Enqueue);
        Assert.True(answers.Count >= 16 && answers.All(answer => answer == AppendOutcome.Failed));
        gate.Set();
        tables.Dispose();
        Assert.Equal(20, answers.Count);
        tables.Confirm("node", 1, 0, answers.Enqueue);
        tables.Open("node", opened => Assert.Equal(OpenStatus.Unavailable, opened.Status));
        Assert.Equal(21, answers.Count);
    }

    [Fact]
    public void The_nodes_of_a_directory_are_listed_by_their_names()
    {
        using var tables = new FileBlockTables(new FileJournalSettings { Folder = _folder.Path });
        foreach (var name in new[] { "s/b", "..", "a%2Fb" }) new SyncTable(tables).Open(name);
        Directory.CreateDirectory(Path.Combine(_folder.Path, "nodes", "%2f"));
        Assert.True(tables.Nodes().TryGet(out var nodes, out _));
        Assert.Equal(["..", "a%2Fb", "s/b"], nodes);
        Assert.Equal(OpenStatus.Corrupt, new SyncTable(tables).Open("with blank").Status);
        Assert.Equal(OpenStatus.Corrupt, new SyncTable(tables).Open(new string('/', 96)).Status);
    }

    private static FileBlockTables Locked(FileJournalSettings settings)
    {
        using var first = new FileBlockTables(settings);
        Assert.Equal(OpenStatus.Opened, new SyncTable(first).Open("node").Status);
        var second = new FileBlockTables(settings);
        Assert.Equal(DiskFault.Locked, second.Refusal?.Fault);
        Assert.Equal(OpenStatus.Locked, new SyncTable(second).Open("node").Status);
        return second;
    }

    private DurableFile Create(long length, string name = "file")
    {
        Assert.True(DurableFile.Create(_calls, Path.Combine(_folder.Path, name), length).TryGet(out var file, out var error), $"{error}");
        return file;
    }

    private static DiskFault? Error<T>(Trading.Model.Result<T, DiskError> result)
        where T : notnull => result.TryGet(out _, out var error) ? null : error.Fault;
}
