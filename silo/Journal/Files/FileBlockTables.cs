using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Trading.Model;

namespace Trading.Journal.Files;

/// <summary>
/// All nodes' tables in a data directory. A few threads write; a node's work is done by the same one, in the order in
/// which it came, and callbacks come from there. A callback must neither block nor throw: it would end the process.
/// </summary>
/// <remarks>
/// One process has the directory at a time: another one's <see cref="Open"/> is answered Locked. Within the process a node
/// has one table, whoever opens it: opening again takes a new epoch and fences the owner before.
/// </remarks>
public sealed class FileBlockTables : IBlockTable, IDisposable
{
    private readonly DataFolder _folder;
    private readonly FileTableSettings _settings;
    private readonly WriterLane[] _lanes;
    private readonly WriterLane _snapshotLane;
    private readonly ConcurrentDictionary<string, NodeTable> _tables = new(StringComparer.Ordinal);
    private int _laneNext = -1;

    /// <summary>Takes the directory and starts the writers; what is refused is said by <see cref="Refusal"/>.</summary>
    public FileBlockTables(FileJournalSettings settings)
        : this(settings, DurableFile.Libc)
    {
    }

    /// <summary>The same over other system calls.</summary>
    internal FileBlockTables(FileJournalSettings settings, ISystemCalls calls)
    {
        _folder = new DataFolder(settings.Folder, calls);
        _settings = settings.Table;
        _snapshotLane = new WriterLane("journal-snapshots", settings.QueueMax);
        _lanes = [.. Enumerable.Range(1, settings.Writers).Select(number => new WriterLane($"journal-{number}", settings.QueueMax))];
    }

    /// <summary>
    /// Why nothing can be opened now: another process has the directory, it cannot be made, or this machine's syncs cannot
    /// be trusted. Null when all is well.
    /// </summary>
    public DiskError? Refusal => _folder.Enter();

    /// <summary>What all tables of this process have done so far.</summary>
    public FileTableCounters Counters =>
        _tables.Values.Aggregate(default(FileTableCounters), (sum, table) => sum + table.Counters);

    /// <inheritdoc/>
    public void Open(string node, Action<OpenedTable> opened)
    {
        var table = TableOf(node);
        if (!table.Lane.TryPost(() => opened(table.Open(_folder)))) opened(Refused("the writer's queue is full"));
    }

    /// <inheritdoc/>
    public void Read(string node, ulong sequence, Action<ReadOnlyMemory<byte>> read)
    {
        var table = TableOf(node);
        if (!table.Lane.TryPost(() => read(table.Table.Read(sequence)))) read(default);
    }

    /// <inheritdoc/>
    public void Append(
        string node, ulong epoch, ulong sequence, ReadOnlyMemory<byte> block, Action<AppendOutcome> completed) =>
        Write(node, completed, table => table.Append(epoch, sequence, block.Span));

    /// <inheritdoc/>
    public void Confirm(string node, ulong epoch, ulong sequence, Action<AppendOutcome> completed) =>
        Write(node, completed, table => table.Confirm(epoch, sequence));

    /// <inheritdoc/>
    public void SaveSnapshot(
        string node, ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot, Action<AppendOutcome> completed)
    {
        var table = TableOf(node);
        var isPosted = table.Lane.TryPost(() =>
        {
            var staged = table.Table.StageSnapshot(epoch, sequence, snapshot);
            if (!staged.TryGet(out var snap, out var refusal)) completed(refusal);
            else if (!_snapshotLane.TryPost(() => WriteAside(table, epoch, snap, completed))) completed(AppendOutcome.Failed);
        });
        if (!isPosted) completed(AppendOutcome.Failed);
    }

    /// <summary>Appends go on meanwhile; only the naming is the node's own thread's again.</summary>
    private static void WriteAside(NodeTable table, ulong epoch, StagedSnapshot staged, Action<AppendOutcome> completed)
    {
        var isWritten = staged.TryWrite();
        var isPosted = table.Lane.TryPost(() => completed(table.Write(files => files.KeepSnapshot(epoch, staged, isWritten))));
        if (!isPosted) completed(AppendOutcome.Failed);
    }

    /// <inheritdoc/>
    public void ReadSnapshot(string node, ulong sequence, Action<ReadOnlyMemory<byte>> read)
    {
        var table = TableOf(node);
        if (!table.Lane.TryPost(() => read(table.Table.ReadSnapshot(sequence)))) read(default);
    }

    /// <inheritdoc/>
    public void Close(string node, ulong epoch)
    {
        // A queue that is full keeps them open a while longer: until the next owner opens the table.
        if (_tables.TryGetValue(node, out var table)) table.Lane.TryPost(() => table.Table.Close(epoch));
    }

    /// <summary>The nodes that the directory has a journal of, in ordinal order; or why it cannot be listed.</summary>
    public Result<IReadOnlyList<string>, DiskError> Nodes() => FileTable.Nodes(_folder.Disk);

    /// <summary>Finishes what is queued, closes the files and gives the directory back.</summary>
    public void Dispose()
    {
        _snapshotLane.Dispose();
        foreach (var lane in _lanes) lane.Dispose();
        foreach (var table in _tables.Values) table.Table.Dispose();
        _folder.Dispose();
    }

    private NodeTable TableOf(string node) => _tables.GetOrAdd(
        node,
        name => new NodeTable(
            new FileTable(_folder.Disk, name, _settings),
            _lanes[(int)((uint)Interlocked.Increment(ref _laneNext) % (uint)_lanes.Length)]));

    private void Write(string node, Action<AppendOutcome> completed, Func<FileTable, AppendOutcome> write)
    {
        var table = TableOf(node);
        if (!table.Lane.TryPost(() => completed(table.Write(write)))) completed(AppendOutcome.Failed);
    }

    private static OpenedTable Refused(string why) => new() { Status = OpenStatus.Unavailable, Notices = [why] };

    /// <summary>A node's table and the lane on which alone it is touched.</summary>
    private sealed class NodeTable(FileTable table, WriterLane lane)
    {
        private readonly Lock _gate = new();
        private FileTableCounters _counters;

        public FileTable Table => table;

        public WriterLane Lane => lane;

        /// <summary>As they stood after the last write.</summary>
        public FileTableCounters Counters
        {
            get
            {
                lock (_gate) return _counters;
            }
        }

        public OpenedTable Open(DataFolder folder)
        {
            if (folder.Enter() is { } refusal)
            {
                var status = refusal.Fault == DiskFault.Locked ? OpenStatus.Locked : OpenStatus.Unavailable;
                return new OpenedTable { Status = status, Notices = [refusal.ToString()] };
            }

            var opened = table.Open();
            Count();
            return opened;
        }

        public AppendOutcome Write(Func<FileTable, AppendOutcome> write)
        {
            var outcome = write(table);
            Count();
            return outcome;
        }

        private void Count()
        {
            lock (_gate) _counters = table.Counters;
        }
    }
}
