using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Trading.Journal.Files;
using Trading.Model;

namespace Trading.Client.Journal;

/// <summary><c>trading journal repair</c>: keeps what is good, and never destroys the rest.</summary>
internal static class RepairCommand
{
    private const string Description = """
        Keep what is good of damaged journals: the blocks in a row that reach farthest, from the first block or from a
        snapshot that verifies. Says by sequence what is lost. Nothing is ever destroyed:
          --out DIR   writes the good part of every node into a new data directory; the old one is only read.
          --in-place  exchanges each damaged node for its good part, and moves its files into damaged-<n> beside the nodes (in
                      a database: gives its rows to the node '<node>~damaged-<n>').

        Examples:
          trading journal repair --data-dir data --out repaired
          trading journal repair --data-dir data --node main/sim:BTC-USDT --in-place --json

        A repair in place that was interrupted bars its node; the same command finishes it.
        What was lost was acknowledged: look for a copy of the directory first. Exit codes: 0 done, or nothing to do;
        1 a node has nothing to keep; 3 no such directory or node, or DIR exists; 4 the store cannot be used.
        """;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var flags = new JournalFlags();
        var output = new Option<string?>("--out") { Description = "A directory that does not exist yet." };
        var inPlace = new Option<bool>("--in-place") { Description = "Exchange the damaged nodes where they are." };
        var command = new Command("repair", Description) { output, inPlace };
        flags.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            var (directory, isInPlace) = (parsed.GetValue(output), parsed.GetValue(inPlace));
            if (directory is null != isInPlace)
            {
                return Task.FromResult(terminal.Fail(ExitCode.Usage, "give --out DIR or --in-place, one of them."));
            }

            if (directory is not null && Path.Exists(directory))
            {
                return Task.FromResult(terminal.Fail(ExitCode.BadInput, $"{directory} exists: name one that does not."));
            }

            var repair = new Repair(terminal, directory, flags.IsJson(parsed), stop);
            return flags.RunAsync(parsed, terminal, isReading: directory is not null, repair.RunAsync, stop);
        });
        return command;
    }

    private sealed record Repaired(string Node, bool IsDamaged, string? Kept, string? Lost, string? Aside);

    private sealed class Repair(Terminal terminal, string? directory, bool isJson, CancellationToken stop)
    {
        public async Task<Result<int, JournalProblem>> RunAsync(JournalStore store, IReadOnlyList<string> nodes)
        {
            var done = new List<Repaired>();
            var hopeless = 0;
            foreach (var node in nodes)
            {
                if (!(await store.ReadAsync(node, stop)).TryGet(out var journal, out var problem)) return problem;
                if (journal.IsHalfRepaired)
                {
                    if (!Finish(store, node).TryGet(out var finished, out problem)) return problem;
                    Tell(done, finished);
                    continue;
                }

                var isDamaged = VerifyCommand.IsDamaged(journal);
                if (RepairPlan.Of(journal) is not { } plan)
                {
                    hopeless++;
                    terminal.Error.WriteLine($"failed: nothing of '{node}' can be kept; it is left as it is. Restore a copy.");
                    continue;
                }

                if (directory is null && !isDamaged)
                {
                    Tell(done, new Repaired(node, false, null, null, null));
                    continue;
                }

                var moved = directory is null
                    ? await store.RepairAsync(journal, plan, stop)
                    : await CopyAsync(directory, journal, plan);
                if (!moved.TryGet(out var place, out problem)) return problem;
                Tell(done, new Repaired(node, isDamaged, plan.Keeps, isDamaged ? plan.Loses : null, directory is null ? place : null));
            }

            if (isJson) terminal.WriteJson(new { ok = hopeless == 0, @out = directory, nodes = done });
            return hopeless == 0 ? ExitCode.Ok : ExitCode.CheckFailed;
        }

        private Result<Repaired, JournalProblem> Finish(JournalStore store, string node)
        {
            if (directory is not null)
            {
                return new JournalProblem(
                    ExitCode.BadInput, $"a repair in place of '{node}' was interrupted: finish it with --in-place first.");
            }

            return store.FinishRepair(node).TryGet(out var aside, out var problem)
                ? new Repaired(node, true, "what an interrupted repair had kept; it is finished now", null, aside)
                : problem;
        }

        private async Task<Result<string, JournalProblem>> CopyAsync(string target, NodeJournal journal, RepairPlan plan)
        {
            var root = Path.Combine(target, "journal");
            // Taken like a silo's directory, which also makes it with rights for its owner only.
            using var folder = new FileBlockTables(new FileJournalSettings { Folder = root, Writers = 1 });
            if (folder.Refusal is { } refusal) return new JournalProblem(ExitCode.Environment, refusal + ".");
            return await RepairedCopy.WriteAsync(new FileDisk(root), journal, plan, stop) is { } failure
                ? new JournalProblem(ExitCode.Environment, failure)
                : root;
        }

        private void Tell(List<Repaired> done, Repaired repaired)
        {
            done.Add(repaired);
            if (isJson) return;
            terminal.Out.WriteLine(repaired.Kept is null
                ? $"{repaired.Node}: whole, left as it is"
                : $"{repaired.Node}: kept {repaired.Kept}");
            if (repaired.Lost is { } lost) terminal.Out.WriteLine($"  lost: {lost}");
            if (repaired.Aside is { } aside) terminal.Out.WriteLine($"  the damaged journal is kept in {aside}");
        }
    }
}
