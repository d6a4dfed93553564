using System;
using System.Collections.Concurrent;
using System.Threading;
using Trading.Journal;

namespace Trading.Grains;

/// <summary>
/// Block tables in this process's memory: they outlive activations, and nothing else. Silos that share one instance
/// share the tables; a silo process that ends loses them.
/// </summary>
public sealed class MemoryBlockTables : IBlockTable
{
    private readonly ConcurrentDictionary<string, Guarded> _tables = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Open(string node, Action<OpenedTable> opened) => opened(With(node, table => table.Open()));

    /// <inheritdoc/>
    public void Read(string node, ulong sequence, Action<ReadOnlyMemory<byte>> read) =>
        read(With(node, table => table.Read(sequence)));

    /// <inheritdoc/>
    public void Append(
        string node, ulong epoch, ulong sequence, ReadOnlyMemory<byte> block, Action<AppendOutcome> completed) =>
        completed(With(node, table => table.Append(epoch, sequence, block)));

    /// <inheritdoc/>
    public void Confirm(string node, ulong epoch, ulong sequence, Action<AppendOutcome> completed) =>
        completed(With(node, table => table.Confirm(epoch, sequence)));

    /// <inheritdoc/>
    public void SaveSnapshot(
        string node, ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot, Action<AppendOutcome> completed) =>
        completed(With(node, table => table.SaveSnapshot(epoch, sequence, snapshot)));

    /// <inheritdoc/>
    public void ReadSnapshot(string node, ulong sequence, Action<ReadOnlyMemory<byte>> read) =>
        read(With(node, table => table.ReadSnapshot(sequence)));

    /// <summary>
    /// Two activations of one node may run on two threads at once: each step on a table is taken alone.
    /// </summary>
    private T With<T>(string node, Func<BlockTable, T> step)
    {
        var guarded = _tables.GetOrAdd(node, _ => new Guarded());
        lock (guarded.Gate) return step(guarded.Table);
    }

    private sealed class Guarded
    {
        public Lock Gate { get; } = new();

        public BlockTable Table { get; } = new();
    }
}
