using System;
using System.IO;
using System.Linq;
using System.Text;
using Trading.Journal;
using Trading.Model;
using Xunit;

namespace Trading.Tests.Journal;

/// <summary>Journals that older versions wrote, read by this one: same blocks, same numbers.</summary>
public sealed class RecordedJournalTests
{
    private static readonly string Folder = Path.Combine(FindRoot(), "tests", "data", "journal", "v1");

    [Fact]
    public void A_journal_of_version_1_is_read_as_it_was_written()
    {
        RecordOnce();
        var disk = Load();
        Assert.Equal(File.ReadAllText(Path.Combine(Folder, "expected.txt")), Describe(disk));
        // And a new owner goes on over it.
        using var table = new FileTable(disk, JournalRun.Node, JournalRun.Settings);
        var inspected = table.Inspect();
        var opened = table.Open();
        Assert.Equal(inspected.Epoch + 1, opened.Epoch);
        var last = table.Read(opened.LastSequence).ToArray();
        Assert.Equal(
            AppendOutcome.Committed,
            table.Append(opened.Epoch, opened.LastSequence + 1, Blocks.After(opened.LastSequence, last, opened.Epoch)));
    }

    [Fact]
    public void A_version_that_is_not_known_is_refused_by_name()
    {
        var disk = Load();
        var path = disk.Files.Keys.First(name => name.EndsWith(".seg", StringComparison.Ordinal));
        disk.Files[path].Bytes[4] = 2;
        using var table = new FileTable(disk, JournalRun.Node, JournalRun.Settings);
        Assert.Contains("a layout that this build does not read", table.Open().Damage?.Detail);
    }

    private static string Describe(SimulatedDisk disk)
    {
        using var table = new FileTable(disk, JournalRun.Node, JournalRun.Settings);
        var opened = table.Inspect();
        var text = new StringBuilder();
        text.Append($"status {opened.Status}, epoch {opened.Epoch}, blocks {opened.FirstSequence} to {opened.LastSequence}\n");
        foreach (var notice in opened.Notices) text.Append($"notice: {notice}\n");
        var hash = new StateHasher();
        for (var sequence = opened.FirstSequence; sequence <= opened.LastSequence;)
        {
            var bytes = table.Read(sequence).Span;
            hash.Add(bytes);
            for (; !bytes.IsEmpty; sequence++) bytes = bytes[BlockHeader.LengthOf(bytes)..];
        }

        text.Append($"hash of the blocks {StateHasher.ToText(hash.Current)}\n");
        foreach (var sequence in opened.Snapshots)
        {
            text.Append($"snapshot {sequence}, hash {StateHasher.ToText(StateHasher.Hash(table.ReadSnapshot(sequence).Span))}\n");
        }

        using var emergency = new EmergencyFile(disk, 8 * 512);
        Assert.True(emergency.Open().TryGet(out var unsettled, out _));
        foreach (var (node, call) in unsettled)
        {
            text.Append($"emergency {node} {call.Client} {call.Sequence} {Convert.ToHexString(call.Payload.Span)}\n");
        }

        return text.ToString();
    }

    private static SimulatedDisk Load()
    {
        var disk = new SimulatedDisk();
        foreach (var file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var path = Path.GetRelativePath(Folder, file);
            if (path != "expected.txt") disk.Put(path, File.ReadAllBytes(file));
        }

        return disk;
    }

    /// <summary>Records version 1 where it was never recorded; what is there is never written again.</summary>
    private static void RecordOnce()
    {
        if (Directory.Exists(Folder) || Environment.GetEnvironmentVariable("UPDATE_GENERATED") != "1") return;
        var disk = new SimulatedDisk();
        using var run = new JournalRun(disk, disk, seed: 12);
        Assert.True(run.Go(90));
        while (!EndsWithALongBlockAfterItsSnapshot(disk)) Assert.True(run.Go(1));
        using (var emergency = new EmergencyFile(disk, 8 * 512))
        {
            Assert.True(emergency.Open().IsOk);
            var entries = new[] { 1UL, 2UL, 3UL }.Select(number => new EmergencyEntry("node", new EmergencyCall("x", number, new byte[] { 1, 2, (byte)number })));
            Assert.Null(emergency.Append([.. entries]));
            emergency.Settle(new EmergencyEntry("node", new EmergencyCall("x", 2, default)));
        }

        // The last block is torn: its last sector never arrived.
        using var image = new JournalImage(disk);
        var last = image.Frames[^1];
        image.Bytes(last.Path).AsSpan(last.Offset + last.Bytes - 512, 512).Clear();
        foreach (var (path, file) in disk.Files)
        {
            var target = Path.Combine(Folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(target) ?? Folder);
            File.WriteAllBytes(target, file.Bytes);
        }

        File.WriteAllText(Path.Combine(Folder, "expected.txt"), Describe(Load()));
    }

    private static bool EndsWithALongBlockAfterItsSnapshot(SimulatedDisk disk)
    {
        using var image = new JournalImage(disk);
        var last = image.Frames[^1];
        return last.Bytes > 1024 && image.HeaderOf(last.Path).FirstSequence < last.Sequence && image.Opened.Snapshots[0] < last.Sequence;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Orleans.Trading.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException("the tests run inside the repository's folder");
    }
}
