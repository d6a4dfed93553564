using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using Trading.Bench;
using Trading.Durable;
using Trading.Exchange;
using Trading.Journal;
using Trading.Journal.Files;

namespace Trading.Client.Bench;

/// <summary>Bringing a book back from its files: the recovery that a grain does, without the grain.</summary>
internal sealed class RecoveryBench(string folder, int batch, int runs)
{
    private const string Node = "bench/sim:BENCH";
    private readonly DurablePayloads _payloads = new(batch);

    /// <summary>Measures journals of several lengths.</summary>
    /// <param name="commandsMax">The longest; shorter ones by powers of ten from 10,000 are measured too.</param>
    /// <param name="intervals">
    /// Distances between snapshots, in bytes of blocks. When there are any, only the longest journal is measured, once for each.
    /// </param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellation">Gives up.</param>
    public RecoveryBenchResult Run(
        long commandsMax, IReadOnlyList<int> intervals, Action<string> progress, CancellationToken cancellation)
    {
        var load = BookBench.LoadAverage();
        var sizes = new List<RecoverySize>();
        for (long commands = 10_000; commands < commandsMax && intervals.Count == 0; commands *= 10) sizes.Add(Size(commands));
        sizes.Add(Size(commandsMax));
        var measured = intervals.Select(bytes => Interval(bytes)).ToArray();
        return new RecoveryBenchResult(
            batch,
            sizes[^1].TailCommandsPerSecond,
            sizes[^1].SnapshotMs,
            sizes.All(size => size.HashesEqual) && measured.All(interval => interval.HashesEqual),
            load,
            [.. sizes],
            [.. measured.Select(interval => interval.Figures)]);

        RecoverySize Size(long commands)
        {
            cancellation.ThrowIfCancellationRequested();
            progress($"{commands} commands");
            return Measure(commands);
        }

        (SnapshotInterval Figures, bool HashesEqual) Interval(int bytes)
        {
            cancellation.ThrowIfCancellationRequested();
            progress($"a snapshot every {bytes} bytes");
            return Measure(commandsMax, bytes);
        }
    }

    private (SnapshotInterval Figures, bool HashesEqual) Measure(long commands, int snapshotBytes)
    {
        var none = new DurableLimits { SnapshotRecords = int.MaxValue, SnapshotBytes = int.MaxValue };
        var costs = new List<double>();
        while (true)
        {
            var free = WithFolder("free", path => Write(path, commands, none));
            var (written, warm, cold, hash) = WithFolder("interval", path =>
            {
                var made = Write(path, commands, none with { SnapshotBytes = snapshotBytes }, endsBeforeSnapshot: true);
                var (warmMs, coldMs, recovered) = costs.Count + 1 < runs ? (0, null, made.Hash) : Recoveries(path);
                return (made, warmMs, coldMs, recovered);
            });
            costs.Add(written.Seconds / written.Calls / (free.Seconds / free.Calls));
            if (costs.Count < runs) continue;
            var cost = costs.Order().ElementAt(runs / 2);
            var figures = new SnapshotInterval(
                snapshotBytes, written.Snapshots, written.SnapshotShare, cost, written.TailBytes, warm, cold);
            return (figures, hash == written.Hash);
        }
    }

