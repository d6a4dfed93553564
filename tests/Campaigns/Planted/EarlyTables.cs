using System;
using System.Collections.Concurrent;
using System.Threading.Tasks;
using Trading.Journal;

namespace Trading.Campaigns.Planted;

/// <summary>The bug: a block counts as committed before it is written.</summary>
internal sealed class EarlyTables(IBlockTable inner) : IBlockTable
{
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(20);
    private readonly ConcurrentDictionary<string, Task> _writes = new();

    public void Open(string node, Action<OpenedTable> opened) => inner.Open(node, opened);

    public void Read(string node, ulong sequence, Action<ReadOnlyMemory<byte>> read) => inner.Read(node, sequence, read);

    public void Append(string node, ulong epoch, ulong sequence, ReadOnlyMemory<byte> block, Action<AppendOutcome> completed)
    {
        var copy = block.ToArray();
        _writes.AddOrUpdate(node, _ => WriteAsync(Task.CompletedTask), (_, before) => WriteAsync(before));
        completed(AppendOutcome.Committed);

        async Task WriteAsync(Task before)
        {
            await before;
            await Task.Delay(Late);
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            inner.Append(node, epoch, sequence, copy, _ => done.SetResult());
            await done.Task;
        }
    }

    public void Confirm(string node, ulong epoch, ulong sequence, Action<AppendOutcome> completed) =>
        completed(AppendOutcome.Committed);

    public void SaveSnapshot(
        string node, ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot, Action<AppendOutcome> completed) =>
        completed(AppendOutcome.Failed);

    public void ReadSnapshot(string node, ulong sequence, Action<ReadOnlyMemory<byte>> read) =>
        inner.ReadSnapshot(node, sequence, read);
}
