using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Trading.Exchange;
using Trading.Journal;
using Trading.Model;

namespace Trading.Client.Journal;

/// <summary><c>trading journal stats</c>: how much there is of what.</summary>
internal static class StatsCommand
{
    private const string Description = """
        Count blocks, records, commands and bytes of journals, with commands per second of journal time. It only reads.

        Example:
          trading journal stats --data-dir data --json

        Exit codes: 0 counted, 3 no such directory or node, 4 the store cannot be read.
        """;

    private const double NsPerSecond = 1e9;

    /// <summary>The figures of a node.</summary>
    internal sealed record NodeStats
    {
        public required string Node { get; init; }
        public required long StoredBytes { get; init; }
        public required int Segments { get; init; }
        public required int Blocks { get; init; }
        public required long BlockBytes { get; init; }
        public required long Records { get; init; }
        public required long Commands { get; init; }
        public required string? First { get; init; }
        public required string? Last { get; init; }
        public required double Seconds { get; init; }
        public required ulong Epoch { get; init; }
        public required IReadOnlyList<StatsSnapshot> Snapshots { get; init; }
        public double CommandsPerSecond => Seconds > 0 ? Math.Round(Commands / Seconds, 1) : 0;
        public double RecordsPerBlock => Per(Records, Blocks);
        public double BytesPerRecord => Per(BlockBytes, Records);
        public double BytesPerCommand => Per(BlockBytes, Commands);

        private static double Per(long amount, long of) => of == 0 ? 0 : Math.Round((double)amount / of, 1);
    }

    /// <summary>A snapshot's size.</summary>
    internal sealed record StatsSnapshot(ulong After, long Bytes);

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var flags = new JournalFlags();
        var command = new Command("stats", Description);
        flags.AddTo(command);
        command.SetAction((parsed, stop) => flags.RunAsync(
            parsed, terminal, isReading: true,
            (store, nodes) => RunAsync(terminal, store, nodes, flags.IsJson(parsed), stop), stop));
        return command;
    }

    private static async Task<Result<int, JournalProblem>> RunAsync(
        Terminal terminal, JournalStore store, IReadOnlyList<string> nodes, bool isJson, CancellationToken stop)
    {
        var all = new List<NodeStats>();
        foreach (var node in nodes)
        {
            if (!(await store.ReadAsync(node, stop)).TryGet(out var journal, out var problem)) return problem;
            all.Add(await CountAsync(journal, stop));
            if (!isJson) Write(terminal, all[^1]);
        }

        if (isJson) terminal.WriteJson(new { nodes = all });
        return ExitCode.Ok;
    }

    private static async Task<NodeStats> CountAsync(NodeJournal journal, CancellationToken stop)
    {
        var tally = default(Tally);
        await foreach (var block in journal.ReadBlocks(journal.Blocks, stop)) tally.Add(block.Span);
        return new NodeStats
        {
            Node = journal.Node,
            StoredBytes = journal.StoredBytes,
            Segments = journal.Segments,
            Blocks = journal.Blocks.Count,
            BlockBytes = journal.Blocks.Sum(block => (long)block.Bytes),
            Records = tally.Records,
            Commands = tally.Commands,
            First = tally.Records == 0 ? null : EventTime.ToText(tally.FirstNs),
            Last = tally.Records == 0 ? null : EventTime.ToText(tally.LastNs),
            Seconds = Math.Round((tally.LastNs - tally.FirstNs) / NsPerSecond, 3),
            Epoch = journal.Table.Epoch,
            Snapshots = [.. journal.Snapshots.Select(snapshot => new StatsSnapshot(snapshot.Sequence, snapshot.Bytes))],
        };
    }

    private static void Write(Terminal terminal, NodeStats stats)
    {
        var output = terminal.Out;
        output.WriteLine(stats.Node);
        output.WriteLine($"  stored     {stats.StoredBytes} bytes in {stats.Segments} segment(s), {stats.Snapshots.Count} snapshot(s)");
        output.WriteLine($"  blocks     {stats.Blocks}, {stats.BlockBytes} bytes, {stats.RecordsPerBlock} records each, epoch {stats.Epoch}");
        output.WriteLine($"  records    {stats.Records}, {stats.BytesPerRecord} bytes each");
        output.WriteLine($"  commands   {stats.Commands}, {stats.BytesPerCommand} bytes each, {stats.CommandsPerSecond} a second");
        if (stats.First is not null) output.WriteLine($"  time       {stats.First} to {stats.Last}, {stats.Seconds} s");
        foreach (var snapshot in stats.Snapshots) output.WriteLine($"  snapshot   after block {snapshot.After}, {snapshot.Bytes} bytes");
    }

    /// <summary>Counts over the records of blocks.</summary>
    private struct Tally
    {
        public long Records { get; private set; }

        public long Commands { get; private set; }

        public long FirstNs { get; private set; }

        public long LastNs { get; private set; }

        public void Add(ReadOnlySpan<byte> block)
        {
            for (var rest = block[Math.Min(block.Length, BlockHeader.Bytes)..]; BlockRecord.TryTake(ref rest, out var record);)
            {
                if (Records++ == 0) FirstNs = record.TimeNs;
                LastNs = record.TimeNs;
                if (BookCall.KindOf(record.Payload) == BookCallKind.Commands) Commands += BookCall.CommandsOf(record.Payload).Length;
            }
        }
    }
}
