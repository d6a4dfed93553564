using System.Threading;
using System.Threading.Tasks;
using Trading.Journal;

namespace Trading.Client.Journal;

/// <summary>Writes what a plan keeps of a journal into a folder of its own.</summary>
internal static class RepairedCopy
{
    /// <summary>Writes it; every block and snapshot is durable at the end.</summary>
    /// <param name="disk">A disk on which the node has no folder.</param>
    /// <param name="journal">The journal.</param>
    /// <param name="plan">What is kept.</param>
    /// <param name="cancellation">Gives up; what was written stays there.</param>
    /// <returns>Null when it is there.</returns>
    public static async Task<string?> WriteAsync(
        IDisk disk, NodeJournal journal, RepairPlan plan, CancellationToken cancellation)
    {
        var previous = (plan.First - 1, plan.PreviousHash);
        var settings = new FileTableSettings();
        // Not below the highest epoch ever taken: the next owner's must be greater than all before.
        var epoch = ulong.Max(plan.Epoch, journal.Table.Epoch);
        if (!FolderCopy.Begin(disk, journal.Node, epoch, previous, settings).TryGet(out var copy, out var error))
        {
            return error.ToString();
        }

        using (copy)
        {
            await foreach (var block in journal.ReadBlocks(journal.Range(plan.First, plan.Last), cancellation))
            {
                if (copy.Add(block.Span) is { } refusal) return refusal.ToString();
            }

            foreach (var sequence in plan.Snapshots)
            {
                var snapshot = await journal.ReadSnapshot(sequence);
                if (copy.AddSnapshot(sequence, snapshot) is { } refusal) return refusal.ToString();
            }
        }

        var made = new FileTable(disk, journal.Node, settings).Inspect();
        if (made.Status == OpenStatus.Opened && made.LastSequence == plan.Last) return null;
        return $"the copy does not read back as written: {made.Damage?.ToString() ?? $"it ends with block {made.LastSequence}"}";
    }
}
