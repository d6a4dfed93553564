using System;
using System.Collections.Concurrent;
using Trading.Journal;

namespace Trading.Tests.Grains;

/// <summary>Tables that fail when they are told to.</summary>
internal sealed class FailingTables(IBlockTable inner) : IBlockTable
{
    private int _outcomesToLose;
    private bool _isWrittenAnyway;

    /// <summary>Nothing can be opened, written or asked.</summary>
    public bool IsGone { get; set; }

    /// <summary>Blocks cannot be read, although they are there.</summary>
    public bool IsUnreadable { get; set; }

    /// <summary>Snapshots cannot be read, although they are there.</summary>
    public bool AreSnapshotsUnreadable { get; set; }

    /// <summary>A node whose table does not verify when it is opened next.</summary>
    public string Damaged { get; set; } = "";

    public ConcurrentQueue<ulong> SnapshotsRead { get; } = [];

    /// <summary>The next append ends as Failed, its block written or not.</summary>
    public void LoseNextOutcome(bool isWritten) => (_outcomesToLose, _isWrittenAnyway) = (1, isWritten);

    public void Open(string node, Action<OpenedTable> opened)
    {
        if (IsGone) opened(new OpenedTable { Status = OpenStatus.Unavailable });
        else if (node == Damaged) opened(Corrupt(node));
        else inner.Open(node, opened);
    }

    public void Read(string node, ulong sequence, Action<ReadOnlyMemory<byte>> read)
    {
        if (IsUnreadable) read(default);
        else inner.Read(node, sequence, read);
    }

    public void Append(
        string node, ulong epoch, ulong sequence, ReadOnlyMemory<byte> block, Action<AppendOutcome> completed)
    {
        if (IsGone)
        {
            completed(AppendOutcome.Failed);
            return;
        }

        if (_outcomesToLose == 0)
        {
            inner.Append(node, epoch, sequence, block, completed);
            return;
        }

        _outcomesToLose = 0;
        if (_isWrittenAnyway) inner.Append(node, epoch, sequence, block, _ => completed(AppendOutcome.Failed));
        else completed(AppendOutcome.Failed);
    }

    public void Confirm(string node, ulong epoch, ulong sequence, Action<AppendOutcome> completed)
    {
        if (IsGone) completed(AppendOutcome.Failed);
        else inner.Confirm(node, epoch, sequence, completed);
    }

    public void SaveSnapshot(
        string node, ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot, Action<AppendOutcome> completed) =>
        inner.SaveSnapshot(node, epoch, sequence, snapshot, completed);

    public void ReadSnapshot(string node, ulong sequence, Action<ReadOnlyMemory<byte>> read)
    {
        SnapshotsRead.Enqueue(sequence);
        if (AreSnapshotsUnreadable) read(default);
        else inner.ReadSnapshot(node, sequence, read);
    }

    private static OpenedTable Corrupt(string node) => new()
    {
        Status = OpenStatus.Corrupt,
        Damage = new CorruptData(DamageKind.Block, node, 0, 1, "damaged by the test"),
    };
}
