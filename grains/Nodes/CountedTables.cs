using System;
using System.Threading;
using Trading.Journal;

namespace Trading.Grains;

/// <summary>What was written to a silo's tables since it started.</summary>
/// <param name="Appends">Blocks that were committed.</param>
/// <param name="AppendedBytes">Their bytes.</param>
/// <param name="Fenced">Writes and questions that were refused because another activation owns the table.</param>
/// <param name="Failed">Writes and questions whose outcome is unknown.</param>
internal readonly record struct TableCount(long Appends, long AppendedBytes, long Fenced, long Failed);

/// <summary>Tables that count what passes through them.</summary>
internal sealed class CountedTables(IBlockTable inner) : IBlockTable
{
    private long _appends;
    private long _appendedBytes;
    private long _fenced;
    private long _failed;

    /// <summary>What passed so far.</summary>
    public TableCount Count => new(
        Interlocked.Read(ref _appends),
        Interlocked.Read(ref _appendedBytes),
        Interlocked.Read(ref _fenced),
        Interlocked.Read(ref _failed));

    public void Open(string node, Action<OpenedTable> opened) => inner.Open(node, opened);

    public void Read(string node, ulong sequence, Action<ReadOnlyMemory<byte>> read) =>
        inner.Read(node, sequence, read);

    public void Append(
        string node, ulong epoch, ulong sequence, ReadOnlyMemory<byte> block, Action<AppendOutcome> completed)
    {
        var bytes = block.Length;
        inner.Append(node, epoch, sequence, block, outcome =>
        {
            if (outcome == AppendOutcome.Committed)
            {
                Interlocked.Increment(ref _appends);
                Interlocked.Add(ref _appendedBytes, bytes);
            }

            completed(Counted(outcome));
        });
    }

    public void Confirm(string node, ulong epoch, ulong sequence, Action<AppendOutcome> completed) =>
        inner.Confirm(node, epoch, sequence, outcome => completed(Counted(outcome)));

    public void SaveSnapshot(
        string node, ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot, Action<AppendOutcome> completed) =>
        inner.SaveSnapshot(node, epoch, sequence, snapshot, outcome => completed(Counted(outcome)));

    public void ReadSnapshot(string node, ulong sequence, Action<ReadOnlyMemory<byte>> read) =>
        inner.ReadSnapshot(node, sequence, read);

    public void Close(string node, ulong epoch) => inner.Close(node, epoch);

    private AppendOutcome Counted(AppendOutcome outcome)
    {
        if (outcome == AppendOutcome.Fenced) Interlocked.Increment(ref _fenced);
        if (outcome == AppendOutcome.Failed) Interlocked.Increment(ref _failed);
        return outcome;
    }
}
