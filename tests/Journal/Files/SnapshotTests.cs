using System;
using System.Linq;
using Trading.Journal;
using Trading.Model;
using Xunit;

namespace Trading.Tests.Journal;

/// <summary>Snapshots that do not verify, and what an owner falls back to.</summary>
public sealed class SnapshotTests : IDisposable
{
    private const string Folder = "nodes/node";
    private readonly SimulatedDisk _disk = new();
    private readonly Blocks _blocks = new();
    private readonly FileTable _table;
    private readonly ulong _epoch;

    public SnapshotTests()
    {
        _table = new FileTable(_disk, "node", JournalRun.Settings);
        _epoch = _table.Open().Epoch;
    }

    public void Dispose() => _table.Dispose();

    [Fact]
    public void A_damaged_snapshot_is_told_and_the_one_before_is_used()
    {
        Append(10);
        Save(10);
        Append(4);
        Save(14);
        Append(2);
        Damage(14);
        var opened = _table.Open();
        Assert.Equal([10UL], opened.Snapshots);
        Assert.Contains("00000000000000000014.snap is not used", Assert.Single(opened.Notices));
        Assert.Equal(16UL, opened.LastSequence);
        Assert.Equal(1, _table.Counters.BadSnapshots);
    }

    [Fact]
    public void Without_any_snapshot_the_blocks_must_go_back_to_the_first()
    {
        Append(2);
        Save(2);
        Append(1);
        Save(3);
        Damage(2);
        Damage(3);
        var opened = _table.Open();
        Assert.Equal((OpenStatus.Opened, 1UL, 3UL), (opened.Status, opened.FirstSequence, opened.LastSequence));
        Assert.Equal(2, opened.Notices.Count);
    }

