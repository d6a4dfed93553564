using System;
using System.Linq;
using Trading.Journal;
using Xunit;

namespace Trading.Tests.Journal;

/// <summary>The last block: torn in writing, or damaged later. It must never be taken for the other.</summary>
public sealed class TornTailTests
{
    private static readonly FileTableSettings Settings = new() { SegmentBytesMin = 8192 };

    private const string Segment = "nodes/node/0000000001.seg";
    private readonly SimulatedDisk _disk = new();
    private readonly Blocks _blocks = new();
    private readonly int _offset;
    private readonly int _bytes;

    /// <summary>A last block with sectors of zeros and of a single bit, which a flip could turn into zeros.</summary>
    public TornTailTests()
    {
        using var table = new FileTable(_disk, "node", Settings);
        var epoch = table.Open().Epoch;
        table.Append(epoch, 1, _blocks.Next(epoch, 1000));
        var payload = Blocks.Payload(1, 4 * 512);
        payload.AsSpan(500, 1040).Clear();
        payload[900] = 16;
        _offset = 512 + FrameHeader.BytesFor(_blocks.Made[0].Length);
        table.Append(epoch, 2, _blocks.Next(epoch, payload));
        _bytes = FrameHeader.BytesFor(_blocks.Made[1].Length);
    }

    private byte[] Bytes => _disk.Files[Segment].Bytes;

    [Fact]
    public void Any_bit_that_flips_in_the_last_block_is_damage()
    {
        for (var at = _offset; at < _offset + _bytes; at++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                Bytes[at] ^= (byte)(1 << bit);
                Assert.Equal(OpenStatus.Corrupt, Inspect().Status);
                Bytes[at] ^= (byte)(1 << bit);
            }
        }

        Assert.Equal(2UL, Inspect().LastSequence);
    }

    [Fact]
    public void Any_full_sectors_that_were_not_written_are_a_torn_tail()
    {
        var whole = Bytes.ToArray();
        var sectors = _bytes / 512;
        var torn = 0;
        for (var mask = 0; mask < (1 << sectors) - 1; mask++)
        {
            for (var sector = 0; sector < sectors; sector++)
            {
                if ((mask >> sector & 1) == 0) Bytes.AsSpan(_offset + (sector * 512), 512).Clear();
            }

            var opened = Inspect();
            var isUnchanged = whole.AsSpan().SequenceEqual(Bytes);
            // The one sector that a single flipped bit explains as well is taken for damage: refused, not lost.
            if (opened.Status == OpenStatus.Opened && !isUnchanged) torn++;
            Assert.Equal(isUnchanged ? 2UL : 1UL, opened.Status == OpenStatus.Opened ? opened.LastSequence : 1UL);
            Assert.Equal(opened.Status == OpenStatus.Opened && opened.LastSequence == 1 && mask != 0, opened.Notices.Count == 1);
            whole.CopyTo(Bytes, 0);
        }

        Assert.True(torn >= (1 << sectors) - 8, $"{torn} of {1 << sectors}");
    }

    [Fact]
    public void A_write_cut_short_is_torn_whatever_the_length_and_however_empty_the_block()
    {
        for (var length = 300; length < 300 + 1100; length++)
        {
            var disk = new SimulatedDisk();
            using var table = new FileTable(disk, "node", Settings);
            var blocks = new Blocks();
            var epoch = table.Open().Epoch;
            var payload = new byte[length];
            payload[^1] = 1;
            var block = blocks.Next(epoch, payload);
            Assert.Equal(AppendOutcome.Committed, table.Append(epoch, 1, block));
            for (var cut = FrameHeader.BytesFor(block.Length) - 512; cut >= 0; cut -= 512)
            {
                disk.Files[Segment].Bytes.AsSpan(512 + cut, 512).Clear();
                var opened = table.Inspect();
                Assert.Equal((length, OpenStatus.Opened, 0UL), (length, opened.Status, opened.LastSequence));
            }
        }
    }

    [Fact]
    public void A_torn_tail_is_cut_off_told_and_counted_and_the_next_owner_goes_on()
    {
        Bytes.AsSpan(_offset + 1024, 512).Clear();
        Bytes.AsSpan(_offset + _bytes - 512, 512).Clear();
        using var table = new FileTable(_disk, "node", Settings);
        var opened = table.Open();
        Assert.Equal((OpenStatus.Opened, 1UL), (opened.Status, opened.LastSequence));
        Assert.Contains("block 2 in 0000000001.seg at offset", Assert.Single(opened.Notices));
        Assert.Equal(1, table.Counters.TornTails);
        _blocks.TakeBack();
        Assert.Equal(AppendOutcome.Committed, table.Append(opened.Epoch, 2, _blocks.Next(opened.Epoch, 5)));
        opened = table.Open();
        Assert.Equal((OpenStatus.Opened, 2UL), (opened.Status, opened.LastSequence));
        Assert.Empty(opened.Notices);
        Assert.Equal(1, table.Counters.TornTails);
    }

    [Fact]
    public void A_zeroed_block_before_the_last_is_missing_and_not_torn()
    {
        Bytes.AsSpan(512, _offset - 512).Clear();
        var damage = Inspect().Damage;
        Assert.Equal((DamageKind.MissingBlock, 1UL, 512L), (damage?.Kind, damage?.Sequence, damage?.Offset));
    }

    [Fact]
    public void A_failed_sync_whose_data_is_shown_but_not_kept_costs_nothing_that_a_later_owner_acknowledges()
    {
        var disk = new SimulatedDisk();
        using var table = new FileTable(disk, "node", Settings);
        var blocks = new Blocks();
        var epoch = table.Open().Epoch;
        table.Append(epoch, 1, blocks.Next(epoch, 10));
        disk.Fault = (_, call) => call == "sync" ? new DiskError(DiskFault.Failed, "test", "", 5) : null;
        Assert.Equal(AppendOutcome.Failed, table.Append(epoch, 2, blocks.Next(epoch, 10)));
        disk.Fault = null;
        // The new owner sees the block, confirms it, and may answer from it.
        epoch = table.Open().Epoch;
        Assert.Equal(AppendOutcome.Committed, table.Confirm(epoch, 2));
        foreach (var state in CrashStates.After(disk.Steps, disk.Steps.Count, tears: 0))
        {
            using var next = new FileTable(state, "node", Settings);
            Assert.Equal((OpenStatus.Opened, 2UL), (next.Open().Status, next.Open().LastSequence));
        }
    }

    private OpenedTable Inspect()
    {
        using var table = new FileTable(_disk, "node", Settings);
        return table.Inspect();
    }
}
