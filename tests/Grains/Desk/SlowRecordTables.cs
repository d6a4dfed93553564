using System;
using System.Threading;
using System.Threading.Tasks;
using Trading.Journal;

namespace Trading.Tests.Grains.Desk;

/// <summary>Tables in which one append of a session's record fails, and its blocks are then read back slowly, one by one.</summary>
/// <param name="inner">The tables.</param>
/// <param name="failing">Which append fails, counted from 1.</param>
internal sealed class SlowRecordTables(IBlockTable inner, int failing) : IBlockTable
{
    private const string Record = "session:";
    private static readonly TimeSpan PerBlock = TimeSpan.FromMilliseconds(40);
    private int _appends;

    /// <summary>Whether the append has failed.</summary>
    public bool HasFailed => Volatile.Read(ref _appends) >= failing;

    public void Open(string node, Action<OpenedTable> opened) => inner.Open(node, opened);

    public void Read(string node, ulong sequence, Action<ReadOnlyMemory<byte>> read)
    {
        if (!IsRecord(node)) inner.Read(node, sequence, read);
        else inner.Read(node, sequence, blocks => _ = AnswerAsync(blocks[..BlockHeader.LengthOf(blocks.Span)], read));
    }

    public void Append(string node, ulong epoch, ulong sequence, ReadOnlyMemory<byte> block, Action<AppendOutcome> completed)
    {
        if (IsRecord(node) && Interlocked.Increment(ref _appends) == failing) completed(AppendOutcome.Failed);
        else inner.Append(node, epoch, sequence, block, completed);
    }

    public void Confirm(string node, ulong epoch, ulong sequence, Action<AppendOutcome> completed) =>
        inner.Confirm(node, epoch, sequence, completed);

    public void SaveSnapshot(
        string node, ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot, Action<AppendOutcome> completed) =>
        inner.SaveSnapshot(node, epoch, sequence, snapshot, completed);

    public void ReadSnapshot(string node, ulong sequence, Action<ReadOnlyMemory<byte>> read) => inner.ReadSnapshot(node, sequence, read);

    private static bool IsRecord(string node) => node.StartsWith(Record, StringComparison.Ordinal);

    private static async Task AnswerAsync(ReadOnlyMemory<byte> block, Action<ReadOnlyMemory<byte>> read)
    {
        await Task.Delay(PerBlock);
        read(block);
    }
}
