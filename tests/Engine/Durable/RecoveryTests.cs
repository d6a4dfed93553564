using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using CsCheck;
using Trading.Durable;
using Trading.Journal;
using Xunit;

namespace Trading.Tests.Durable;

public sealed class RecoveryTests
{
    private static readonly DurableLimits Limits = new() { AnswersPerClient = 4, BlockBytesMax = 300 };

    [Fact]
    public void Replay_ends_in_the_same_hash_answers_outbox_and_timers()
    {
        var (blocks, live) = Record(20);
        var effects = new RecordingEffects();
        var node = new DurableNode(new TallyNode(), effects, Limits);
        effects.Confirmed = node;
        foreach (var block in blocks) Assert.True(node.Replay(block).IsOk);
        Assert.Equal(live.StateHash(), node.StateHash());
        node.Loaded(2);
        Assert.NotEmpty(effects.Sends);
        Assert.NotEmpty(effects.Timers);
        node.Call(1, "client", 20, Payload(20), 0);
        Assert.Equal(ReplyStatus.Answered, effects.ReplyTo(1).Status);
        Assert.Empty(effects.Appends);
    }

    [Fact]
    public void The_output_chain_does_not_depend_on_how_calls_share_blocks()
    {
        var one = new RecordingEffects();
        var alone = new DurableNode(new TallyNode(), one, Limits);
        one.Confirmed = alone;
        alone.Loaded(1);
        for (ulong n = 1; n <= 6; n++)
        {
            alone.Call(n, "client", n, Payload(n), 0);
            alone.Committed(alone.CommittedBlock + 1);
        }

        var two = new RecordingEffects();
        var together = new DurableNode(new TallyNode(), two, Limits with { BlockBytesMax = 100_000 });
        two.Confirmed = together;
        together.Loaded(1);
        for (ulong n = 1; n <= 6; n++) together.Call(n, "client", n, Payload(n), 0);
        together.Committed(1);
        together.Committed(2);
        Assert.NotEqual(one.Appends.Count, two.Appends.Count);
        Assert.Equal(Chain(alone, one), Chain(together, two));
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        var block = Record(3).Blocks[0];
        for (var length = 0; length < block.Length; length++)
        {
            var error = ErrorOf(Replay(block.AsSpan(0, length)));
            Assert.Equal(BlockError.Truncated, error);
        }
    }