    [Fact]
    public void Blocks_that_are_gone_and_that_no_snapshot_covers_are_damage()
    {
        FillSegments();
        Damage(40);
        Assert.Equal(OpenStatus.Opened, _table.Open().Status);
        Damage(80);
        var opened = _table.Open();
        Assert.Equal(DamageKind.NoSnapshot, opened.Damage?.Kind);
        Assert.Contains("no snapshot that verifies", opened.Damage?.Detail);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Snapshots_that_cannot_be_read_now_are_no_damage(bool isOpened)
    {
        FillSegments();
        using var unread = new FileTable(new UnreadSnapshots(_disk, isOpened), "node", JournalRun.Settings);
        var opened = unread.Open();
        Assert.Equal((OpenStatus.Unavailable, null), (opened.Status, opened.Damage));
        Assert.Contains("TooManyOpen", Assert.Single(opened.Notices));
        opened = _table.Open();
        Assert.Equal(OpenStatus.Opened, opened.Status);
        Assert.Equal([80UL, 40UL], opened.Snapshots);
        Assert.Equal(0, _table.Counters.BadSnapshots);
    }

    [Fact]
    public void Blocks_after_the_oldest_kept_snapshot_stay_and_older_segments_go()
    {
        FillSegments();
        var opened = _table.Open();
        Assert.Equal([80UL, 40UL], opened.Snapshots);
        Assert.InRange(opened.FirstSequence, 2UL, 41UL);
        Assert.True(_table.Counters.SegmentsDeleted >= 2);
        Assert.False(_table.Read(opened.FirstSequence).IsEmpty);
        Assert.True(_table.Read(opened.FirstSequence - 1).IsEmpty);
    }

    [Fact]
    public void A_snapshot_under_another_number_or_of_another_journal_is_not_used()
    {
        Append(10);
        Save(10);
        _disk.Put($"{Folder}/00000000000000000007.snap", _disk.Files[PathOf(10)].Bytes);
        var other = new Blocks();
        for (var i = 0; i < 8; i++) other.Next(1, 33);
        _disk.Put($"{Folder}/00000000000000000008.snap", other.Snapshot(8));
        var opened = _table.Open();
        Assert.Equal([10UL], opened.Snapshots);
        Assert.Contains(opened.Notices, notice => notice.Contains("taken after block 10"));
        Assert.Contains(opened.Notices, notice => notice.Contains("another block of that number"));
    }

    [Fact]
    public void A_journal_that_ends_before_its_snapshot_has_lost_blocks()
    {
        Append(3);
        var ahead = new Blocks();
        for (var i = 0; i < 8; i++) ahead.Next(1, 33);
        _disk.Put(PathOf(8), ahead.Snapshot(8));
        var damage = _table.Open().Damage;
        Assert.Equal((DamageKind.MissingBlock, 4UL), (damage?.Kind, damage?.Sequence));
    }

    [Fact]
    public void Bytes_that_are_no_snapshot_of_that_block_are_not_kept()
    {
        Append(3);
        var damaged = _blocks.Snapshot(3);
        damaged[^1] ^= 1;
        Assert.Equal(AppendOutcome.Failed, _table.SaveSnapshot(_epoch, 3, damaged));
        Assert.Equal(AppendOutcome.Failed, _table.SaveSnapshot(_epoch, 2, _blocks.Snapshot(3)));
        Assert.Equal(AppendOutcome.Failed, _table.SaveSnapshot(_epoch, 2, default));
        Assert.DoesNotContain(_disk.Files.Keys, path => path.Contains(".snap"));
    }

    [Fact]
    public void Blocks_that_do_not_come_next_are_not_written()
    {
        Append(3);
        var good = _blocks.Next(_epoch, 10);
        var otherEpoch = Blocks.After(3, _blocks.Made[2], _epoch + 1);
        var otherChain = Blocks.After(3, _blocks.Made[1], _epoch);
        var damaged = good.ToArray();
        damaged[^1] ^= 1;
        foreach (var bytes in new[] { otherEpoch, otherChain, damaged, [], good[..^1] })
        {
            Assert.Equal(AppendOutcome.Failed, _table.Append(_epoch, 4, bytes));
        }

        Assert.Equal(AppendOutcome.Committed, _table.Append(_epoch, 4, good));
        Assert.Equal(4UL, _table.Open().LastSequence);
    }

    [Fact]
    public void What_was_written_aside_and_never_named_goes_and_what_is_foreign_stays()
    {
        Append(3);
        _disk.Put($"{Folder}/00000000000000000002.snap.tmp", [1, 2, 3]);
        _disk.Put($"{Folder}/0000000009.seg.tmp", new byte[700]);
        _disk.Put($"{Folder}/notes.txt", [1]);
        var opened = _table.Open();
        Assert.Equal((OpenStatus.Opened, 3UL), (opened.Status, opened.LastSequence));
        Assert.Contains("notes.txt", Assert.Single(opened.Notices));
        Assert.DoesNotContain(_disk.Files.Keys, path => path.EndsWith(".tmp", StringComparison.Ordinal));
        Assert.Contains($"{Folder}/notes.txt", _disk.Files.Keys);
    }

    private static string PathOf(ulong sequence) => $"{Folder}/{sequence:D20}.snap";

    private void Damage(ulong sequence) => _disk.Files[PathOf(sequence)].Bytes[90] ^= 8;

    private void FillSegments()
    {
        Append(40);
        Save(40);
        Append(40);
        Save(80);
    }

    private void Append(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Assert.Equal(AppendOutcome.Committed, _table.Append(_epoch, _blocks.Last + 1, _blocks.Next(_epoch, 700)));
        }
    }

    private void Save(ulong sequence) =>
        Assert.Equal(AppendOutcome.Committed, _table.SaveSnapshot(_epoch, sequence, _blocks.Snapshot(sequence)));

    /// <summary>A process that has no descriptors left, or a device that fails, just when snapshots are read.</summary>
    private sealed class UnreadSnapshots(IDisk disk, bool isOpened) : DiskDecorator(disk)
    {
        private static DiskError Error => new(DiskFault.TooManyOpen, "open", "", 24);

        public override Result<IDiskFile, DiskError> Open(string path)
        {
            if (!path.EndsWith(".snap", StringComparison.Ordinal)) return base.Open(path);
            if (!isOpened) return Error;
            return base.Open(path).TryGet(out var file, out var error) ? Result<IDiskFile, DiskError>.Ok(new Unread(file)) : error;
        }

        private sealed class Unread(IDiskFile file) : FileDecorator(file)
        {
            public override Result<int, DiskError> Read(long offset, Span<byte> destination) => Error;
        }
    }
}
