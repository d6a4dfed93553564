using System;
using System.Threading.Tasks;
using Trading.Journal;

namespace Trading.Tests.Postgres;

/// <summary>One node's table through the port, with tasks instead of callbacks.</summary>
internal sealed class Table(IBlockTable tables, string node)
{
    public Task<OpenedTable> OpenAsync() => Once<OpenedTable>(done => tables.Open(node, done));

    public Task<ReadOnlyMemory<byte>> ReadAsync(ulong sequence) =>
        Once<ReadOnlyMemory<byte>>(done => tables.Read(node, sequence, done));

    public Task<AppendOutcome> AppendAsync(ulong epoch, ulong sequence, ReadOnlyMemory<byte> block) =>
        Once<AppendOutcome>(done => tables.Append(node, epoch, sequence, block, done));

    public Task<AppendOutcome> ConfirmAsync(ulong epoch, ulong sequence) =>
        Once<AppendOutcome>(done => tables.Confirm(node, epoch, sequence, done));

    public Task<AppendOutcome> SaveAsync(ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot) =>
        Once<AppendOutcome>(done => tables.SaveSnapshot(node, epoch, sequence, snapshot, done));

    public Task<ReadOnlyMemory<byte>> ReadSnapshotAsync(ulong sequence) =>
        Once<ReadOnlyMemory<byte>>(done => tables.ReadSnapshot(node, sequence, done));

    /// <summary>Appends blocks and expects that they are taken.</summary>
    public async Task FillAsync(ulong epoch, ulong first, int count, int payloadBytes = 100)
    {
        for (var sequence = first; sequence < first + (ulong)count; sequence++)
        {
            Xunit.Assert.Equal(
                AppendOutcome.Committed, await AppendAsync(epoch, sequence, Block(sequence, epoch, payloadBytes)));
        }
    }

    /// <summary>A sealed block whose payload tells it from others.</summary>
    public static byte[] Block(ulong sequence, ulong epoch, int payloadBytes = 100)
    {
        var block = new byte[BlockHeader.Bytes + payloadBytes];
        block.AsSpan(BlockHeader.Bytes).Fill((byte)((sequence * 7 + epoch) % 251));
        new BlockHeader
        {
            AnswersPerClient = 32,
            NodeVersion = 1,
            Sequence = sequence,
            Epoch = epoch,
            LastPosition = sequence,
            RecordCount = 1,
            PreviousHash = 0,
            OutputChain = 0,
        }.Seal(block);
        return block;
    }

    /// <summary>A sealed snapshot.</summary>
    public static byte[] Snapshot(ulong sequence, ulong epoch, int stateBytes = 200)
    {
        var snapshot = new byte[SnapshotHeader.Bytes + stateBytes];
        snapshot.AsSpan(SnapshotHeader.Bytes).Fill((byte)sequence);
        new SnapshotHeader
        {
            AnswersPerClient = 32,
            NodeVersion = 1,
            Sequence = sequence,
            Epoch = epoch,
            BlockHash = 1,
            StateHash = 2,
        }.Seal(snapshot);
        return snapshot;
    }

    private static Task<T> Once<T>(Action<Action<T>> start)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        start(completion.SetResult);
        return completion.Task;
    }
}