    [Fact]
    public void Every_bit_flip_is_refused()
    {
        var block = Record(3).Blocks[0];
        for (var bit = 0; bit < block.Length * 8; bit++)
        {
            block[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(Replay(block).IsOk, "bit " + bit);
            block[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.True(Replay(block).IsOk);
    }

    [Fact]
    public void Arbitrary_bytes_behind_a_valid_seal_never_throw() => Gen.Byte.Array[0, 200].Sample(noise =>
    {
        var bytes = new byte[BlockHeader.Bytes + noise.Length];
        noise.CopyTo(bytes, BlockHeader.Bytes);
        Header(1, 1).Seal(bytes);
        return !Replay(bytes).IsOk;
    });

    [Fact]
    public void Missing_swapped_and_repeated_blocks_are_refused()
    {
        var blocks = Record(8).Blocks;
        Assert.Equal(BlockError.OutOfSequence, ReplayAll(blocks[1]));
        Assert.Equal(BlockError.OutOfSequence, ReplayAll(blocks[0], blocks[2]));
        Assert.Equal(BlockError.OutOfSequence, ReplayAll(blocks[0], blocks[0]));
    }

    [Fact]
    public void A_block_of_another_history_breaks_the_chain()
    {
        var blocks = Record(8).Blocks;
        var other = Record(8, value: 77).Blocks;
        Assert.Equal(BlockError.BrokenChain, ReplayAll(blocks[0], other[1]));
    }

    [Fact]
    public void An_epoch_never_goes_back()
    {
        var first = Empty(sequence: 1, epoch: 5);
        var second = Empty(sequence: 2, epoch: 4, Trading.Model.StateHasher.Hash(first));
        Assert.Equal(BlockError.EpochWentBack, ReplayAll(first, second));
    }

    [Fact]
    public void A_build_that_answers_otherwise_is_caught_as_diverged()
    {
        var block = Record(3).Blocks[0];
        var node = new DurableNode(new TallyNode { Bias = 1 }, new RecordingEffects(), Limits);
        Assert.Equal(BlockError.Diverged, ErrorOf(node.Replay(block)));
    }

    [Fact]
    public void A_build_refuses_the_tail_of_another_version()
    {
        var block = Record(3).Blocks[0];
        var node = new DurableNode(new TallyNode { Version = 2 }, new RecordingEffects(), Limits);
        Assert.Equal(BlockError.OtherNodeVersion, ErrorOf(node.Replay(block)));
    }

    [Fact]
    public void Another_number_of_recorded_answers_is_refused()
    {
        var block = Record(3).Blocks[0];
        var node = new DurableNode(new TallyNode(), new RecordingEffects(), Limits with { AnswersPerClient = 5 });
        Assert.Equal(BlockError.OtherLimits, ErrorOf(node.Replay(block)));
    }

    [Fact]
    public void Blocks_are_not_replayed_after_the_activation_began()
    {
        var block = Record(3).Blocks[0];
        var node = new DurableNode(new TallyNode(), new RecordingEffects(), Limits);
        node.Loaded(1);
        Assert.Equal(BlockError.NotLoading, ErrorOf(node.Replay(block)));
    }

    [Fact]
    public void The_header_has_the_documented_layout()
    {
        var block = Empty(sequence: 0x0102030405060708, epoch: 9);
        Assert.Equal("TBLK"u8.ToArray(), block[..4].Select(b => b).ToArray());
        Assert.Equal(1, BinaryPrimitives.ReadUInt16LittleEndian(block.AsSpan(4)));
        Assert.Equal(4, BinaryPrimitives.ReadUInt16LittleEndian(block.AsSpan(6)));
        Assert.Equal((uint)BlockHeader.Bytes, BinaryPrimitives.ReadUInt32LittleEndian(block.AsSpan(12)));
        Assert.Equal(0x0102030405060708UL, BinaryPrimitives.ReadUInt64LittleEndian(block.AsSpan(16)));
        Assert.Equal(9UL, BinaryPrimitives.ReadUInt64LittleEndian(block.AsSpan(24)));
    }

    [Fact]
    public void The_checksum_is_CRC_32C()
    {
        // The published check value of CRC-32C is that of the nine digits; a block covers more, so it is rebuilt here.
        Assert.Equal(0xE3069283u, Crc32C("123456789"u8));
        var block = Empty(sequence: 1, epoch: 1);
        byte[] covered = [.. block[..44], .. block[48..]];
        Assert.Equal(Crc32C(covered), BinaryPrimitives.ReadUInt32LittleEndian(block.AsSpan(44)));
    }

    [Fact]
    public void A_table_is_owned_by_its_newest_epoch()
    {
        var table = new BlockTable();
        var first = table.Open();
        Assert.Equal(AppendOutcome.Committed, table.Append(first.Epoch, 1, new byte[1]));
        Assert.Equal(AppendOutcome.Fenced, table.Append(first.Epoch, 1, new byte[1]));
        Assert.Equal(AppendOutcome.Fenced, table.Append(first.Epoch, 3, new byte[1]));
        var second = table.Open();
        Assert.Equal((first.Epoch + 1, 1UL), (second.Epoch, second.LastSequence));
        Assert.Equal(AppendOutcome.Fenced, table.Append(first.Epoch, 2, new byte[1]));
        Assert.Equal(AppendOutcome.Committed, table.Append(second.Epoch, 2, new byte[2]));
        Assert.Equal((1, 2, 0), (table.Read(1).Length, table.Read(2).Length, table.Read(3).Length));
    }

    [Fact]
    public void A_node_saves_and_loads_its_state()
    {
        var node = new TallyNode();
        foreach (var value in new ulong[] { 3, 4 }) node.Handle(Input(value), new NodeOutput());
        var saved = new ArrayBufferWriter<byte>();
        node.Save(saved);
        var restored = new TallyNode();
        Assert.Equal(NodeLoadOutcome.Loaded, restored.Load(saved.WrittenSpan));
        Assert.Equal(node.StateHash(), restored.StateHash());
        Assert.Equal(NodeLoadOutcome.Malformed, restored.Load(saved.WrittenSpan[1..]));
    }

    private static NodeInput Input(ulong value) => new()
    {
        Kind = NodeInputKind.Call,
        Source = "client",
        Sequence = 1,
        TimeNs = 1,
        Payload = TallyNode.Command(TallyNode.Add, value),
    };

    private static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
        }

        return ~crc;
    }

    private static BlockHeader Header(ulong sequence, ulong epoch, UInt128 previous = default) => new()
    {
        AnswersPerClient = Limits.AnswersPerClient,
        NodeVersion = 1,
        Sequence = sequence,
        Epoch = epoch,
        LastPosition = 0,
        RecordCount = 1,
        PreviousHash = previous,
        OutputChain = 0,
    };

    private static byte[] Empty(ulong sequence, ulong epoch, UInt128 previous = default)
    {
        var block = new byte[BlockHeader.Bytes];
        (Header(sequence, epoch, previous) with { RecordCount = 0 }).Seal(block);
        return block;
    }

    private static UInt128 Chain(DurableNode node, RecordingEffects effects)
    {
        node.Inspect(999);
        Assert.True(NodeStatus.TryDecode(effects.ReplyTo(999).Payload.Span, out var status));
        return status.OutputChain;
    }

    private static byte[] Payload(ulong n, ulong value = 0) =>
        TallyNode.Command((byte)(1 + (n % 3)), value == 0 ? n : value);

    private static (List<byte[]> Blocks, DurableNode Live) Record(ulong calls, ulong value = 0)
    {
        var effects = new RecordingEffects();
        var node = new DurableNode(new TallyNode(), effects, Limits);
        effects.Confirmed = node;
        node.Loaded(1);
        for (ulong n = 1; n <= calls; n++) node.Call(n, "client", n, Payload(n, value), 0);
        while (!node.IsDrained)
        {
            node.Committed(node.CommittedBlock + 1);
            if (node.CommittedBlock == 2) node.Covered(TallyNode.Peer, 1);
        }

        return ([.. effects.Appends.Select(append => append.Block.ToArray())], node);
    }

    private static Trading.Model.Result<ulong, BlockError> Replay(ReadOnlySpan<byte> block) =>
        new DurableNode(new TallyNode(), new RecordingEffects(), Limits).Replay(block);

    private static BlockError? ReplayAll(params byte[][] blocks)
    {
        var node = new DurableNode(new TallyNode(), new RecordingEffects(), Limits);
        foreach (var block in blocks)
        {
            if (!node.Replay(block).TryGet(out _, out var error)) return error;
        }

        return null;
    }

    private static BlockError ErrorOf(Trading.Model.Result<ulong, BlockError> result)
    {
        Assert.False(result.TryGet(out _, out var error));
        return error;
    }
}