    private T WithFolder<T>(string name, Func<string, T> use)
    {
        var path = Fresh(name);
        try
        {
            return use(path);
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private RecoverySize Measure(long commands)
    {
        var tail = Fresh("tail");
        var written = Write(tail, commands, new DurableLimits { SnapshotRecords = int.MaxValue, SnapshotBytes = int.MaxValue });
        var (tailWarm, tailCold, tailHash) = Recoveries(tail);
        var bytes = Directory.EnumerateFiles(tail, "*.seg", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
        Directory.Delete(tail, recursive: true);
        var kept = Fresh("snapshots");
        var withSnapshots = Write(kept, commands, DurableLimits.Default);
        var (warm, cold, hash) = Recoveries(kept);
        Directory.Delete(kept, recursive: true);
        return new RecoverySize(
            commands,
            bytes,
            tailWarm,
            tailCold,
            commands / (tailWarm / 1000),
            warm,
            cold,
            withSnapshots.Snapshots,
            withSnapshots.Seconds / written.Seconds,
            tailHash == written.Hash && hash == withSnapshots.Hash);
    }

    private string Fresh(string name) => Directory.CreateDirectory(Path.Combine(folder, name)).FullName;

    /// <summary>Writes a journal.</summary>
    /// <param name="path">Its folder.</param>
    /// <param name="commands">Commands in it, at least.</param>
    /// <param name="limits">When snapshots are taken.</param>
    /// <param name="endsBeforeSnapshot">Goes on until the next block would bring a snapshot: the worst moment to die.</param>
    private Written Write(string path, long commands, DurableLimits limits, bool endsBeforeSnapshot = false)
    {
        using var table = new FileTable(new FileDisk(path), Node, new FileTableSettings());
        var opened = table.Open();
        if (opened.Status != OpenStatus.Opened) throw new IOException($"the journal cannot be made: {table.LastError}");
        var effects = new TableEffects(table);
        var node = new DurableNode(new BookNode(), effects, limits);
        effects.Node = node;
        node.Loaded(opened.Epoch);
        node.Call(0, "bench", 1, BookCall.Configure(BookWorkload.Instrument), 1);
        // Processor time: on a busy machine the time on the wall says more about the others.
        var start = Environment.CpuUsage.TotalTime;
        long call = 0;
        while (call < commands / batch || (endsBeforeSnapshot && effects.TailBytes + effects.BlockBytes < limits.SnapshotBytes))
        {
            node.Call(0, "bench", (ulong)call + 2, _payloads[call], call + 2);
            if (node.Phase != DurablePhase.Ready) throw new IOException($"the journal cannot be written: {table.LastError}");
            call++;
        }

        var seconds = (Environment.CpuUsage.TotalTime - start).TotalSeconds;
        return new Written(node.StateHash(), effects.Snapshots, effects.SnapshotShare, seconds, call, effects.TailBytes);
    }

    private (double WarmMs, double? ColdMs, UInt128 Hash) Recoveries(string path)
    {
        var warm = new List<double>();
        var (_, hash) = Recover(path);
        for (var run = 0; run < runs; run++) warm.Add(Recover(path).Ms);
        double? cold = PageCache.TryDrop() ? Recover(path).Ms : null;
        return (warm.Order().ElementAt(runs / 2), cold, hash);
    }

    private static (double Ms, UInt128 Hash) Recover(string path)
    {
        var start = Stopwatch.GetTimestamp();
        using var table = new FileTable(new FileDisk(path), Node, new FileTableSettings());
        var opened = table.Open();
        var node = new DurableNode(new BookNode(), new TableEffects(table), DurableLimits.Default);
        if (opened.Snapshots.Count > 0) node.Restore(table.ReadSnapshot(opened.Snapshots[0]).Span);
        while (node.CommittedBlock < opened.LastSequence)
        {
            if (Replay(node, table.Read(node.CommittedBlock + 1).Span) is { } error)
            {
                throw new IOException($"block {node.CommittedBlock + 1} does not replay: {error}");
            }
        }

        var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return (elapsed, node.StateHash());
    }

    private static BlockError? Replay(DurableNode node, ReadOnlySpan<byte> blocks)
    {
        if (blocks.IsEmpty) return BlockError.Truncated;
        while (!blocks.IsEmpty)
        {
            var length = BlockHeader.LengthOf(blocks);
            if (length == 0) return BlockError.Truncated;
            if (!node.Replay(blocks[..length]).TryGet(out _, out var error)) return error;
            blocks = blocks[length..];
        }

        return null;
    }

    private sealed record Written(
        UInt128 Hash, int Snapshots, double SnapshotShare, double Seconds, long Calls, long TailBytes);

    /// <summary>Carries a node's effects out on a table at once.</summary>
    private sealed class TableEffects(FileTable table) : IDurableEffects
    {
        private long _blockBytes;
        private long _snapshotBytes;

        public DurableNode? Node { get; set; }

        public int Snapshots { get; private set; }

        /// <summary>Bytes of all snapshots over bytes of all blocks.</summary>
        public double SnapshotShare => (double)_snapshotBytes / Math.Max(1, _blockBytes);

        /// <summary>Bytes of blocks since the last snapshot.</summary>
        public long TailBytes { get; private set; }

        /// <summary>Bytes of the last block.</summary>
        public int BlockBytes { get; private set; }

        public void Append(ulong epoch, ulong sequence, ReadOnlyMemory<byte> block)
        {
            BlockBytes = block.Length;
            TailBytes += block.Length;
            _blockBytes += block.Length;
            if (table.Append(epoch, sequence, block.Span) == AppendOutcome.Committed) Node?.Committed(sequence);
            else Node?.Failed(sequence);
        }

        public void Confirm(ulong epoch, ulong sequence) => Node?.Committed(sequence);

        public void SaveSnapshot(ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot)
        {
            Snapshots += table.SaveSnapshot(epoch, sequence, snapshot) == AppendOutcome.Committed ? 1 : 0;
            _snapshotBytes += snapshot.Length;
            TailBytes = 0;
            Node?.SnapshotSaved();
        }

        public void Reply(ulong ticket, in DurableReply reply)
        {
        }

        public void Send(string target, ulong sequence, ReadOnlyMemory<byte> payload)
        {
        }

        public void SetTimer(ulong id, long dueNs)
        {
        }

        public void Stop(StopReason reason)
        {
        }
    }
}
