using System;
using System.Threading;
using System.Threading.Tasks;
using Trading.Durable;
using Trading.Journal;
using Trading.Model;

namespace Trading.Client.Journal;

/// <summary>A node whose table this process has taken.</summary>
internal static class OwnedNode
{
    /// <summary>Takes a node's table: a new epoch, and the tail as it then is.</summary>
    public static async Task<Result<OpenedTable, JournalProblem>> OpenAsync(IBlockTable tables, string node)
    {
        var opened = await OnceAsync<OpenedTable>(done => tables.Open(node, done));
        if (opened.Status == OpenStatus.Opened) return opened;
        var isCorrupt = opened.Status == OpenStatus.Corrupt;
        return new JournalProblem(
            isCorrupt ? ExitCode.CheckFailed : ExitCode.Environment,
            $"'{node}' was not opened: {opened.Damage?.ToString() ?? string.Join("; ", [opened.Status.ToString(), .. opened.Notices])}.");
    }

    /// <summary>Takes a node's table, rebuilds the node, and keeps a snapshot of it.</summary>
    /// <param name="store">Where the journal is read.</param>
    /// <param name="tables">The tables of the same store.</param>
    /// <param name="nodes">Makes the node.</param>
    /// <param name="node">The node.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>The block after which the snapshot was taken; 0 when nothing has come since the last one.</returns>
    public static async Task<Result<ulong, JournalProblem>> SnapshotAsync(
        JournalStore store, IBlockTable tables, RecordedNodes nodes, string node, CancellationToken stop)
    {
        if (!(await OpenAsync(tables, node)).TryGet(out var opened, out var problem)) return problem;
        // Only now: a new owner writes the last block once more, into a segment of its own, and what that replaces goes.
        if (!(await store.ReadAsync(node, stop)).TryGet(out var journal, out problem)) return problem;
        if (opened.LastSequence != journal.Table.LastSequence)
        {
            return new JournalProblem(ExitCode.Environment, $"'{node}' was written to meanwhile: run it again.");
        }

        var effects = new SnapshotEffects();
        var rebuild = new NodeRebuild(nodes, journal, ReplayTarget.End(journal), levels: 0);
        if (!(await rebuild.ReplayAsync(effects, stop)).TryGet(out _, out var damage) || rebuild.Machine is not { } machine)
        {
            return new JournalProblem(ExitCode.CheckFailed, $"'{node}' does not recover: {damage}.");
        }

        machine.Loaded(opened.Epoch);
        if (!machine.TrySnapshot() || effects.Snapshot is not { } snapshot) return 0UL;
        var outcome = await OnceAsync<AppendOutcome>(
            done => tables.SaveSnapshot(node, opened.Epoch, machine.CommittedBlock, snapshot, done));
        if (outcome == AppendOutcome.Committed) return machine.CommittedBlock;
        return new JournalProblem(ExitCode.Environment, $"the snapshot of '{node}' was not kept: {outcome}.");
    }

    private static Task<T> OnceAsync<T>(Action<Action<T>> start)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        start(completion.SetResult);
        return completion.Task;
    }

    /// <summary>Keeps the snapshot that the machine hands out; nothing else leaves.</summary>
    private sealed class SnapshotEffects : NoEffects
    {
        public ReadOnlyMemory<byte>? Snapshot { get; private set; }

        public override void SaveSnapshot(ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot) => Snapshot = snapshot;
    }
}
