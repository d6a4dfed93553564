using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Trading.Journal;
using Trading.Journal.Files;
using Trading.Model;

namespace Trading.Client.Journal;

/// <summary>Journals in files: a silo's data directory, or the folder of journals in it.</summary>
internal sealed class FileJournalStore : JournalStore
{
    private const int LooksMax = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly FileTableSettings Settings = new();
    private readonly string _root;
    private readonly FileDisk _disk;

    private FileJournalStore(string root) => (_root, _disk) = (root, new FileDisk(root));

    /// <inheritdoc/>
    public override string Name => _root;

    /// <summary>Finds the journals of a directory.</summary>
    public static Result<JournalStore, JournalProblem> Open(string directory)
    {
        if (!Directory.Exists(directory)) return new JournalProblem(ExitCode.BadInput, $"there is no directory {directory}.");
        foreach (var root in (string[])[Path.Combine(directory, "journal"), directory])
        {
            if (Directory.Exists(Path.Combine(root, "nodes"))) return new FileJournalStore(root);
        }

        return new JournalProblem(
            ExitCode.BadInput, $"{directory} holds no journals: name the directory that the silo got as --data-dir.");
    }

    /// <inheritdoc/>
    public override Task<Result<IReadOnlyList<string>, JournalProblem>> NodesAsync(CancellationToken cancellation) =>
        Task.FromResult(
            FileTable.Nodes(_disk).TryGet(out var nodes, out var error)
                ? Result<IReadOnlyList<string>, JournalProblem>.Ok(nodes)
                : Outside(error));

    /// <inheritdoc/>
    public override async Task<Result<NodeJournal, JournalProblem>> ReadAsync(string node, CancellationToken cancellation)
    {
        var before = Look(node);
        // A silo writes while we read: only what is seen twice is damage.
        for (var look = 1; look < LooksMax && !IsSettled(before) && IsInUse(); look++)
        {
            await Task.Delay(Pause, cancellation);
            var after = Look(node);
            var isSame = before.TryGet(out var first, out _) && after.TryGet(out var second, out _)
                && first.Table.Damage == second.Table.Damage;
            before = after;
            if (isSame) break;
        }

        return before;
    }

    /// <inheritdoc/>
    public override Task<Result<bool, JournalProblem>> IsInUseAsync(CancellationToken cancellation) =>
        Task.FromResult<Result<bool, JournalProblem>>(IsInUse());

    /// <inheritdoc/>
    public override Task<Result<OwnedTables, JournalProblem>> OwnAsync(CancellationToken cancellation) =>
        Task.FromResult(Own());

    /// <inheritdoc/>
    public override async Task<Result<string, JournalProblem>> RepairAsync(
        NodeJournal journal, RepairPlan plan, CancellationToken cancellation)
    {
        if (!Own().TryGet(out var owned, out var problem)) return problem;
        using (owned)
        {
            var exchange = FolderExchange.New(_root, journal.Node, _disk);
            return await exchange.RunAsync(disk => RepairedCopy.WriteAsync(disk, journal, plan, cancellation)) is { } error
                ? new JournalProblem(ExitCode.Environment, error)
                : exchange.Aside;
        }
    }

    /// <inheritdoc/>
    public override Result<string, JournalProblem> FinishRepair(string node)
    {
        if (!Own().TryGet(out var owned, out var problem)) return problem;
        using (owned)
        {
            if (FolderExchange.Unfinished(_root, node, _disk) is not { } exchange)
            {
                return new JournalProblem(
                    ExitCode.BadInput, $"an earlier repair of '{node}' was interrupted, and its damaged-<n> beside the nodes is gone: "
                    + $"bring it back, or remove {FolderCopy.BarrierName} from the node's folder to see what is left.");
            }

            return exchange.Finish() is { } error ? new JournalProblem(ExitCode.Environment, error) : exchange.Aside;
        }
    }

    private Result<OwnedTables, JournalProblem> Own()
    {
        var tables = new FileBlockTables(new FileJournalSettings { Folder = _root });
        if (tables.Refusal is not { } refusal) return new OwnedTables(tables, tables);
        tables.Dispose();
        return refusal.Fault == DiskFault.Locked
            ? new JournalProblem(
                ExitCode.Environment, $"a silo, or another tool, has {_root}: stop it first ({refusal}).")
            : Outside(refusal);
    }

    /// <summary>Whether a process holds the lock: asked with a shared one, held for no longer than the question.</summary>
    private bool IsInUse()
    {
        try
        {
            using var file = new FileStream(
                Path.Combine(_root, "lock"), FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static bool IsSettled(Result<NodeJournal, JournalProblem> look) =>
        look.TryGet(out var journal, out _) && journal.Table.Status == OpenStatus.Opened;

    private Result<NodeJournal, JournalProblem> Look(string node)
    {
        if (!FolderInspection.Run(_disk, node, Settings).TryGet(out var found, out var error))
        {
            return error.Fault == DiskFault.NotFound
                ? new JournalProblem(ExitCode.BadInput, $"there is no journal of '{node}' in {_root}.")
                : Outside(error);
        }

        var table = new FileTable(_disk, node, Settings).Inspect();
        if (table.Status is not (OpenStatus.Opened or OpenStatus.Corrupt))
        {
            return new JournalProblem(ExitCode.Environment, $"'{node}' cannot be read: {string.Join("; ", table.Notices)}.");
        }

        var places = found.Blocks.ToDictionary(block => block.Header.Sequence);
        return new NodeJournal
        {
            Node = node,
            Table = table with { Epoch = found.EpochMax, Notices = [.. table.Notices, .. Strays(table, found)] },
            Blocks =
            [
                .. found.Blocks.Select(block =>
                    new JournalBlock($"{block.Segment} at {block.Offset}", block.Bytes, block.Header, block.Hash)),
            ],
            Snapshots =
            [
                .. found.Snapshots.Select(snapshot => new JournalSnapshot(
                    snapshot.Sequence, snapshot.Bytes, snapshot.Header, snapshot.Refusal)),
            ],
            StoredBytes = found.Segments.Sum(segment => segment.Bytes) + found.Snapshots.Sum(snapshot => snapshot.Bytes),
            Segments = found.Segments.Count,
            IsHalfRepaired = FolderExchange.IsInterrupted(_root, node),
            ReadBlocks = (blocks, cancellation) => ReadBlocksAsync(found, places, blocks, cancellation),
            ReadSnapshot = sequence => Task.FromResult(found.ReadSnapshot(sequence)),
        };
    }

    /// <summary>
    /// In the unused rest of closed segments: no silo reads it, so what is there is no damage. (Of the last segment the
    /// table itself has said what follows its blocks.)
    /// </summary>
    private static IEnumerable<string> Strays(OpenedTable table, FolderInspection found) =>
        from segment in table.Status == OpenStatus.Opened ? found.Segments.SkipLast(1) : []
        where segment.StrayOffset is not null
        select $"{segment.Name} holds bytes behind its last block, from offset {segment.StrayOffset}, that nothing reads: "
            + "a write cut short left them there, or they were changed";

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadBlocksAsync(
        FolderInspection found,
        Dictionary<ulong, InspectedBlock> places,
        IReadOnlyList<JournalBlock> blocks,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var block in blocks)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return found.Read(places[block.Sequence]);
        }

        await Task.CompletedTask;
    }

    private static JournalProblem Outside(DiskError error) => new(ExitCode.Environment, error + ".");
}
