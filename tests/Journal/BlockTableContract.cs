using System;
using System.Collections.Generic;
using System.Linq;
using Trading.Journal;
using Trading.Model;
using Xunit;

namespace Trading.Tests.Journal;

/// <summary>
/// What every store of blocks does, whatever is behind it. A store's tests derive from this and make the store.
/// </summary>
public abstract class BlockTableContract : IDisposable
{
    private const string Node = "s1/sim:BTC-USDT";
    private readonly Blocks _blocks = new();
    private IBlockTable? _tables;

    /// <summary>Makes a store that nothing was written to.</summary>
    protected abstract IBlockTable MakeTables();

    /// <summary>
    /// The same store after its process has ended and another has begun; null for a store that ends with its process.
    /// </summary>
    protected abstract IBlockTable? Restart(IBlockTable tables);

    /// <summary>Releases what the store holds.</summary>
    protected abstract void Release(IBlockTable tables);

    private SyncTable Table => new(_tables ??= MakeTables());

    public void Dispose()
    {
        if (_tables is not null) Release(_tables);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void A_node_that_nobody_has_written_opens_empty()
    {
        var opened = Table.Open(Node);
        Assert.Equal(OpenStatus.Opened, opened.Status);
        Assert.True(opened.Epoch >= 1);
        Assert.Equal((1UL, 0UL), (opened.FirstSequence, opened.LastSequence));
        Assert.Empty(opened.Snapshots);
        Assert.Empty(opened.Notices);
        Assert.Empty(Table.Read(Node, 1));
        Assert.Equal(AppendOutcome.Committed, Table.Confirm(Node, opened.Epoch, 0));
    }

    [Fact]
    public void What_was_appended_is_read_back_whole_and_in_order()
    {
        var epoch = Table.Open(Node).Epoch;
        foreach (var bytes in new[] { 1, 400, 80_000, 5, 3_000_000, 512, 17, 70_000 }) Append(Table, epoch, bytes);
        AssertSame(_blocks.Made, ReadFrom(Table, 1));
        AssertSame(_blocks.Made.Skip(4), ReadFrom(Table, 5));
        Assert.Empty(Table.Read(Node, 9));
        Assert.Empty(Table.Read(Node, 0));
        AssertSame(_blocks.Made, Reopened(out var opened));
        Assert.Equal((1UL, 8UL), (opened.FirstSequence, opened.LastSequence));
    }

    [Fact]
    public void What_its_owner_has_closed_is_opened_again_as_it_was()
    {
        var epoch = Table.Open(Node).Epoch;
        foreach (var bytes in new[] { 1, 400, 80_000 }) Append(Table, epoch, bytes);
        _tables?.Close(Node, epoch);
        var opened = Table.Open(Node);
        Assert.True(opened.Epoch > epoch);
        AssertSame(_blocks.Made, ReadFrom(Table, 1));
        // The owner before is late with it: it takes nothing from this one.
        _tables?.Close(Node, epoch);
        Append(Table, opened.Epoch, 17);
        AssertSame(_blocks.Made, ReadFrom(Table, 1));
    }

    [Fact]
    public void The_largest_block_is_kept()
    {
        var epoch = Table.Open(Node).Epoch;
        var overhead = new Blocks().Next(1, 0).Length;
        Append(Table, epoch, BlockHeader.BlockBytesMax - overhead);
        Append(Table, epoch, 3);
        AssertSame(_blocks.Made, Reopened(out _));
    }

    [Fact]
    public void Every_epoch_is_greater_than_all_before()
    {
        var before = 0UL;
        for (var i = 0; i < 4; i++)
        {
            var epoch = Table.Open(Node).Epoch;
            Assert.True(epoch > before);
            before = epoch;
        }

        RestartIfItCan();
        Assert.True(Table.Open(Node).Epoch > before);
    }

    [Fact]
    public void An_older_owner_changes_nothing_and_is_told_that_it_is_fenced()
    {
        var old = Table.Open(Node).Epoch;
        Append(Table, old, 10);
        var epoch = Table.Open(Node).Epoch;
        var stale = _blocks.Next(old, 10);
        Assert.Equal(AppendOutcome.Fenced, Table.Append(Node, old, 2, stale));
        Assert.Equal(AppendOutcome.Fenced, Table.Confirm(Node, old, 1));
        _blocks.TakeBack();
        Assert.Equal(AppendOutcome.Fenced, Table.SaveSnapshot(Node, old, 1, _blocks.Snapshot(1)));
        Append(Table, epoch, 10);
        Assert.Equal(AppendOutcome.Fenced, Table.Append(Node, old, 3, stale));
        AssertSame(_blocks.Made, Reopened(out var opened));
        Assert.Empty(opened.Snapshots);
    }

    [Fact]
    public void Only_the_next_sequence_is_appended()
    {
        var epoch = Table.Open(Node).Epoch;
        Append(Table, epoch, 10);
        var block = _blocks.Next(epoch, 10);
        Assert.Equal(AppendOutcome.Fenced, Table.Append(Node, epoch, 3, block));
        Assert.Equal(AppendOutcome.Fenced, Table.Append(Node, epoch, 1, block));
        Assert.Equal(AppendOutcome.Fenced, Table.Append(Node, epoch, 0, block));
        Assert.Equal(AppendOutcome.Committed, Table.Append(Node, epoch, 2, block));
        Assert.Equal(AppendOutcome.Fenced, Table.Append(Node, epoch, 2, block));
    }

    [Fact]
    public void An_epoch_that_nobody_took_owns_nothing()
    {
        var epoch = Table.Open(Node).Epoch;
        var block = _blocks.Next(epoch + 1, 10);
        Assert.Equal(AppendOutcome.Fenced, Table.Append(Node, epoch + 1, 1, block));
        Assert.Equal(AppendOutcome.Fenced, Table.Confirm(Node, epoch + 1, 0));
    }

    [Fact]
    public void Only_the_last_sequence_is_confirmed()
    {
        var epoch = Table.Open(Node).Epoch;
        Append(Table, epoch, 10);
        Append(Table, epoch, 10);
        Assert.Equal(AppendOutcome.Committed, Table.Confirm(Node, epoch, 2));
        Assert.Equal(AppendOutcome.Fenced, Table.Confirm(Node, epoch, 1));
        Assert.Equal(AppendOutcome.Fenced, Table.Confirm(Node, epoch, 3));
    }

    [Fact]
    public void Nodes_know_nothing_of_each_other()
    {
        var names = new[] { "a", "a/b", "a%2Fb", ".", "..", "x:y" };
        var made = new Dictionary<string, Blocks>();
        foreach (var name in names)
        {
            made[name] = new Blocks();
            var opened = Table.Open(name);
            Assert.Equal((OpenStatus.Opened, 0UL), (opened.Status, opened.LastSequence));
            var block = made[name].Next(opened.Epoch, 10 + name.Length);
            Assert.Equal(AppendOutcome.Committed, Table.Append(name, opened.Epoch, 1, block));
        }

        RestartIfItCan();
        Assert.All(names, name =>
        {
            Table.Open(name);
            Assert.Equal(made[name].Made[0], Table.Read(name, 1));
        });
    }

    [Fact]
    public void Snapshots_are_kept_newest_first_and_read_back()
    {
        var epoch = Table.Open(Node).Epoch;
        foreach (var sequence in new[] { 1UL, 2UL })
        {
            Append(Table, epoch, 10);
            Assert.Equal(AppendOutcome.Committed, Table.SaveSnapshot(Node, epoch, sequence, _blocks.Snapshot(sequence)));
        }

        RestartIfItCan();
        Assert.Equal([2UL, 1UL], Table.Open(Node).Snapshots);
        Assert.Equal(_blocks.Snapshot(1), Table.ReadSnapshot(Node, 1));
        Assert.Equal(_blocks.Snapshot(2), Table.ReadSnapshot(Node, 2));
        Assert.Empty(Table.ReadSnapshot(Node, 3));
    }

    [Fact]
    public void The_bytes_of_a_block_and_a_snapshot_are_the_owners_again_when_the_outcome_is_told()
    {
        var epoch = Table.Open(Node).Epoch;
        var block = _blocks.Next(epoch, 10).AsSpan().ToArray();
        Assert.Equal(AppendOutcome.Committed, Table.Append(Node, epoch, 1, block));
        block.AsSpan().Fill(0xEE);
        var snapshot = _blocks.Snapshot(1).AsSpan().ToArray();
        Assert.Equal(AppendOutcome.Committed, Table.SaveSnapshot(Node, epoch, 1, snapshot));
        snapshot.AsSpan().Fill(0xEE);
        Assert.Equal(_blocks.Made[0], Table.Read(Node, 1));
        Assert.Equal(_blocks.Snapshot(1), Table.ReadSnapshot(Node, 1));
    }

    [Fact]
    public void A_snapshot_of_blocks_that_are_not_committed_is_refused()
    {
        var epoch = Table.Open(Node).Epoch;
        var block = _blocks.Next(epoch, 10);
        Assert.Equal(AppendOutcome.Fenced, Table.SaveSnapshot(Node, epoch, 1, Blocks.Snapshot(1, block)));
        Assert.Equal(AppendOutcome.Committed, Table.Append(Node, epoch, 1, block));
        Assert.Empty(Table.Open(Node).Snapshots);
    }

    [Fact]
    public void Blocks_go_only_when_every_kept_snapshot_covers_them()
    {
        var epoch = Table.Open(Node).Epoch;
        for (var i = 0; i < 60; i++)
        {
            Append(Table, epoch, 40_000);
            if (i % 10 != 9) continue;
            var saved = Table.SaveSnapshot(Node, epoch, _blocks.Last, _blocks.Snapshot(_blocks.Last));
            Assert.Equal(AppendOutcome.Committed, saved);
        }

        RestartIfItCan();
        var opened = Table.Open(Node);
        Assert.Equal([60UL, 50UL], opened.Snapshots);
        Assert.InRange(opened.FirstSequence, 2UL, 51UL);
        Assert.Equal(60UL, opened.LastSequence);
        AssertSame(_blocks.Made.Skip((int)opened.FirstSequence - 1), ReadFrom(Table, opened.FirstSequence));
        Assert.Empty(Table.Read(Node, opened.FirstSequence - 1));
        Assert.Empty(Table.ReadSnapshot(Node, 40));
    }

    private void Append(SyncTable table, ulong epoch, int payloadBytes)
    {
        var block = _blocks.Next(epoch, payloadBytes);
        Assert.Equal(AppendOutcome.Committed, table.Append(Node, epoch, _blocks.Last, block));
    }

    private List<byte[]> Reopened(out OpenedTable opened)
    {
        RestartIfItCan();
        opened = Table.Open(Node);
        Assert.Equal(OpenStatus.Opened, opened.Status);
        Assert.Empty(opened.Notices);
        return ReadFrom(Table, opened.FirstSequence);
    }

    private static void AssertSame(IEnumerable<byte[]> expected, IEnumerable<byte[]> actual) =>
        Assert.Equal(expected.Select(bytes => StateHasher.Hash(bytes)), actual.Select(bytes => StateHasher.Hash(bytes)));

    private void RestartIfItCan()
    {
        if (_tables is not null) _tables = Restart(_tables) ?? _tables;
    }

    private static List<byte[]> ReadFrom(SyncTable table, ulong sequence)
    {
        var blocks = new List<byte[]>();
        while (true)
        {
            ReadOnlySpan<byte> bytes = table.Read(Node, sequence);
            if (bytes.IsEmpty) return blocks;
            for (; !bytes.IsEmpty; sequence++)
            {
                var length = BlockHeader.LengthOf(bytes);
                Assert.InRange(length, BlockHeader.Bytes, bytes.Length);
                blocks.Add(bytes[..length].ToArray());
                bytes = bytes[length..];
            }
        }
    }
}
