using System;
using System.Buffers;
using Trading.Journal;

namespace Trading.Faults;

/// <summary>One node's table in the simulated store, asked step by step. Planted bugs override a step.</summary>
internal abstract class SimulatedTable
{
    public abstract OpenedTable Open();

    public abstract ReadOnlyMemory<byte> Read(ulong sequence);

    public abstract AppendOutcome Append(ulong epoch, ulong sequence, ReadOnlyMemory<byte> block);

    public abstract AppendOutcome Confirm(ulong epoch, ulong sequence);

    public abstract AppendOutcome SaveSnapshot(ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot);

    public abstract ReadOnlyMemory<byte> ReadSnapshot(ulong sequence);

    /// <summary>The process that held it is gone, and with it what it kept in memory.</summary>
    public virtual void Forget()
    {
    }
}

/// <summary>A table of a database: what is committed is never lost.</summary>
internal class MemoryTable : SimulatedTable
{
    private const int ReadBytesMax = 64 * 1024;
    private readonly BlockTable _table = new();

    protected ulong LastSequence => _table.LastSequence;

    public override OpenedTable Open() => _table.Open();

    public override ReadOnlyMemory<byte> Read(ulong sequence)
    {
        var blocks = new ArrayBufferWriter<byte>();
        for (; blocks.WrittenCount < ReadBytesMax && _table.Read(sequence) is { IsEmpty: false } block; sequence++) blocks.Write(block.Span);
        return blocks.WrittenMemory;
    }

    public override AppendOutcome Append(ulong epoch, ulong sequence, ReadOnlyMemory<byte> block) =>
        _table.Append(epoch, sequence, block);

    public override AppendOutcome Confirm(ulong epoch, ulong sequence) => _table.Confirm(epoch, sequence);

    public override AppendOutcome SaveSnapshot(ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot) =>
        _table.SaveSnapshot(epoch, sequence, snapshot);

    public override ReadOnlyMemory<byte> ReadSnapshot(ulong sequence) => _table.ReadSnapshot(sequence);
}

/// <summary>A table of journal files. A new process has a new one over the same disk.</summary>
internal sealed class FileSystemTable(IDisk disk, string node) : SimulatedTable, IDisposable
{
    // Small, so that segments roll, are compacted and fill the disk within a run.
    private static readonly FileTableSettings Settings = new() { SegmentBytesMin = 8 * 1024, SegmentBytesMax = 64 * 1024 };
    private FileTable _table = new(disk, node, Settings);

    public override OpenedTable Open() => _table.Open();

    public override ReadOnlyMemory<byte> Read(ulong sequence) => _table.Read(sequence);

    public override AppendOutcome Append(ulong epoch, ulong sequence, ReadOnlyMemory<byte> block) =>
        _table.Append(epoch, sequence, block.Span);

    public override AppendOutcome Confirm(ulong epoch, ulong sequence) => _table.Confirm(epoch, sequence);

    public override AppendOutcome SaveSnapshot(ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot) =>
        _table.SaveSnapshot(epoch, sequence, snapshot);

    public override ReadOnlyMemory<byte> ReadSnapshot(ulong sequence) => _table.ReadSnapshot(sequence);

    public override void Forget()
    {
        _table.Dispose();
        _table = new FileTable(disk, node, Settings);
    }

    public void Dispose() => _table.Dispose();
}
