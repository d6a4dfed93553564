using System.Collections.Generic;
using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using Trading.Desk;
using Trading.Journal;
using Trading.Model;

namespace Trading.Client.Journal;

/// <summary><c>trading journal compact</c>: a snapshot now, and what it makes superfluous goes.</summary>
internal static class CompactCommand
{
    private const string Description = """
        Take a snapshot of each node and remove what is covered: the newest two snapshots stay, and the blocks after the older
        one. It opens the journals as a silo does, which must be stopped. Earlier states can then no longer be replayed. Timelines of
        sessions are kept whole: fills and commands are told from their first block on.

        Example:
          trading journal compact --data-dir data --node main/sim:BTC-USDT

        Exit codes: 0 done, 1 a node does not recover, 3 no such directory or node, 4 a silo has the store.
        """;

    private sealed record Compacted(string Node, ulong Snapshot, long BytesBefore, long BytesAfter, int SegmentsBefore, int SegmentsAfter)
    {
        /// <summary>Nothing of it may go.</summary>
        public bool IsKeptWhole => SessionTables.IsTimeline(Node);
    }

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var flags = new JournalFlags(rebuilds: true);
        var command = new Command("compact", Description);
        flags.AddTo(command);
        command.SetAction((parsed, stop) => flags.RunAsync(
            parsed, terminal, isReading: false,
            (store, nodes) => RunAsync(terminal, store, nodes, flags.ReadNodes(parsed), flags.IsJson(parsed), stop), stop));
        return command;
    }

    private static async Task<Result<int, JournalProblem>> RunAsync(
        Terminal terminal,
        JournalStore store,
        IReadOnlyList<string> nodes,
        Result<RecordedNodes, JournalProblem> read,
        bool isJson,
        CancellationToken stop)
    {
        if (!read.TryGet(out var recorded, out var refused)) return refused;
        if (!(await store.OwnAsync(stop)).TryGet(out var owned, out var problem)) return problem;
        var done = new List<Compacted>();
        using (owned)
        {
            foreach (var node in nodes)
            {
                if (!(await CompactAsync(store, owned.Tables, recorded, node, stop)).TryGet(out var compacted, out problem)) return problem;
                done.Add(compacted);
                if (!isJson) Write(terminal, done[^1]);
            }
        }

        if (isJson) terminal.WriteJson(new { nodes = done });
        return ExitCode.Ok;
    }

    private static async Task<Result<Compacted, JournalProblem>> CompactAsync(
        JournalStore store, IBlockTable tables, RecordedNodes recorded, string node, CancellationToken stop)
    {
        if (!(await store.ReadAsync(node, stop)).TryGet(out var before, out var problem)) return problem;
        if (SessionTables.IsTimeline(node))
        {
            return new Compacted(node, 0, before.StoredBytes, before.StoredBytes, before.Segments, before.Segments);
        }

        var kept = await OwnedNode.SnapshotAsync(store, tables, recorded, node, stop);
        if (!kept.TryGet(out var snapshot, out problem)) return problem;
        if (!(await store.ReadAsync(node, stop)).TryGet(out var after, out problem)) return problem;
        return new Compacted(node, snapshot, before.StoredBytes, after.StoredBytes, before.Segments, after.Segments);
    }

    private static void Write(Terminal terminal, Compacted compacted)
    {
        var what = compacted.IsKeptWhole ? "kept whole, as the timeline of a session"
            : compacted.Snapshot == 0 ? "nothing came since its last snapshot"
            : $"snapshot after block {compacted.Snapshot}";
        terminal.Out.WriteLine($"{compacted.Node}: {what}, {compacted.BytesBefore} bytes before, {compacted.BytesAfter} after");
    }
}
