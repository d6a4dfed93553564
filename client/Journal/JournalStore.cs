using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Trading.Journal;
using Trading.Model;

namespace Trading.Client.Journal;

/// <summary>Where journals are kept, as the tools look at it. Looking takes no lock and no epoch and writes nothing.</summary>
internal abstract class JournalStore : IAsyncDisposable
{
    /// <summary>The store's name, for people; never a password.</summary>
    public abstract string Name { get; }

    /// <summary>The nodes that it has journals of, in ordinal order.</summary>
    public abstract Task<Result<IReadOnlyList<string>, JournalProblem>> NodesAsync(CancellationToken cancellation);

    /// <summary>Reads one node's journal from end to end.</summary>
    public abstract Task<Result<NodeJournal, JournalProblem>> ReadAsync(string node, CancellationToken cancellation);

    /// <summary>Whether a silo seems to work on the store now.</summary>
    public abstract Task<Result<bool, JournalProblem>> IsInUseAsync(CancellationToken cancellation);

    /// <summary>Takes the store to write to it, which fences whoever writes now.</summary>
    /// <returns>The tables, to be disposed; or why they cannot be had.</returns>
    public abstract Task<Result<OwnedTables, JournalProblem>> OwnAsync(CancellationToken cancellation);

    /// <summary>Moves what is damaged aside, in the store itself, and leaves what a plan keeps.</summary>
    /// <returns>Where it was moved, or why nothing was.</returns>
    public abstract Task<Result<string, JournalProblem>> RepairAsync(
        NodeJournal journal, RepairPlan plan, CancellationToken cancellation);

    /// <summary>Finishes a repair in place that was interrupted.</summary>
    /// <returns>Where the damaged journal is, or why it cannot be finished.</returns>
    public virtual Result<string, JournalProblem> FinishRepair(string node) =>
        throw new InvalidOperationException("a repair in this store is done as a whole or not at all");

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>Tables that this process may write to.</summary>
/// <param name="tables">The tables.</param>
/// <param name="release">Gives them back.</param>
internal sealed class OwnedTables(IBlockTable tables, IDisposable? release) : IDisposable
{
    /// <summary>The tables.</summary>
    public IBlockTable Tables => tables;

    /// <inheritdoc/>
    public void Dispose() => release?.Dispose();
}
