using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Trading.Journal;
using Trading.Model;

namespace Trading.Client.Journal;

/// <summary><c>trading journal verify</c>: is every byte as it was written?</summary>
internal static class VerifyCommand
{
    private const string Description = """
        Check journals from the first byte to the last: frames, checksums, sequences, epochs, the chain of hashes, and the
        snapshots. It only reads. A torn last write is no damage: it was never acknowledged, and the next start cuts it off.

        Examples:
          trading journal verify --data-dir data
          trading journal verify --connection "Host=127.0.0.1;Database=trading" --node main/sim:BTC-USDT --json

        Exit codes: 0 whole, 1 damaged, 3 no such directory or node, 4 the store cannot be read.
        """;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var flags = new JournalFlags();
        var command = new Command("verify", Description);
        flags.AddTo(command);
        command.SetAction((parsed, stop) => flags.RunAsync(
            parsed, terminal, isReading: true,
            (store, nodes) => RunAsync(terminal, store, nodes, flags.IsJson(parsed), stop), stop));
        return command;
    }

    private static async Task<Result<int, JournalProblem>> RunAsync(
        Terminal terminal, JournalStore store, IReadOnlyList<string> nodes, bool isJson, CancellationToken stop)
    {
        var journals = new List<NodeJournal>();
        foreach (var node in nodes)
        {
            if (!(await store.ReadAsync(node, stop)).TryGet(out var journal, out var problem)) return problem;
            journals.Add(journal);
            if (!isJson) Write(terminal, journal);
        }

        var damaged = journals.Count(IsDamaged);
        if (isJson) terminal.WriteJson(new { ok = damaged == 0, nodes = journals.Select(Document) });
        else terminal.Out.WriteLine(damaged == 0 ? $"ok: {nodes.Count} node(s)" : $"damaged: {damaged} of {nodes.Count} node(s)");
        return damaged == 0 ? ExitCode.Ok : ExitCode.CheckFailed;
    }

    /// <summary>True when a silo would refuse the node, or would have to pass over a snapshot.</summary>
    public static bool IsDamaged(NodeJournal journal) =>
        journal.Table.Status == OpenStatus.Corrupt || journal.Snapshots.Any(snapshot => snapshot.Refusal is not null);

    private static void Write(Terminal terminal, NodeJournal journal)
    {
        var table = journal.Table;
        terminal.Out.WriteLine(
            table.Damage is { } damage
                ? $"{journal.Node}: DAMAGED: {damage}"
                : $"{journal.Node}: blocks {BlockRuns.Text(journal.Blocks)}, snapshots {Snapshots(journal)}, epoch {table.Epoch}");
        foreach (var notice in Notices(journal)) terminal.Out.WriteLine("  notice: " + notice);
        if (table.Damage is null) return;
        if (journal.IsHalfRepaired)
        {
            terminal.Out.WriteLine("  a repair in place was interrupted: 'trading journal repair --in-place' finishes it");
            return;
        }

        terminal.Out.WriteLine($"  verifies: blocks {BlockRuns.Text(journal.Blocks)}, snapshots {Snapshots(journal)}");
        terminal.Out.WriteLine(RepairPlan.Of(journal) is { } plan
            ? $"  a repair would keep {plan.Keeps}, and lose {plan.Loses}"
            : "  nothing can be kept: restore a copy");
    }

    /// <summary>What an operator should know, each once.</summary>
    private static IEnumerable<string> Notices(NodeJournal journal) => journal.Table.Notices.Concat(
        journal.Snapshots.Where(snapshot => snapshot.Refusal is not null)
            .Select(snapshot => $"snapshot {snapshot.Sequence:D20}.snap is not used: {snapshot.Refusal}")).Distinct();

    private static string Snapshots(NodeJournal journal)
    {
        var good = journal.Snapshots.Where(snapshot => snapshot.Refusal is null).Select(snapshot => snapshot.Sequence).ToArray();
        return good.Length == 0 ? "none" : "after " + string.Join(", ", good);
    }

    private static object Document(NodeJournal journal) => new
    {
        node = journal.Node,
        ok = !IsDamaged(journal),
        epoch = journal.Table.Epoch,
        firstBlock = journal.Blocks.Count == 0 ? 0 : journal.Blocks[0].Sequence,
        lastBlock = journal.Table.LastSequence,
        blocks = BlockRuns.Of(journal.Blocks).Select(run => new { from = run.From, to = run.To }),
        snapshots = journal.Snapshots.Select(snapshot => new { after = snapshot.Sequence, snapshot.Bytes, snapshot.Refusal }),
        notices = journal.Table.Notices,
        damage = journal.Table.Damage,
        isHalfRepaired = journal.IsHalfRepaired,
        repair = journal.Table.Damage is not null && !journal.IsHalfRepaired && RepairPlan.Of(journal) is { } plan
            ? new { plan.Keeps, plan.Loses }
            : null,
    };
}

/// <summary>Blocks in rows without a gap.</summary>
internal static class BlockRuns
{
    /// <summary>The rows.</summary>
    public static IReadOnlyList<(ulong From, ulong To)> Of(IReadOnlyList<JournalBlock> blocks)
    {
        var runs = new List<(ulong From, ulong To)>();
        foreach (var block in blocks)
        {
            if (runs.Count > 0 && runs[^1].To + 1 == block.Sequence) runs[^1] = (runs[^1].From, block.Sequence);
            else runs.Add((block.Sequence, block.Sequence));
        }

        return runs;
    }

    /// <summary>As in <c>1 to 7, 9</c>.</summary>
    public static string Text(IReadOnlyList<JournalBlock> blocks) => blocks.Count == 0
        ? "none"
        : string.Join(", ", Of(blocks).Select(run => run.From == run.To ? $"{run.From}" : $"{run.From} to {run.To}"));
}
