using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Trading.Journal;
using Trading.Model;

namespace Trading.Client.Journal;

/// <summary><c>trading journal recover</c>: what would a silo make of the journals?</summary>
internal static class RecoverCommand
{
    private const string Description = """
        Rebuild each node as a silo would at its start: from the newest snapshot that the node accepts and every block after
        it. Prints what would be cut off, and position and state hash at the end. It is a rehearsal and changes nothing;
        --apply opens the journals as a silo does: takes a new epoch, cuts a torn tail off, and closes them again.

        Examples:
          trading journal recover --data-dir data
          trading journal recover --data-dir data --node main/sim:BTC-USDT --apply

        Exit codes: 0 every node recovers, 1 one does not, 3 no such directory or node, 4 the store cannot be used.
        """;

    private sealed record Recovery(
        string Node, bool Ok, ulong Snapshot, ulong Blocks, ulong Block, ulong Position, string? StateHash, string? WholeHash,
        IReadOnlyList<string> Notices, CorruptData? Damage, string? Repair);

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var flags = new JournalFlags(rebuilds: true);
        var apply = new Option<bool>("--apply") { Description = "Open the journals as a silo does; it must be stopped." };
        var command = new Command("recover", Description) { apply };
        flags.AddTo(command);
        command.SetAction((parsed, stop) => flags.RunAsync(
            parsed, terminal, isReading: !parsed.GetValue(apply),
            (store, nodes) => RunAsync(terminal, store, nodes, flags.ReadNodes(parsed), parsed.GetValue(apply), flags.IsJson(parsed), stop), stop));
        return command;
    }

    private static async Task<Result<int, JournalProblem>> RunAsync(
        Terminal terminal,
        JournalStore store,
        IReadOnlyList<string> nodes,
        Result<RecordedNodes, JournalProblem> read,
        bool isApplied,
        bool isJson,
        CancellationToken stop)
    {
        if (!read.TryGet(out var recorded, out var refused)) return refused;
        var found = new List<Recovery>();
        foreach (var node in nodes)
        {
            if (!(await store.ReadAsync(node, stop)).TryGet(out var journal, out var problem)) return problem;
            found.Add(await RecoverAsync(recorded, journal, stop));
            if (!isJson) Write(terminal, found[^1]);
        }

        var isOk = found.All(recovery => recovery.Ok);
        if (isOk && isApplied)
        {
            if (!(await store.OwnAsync(stop)).TryGet(out var owned, out var problem)) return problem;
            using (owned)
            {
                foreach (var node in nodes)
                {
                    var opened = await OwnedNode.OpenAsync(owned.Tables, node);
                    if (!opened.TryGet(out var table, out problem)) return problem;
                    if (!isJson) terminal.Out.WriteLine($"{node}: opened with epoch {table.Epoch}");
                }
            }
        }

        if (isJson) terminal.WriteJson(new { ok = isOk, applied = isOk && isApplied, nodes = found });
        return isOk ? ExitCode.Ok : ExitCode.CheckFailed;
    }

    private static async Task<Recovery> RecoverAsync(RecordedNodes nodes, NodeJournal journal, CancellationToken stop)
    {
        var plan = RepairPlan.Of(journal);
        var repair = plan is null ? "nothing can be kept: restore a copy" : $"keeps {plan.Keeps}; loses {plan.Loses}";
        if (journal.Table.Damage is { } damage) return Failed(journal, damage, repair);
        var rebuilt = await new NodeRebuild(nodes, journal, ReplayTarget.End(journal), levels: 0).RunAsync(stop);
        if (!rebuilt.TryGet(out var node, out var refused)) return Failed(journal, refused, null);
        string[] notices = [.. journal.Table.Notices.Concat(node.Notices).Distinct()];
        return new Recovery(
            journal.Node, true, node.Snapshot, node.Blocks, node.Status.Block, node.Status.Position,
            StateHasher.ToText(node.Status.StateHash), StateHasher.ToText(node.WholeHash), notices, null, null);
    }

    private static Recovery Failed(NodeJournal journal, CorruptData damage, string? repair) => new(
        journal.Node, false, 0, 0, journal.Table.LastSequence, 0, null, null, journal.Table.Notices, damage, repair);

    private static void Write(Terminal terminal, Recovery recovery)
    {
        if (recovery.Damage is { } damage)
        {
            terminal.Out.WriteLine($"{recovery.Node}: does not recover: {damage}");
            if (recovery.Repair is { } repair) terminal.Out.WriteLine($"  a repair {repair}");
            return;
        }

        var start = recovery.Snapshot == 0 ? "from nothing" : $"from the snapshot after block {recovery.Snapshot}";
        terminal.Out.WriteLine($"{recovery.Node}: recovers {start} and {recovery.Blocks} block(s)");
        terminal.Out.WriteLine(
            $"  block {recovery.Block}, position {recovery.Position}, state {recovery.StateHash}");
        foreach (var notice in recovery.Notices) terminal.Out.WriteLine("  notice: " + notice);
    }
}
