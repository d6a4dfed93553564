using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Trading.Journal;
using Trading.Model;

namespace Trading.Client.Journal;

/// <summary>How far a replay goes.</summary>
/// <param name="Block">The last block that is replayed whole.</param>
/// <param name="Records">Records of the block after it that are replayed, too.</param>
internal readonly record struct ReplayTarget(ulong Block, int Records)
{
    /// <summary>The end of the journal.</summary>
    public static ReplayTarget End(NodeJournal journal) => new(journal.Table.LastSequence, 0);

    /// <summary>The state after a block.</summary>
    public static Result<ReplayTarget, JournalProblem> AtBlock(NodeJournal journal, ulong sequence) =>
        sequence <= journal.LastSeen
            ? new ReplayTarget(sequence, 0)
            : new JournalProblem(ExitCode.BadInput, $"'{journal.Node}' ends with block {journal.LastSeen}.");

    /// <summary>The state after so many inputs.</summary>
    public static async Task<Result<ReplayTarget, JournalProblem>> AtPositionAsync(
        NodeJournal journal, ulong position, CancellationToken cancellation)
    {
        var blocks = journal.Blocks;
        var last = blocks.Count == 0 ? 0 : blocks[^1].Header.LastPosition;
        if (position > last) return new JournalProblem(ExitCode.BadInput, $"'{journal.Node}' ends at position {last}.");
        var block = blocks.FirstOrDefault(block => block.Header.LastPosition > position);
        if (block is null) return End(journal);
        var bytes = await OneAsync(journal, block, cancellation);
        var inputs = Count(bytes, _ => true, out _);
        var before = block.Header.LastPosition - (ulong)inputs;
        if (position < before) return TooEarly(journal);
        Count(bytes, counted => counted < (int)(position - before), out var records);
        return new ReplayTarget(block.Sequence - 1, records);
    }

    /// <summary>The state at a time: after every input that was received until then.</summary>
    public static async Task<Result<ReplayTarget, JournalProblem>> AtTimeAsync(
        NodeJournal journal, long timeNs, CancellationToken cancellation)
    {
        var isFirst = true;
        await foreach (var bytes in journal.ReadBlocks(journal.Blocks, cancellation))
        {
            if (!BlockHeader.Open(bytes.Span).TryGet(out var header, out _)) continue;
            var isWithin = Before(bytes.Span, timeNs, out var records);
            if (isFirst && records == 0 && !isWithin && header.Sequence > 1) return TooEarly(journal);
            if (!isWithin) return new ReplayTarget(header.Sequence - 1, records);
            isFirst = false;
        }

        return End(journal);
    }

    private static JournalProblem TooEarly(NodeJournal journal) => new(
        ExitCode.BadInput,
        $"the oldest block kept of '{journal.Node}' is {journal.Blocks[0].Sequence}: earlier states are gone.");

    private static async Task<ReadOnlyMemory<byte>> OneAsync(
        NodeJournal journal, JournalBlock block, CancellationToken cancellation)
    {
        await foreach (var bytes in journal.ReadBlocks([block], cancellation)) return bytes;
        return default;
    }

    /// <summary>Counts inputs while more are wanted, and the records up to there.</summary>
    private static int Count(ReadOnlyMemory<byte> block, Func<int, bool> isWanted, out int records)
    {
        var inputs = 0;
        var rest = block.Span[Math.Min(block.Length, BlockHeader.Bytes)..];
        for (records = 0; isWanted(inputs) && BlockRecord.TryTake(ref rest, out var record); records++)
        {
            if (record.Kind != RecordKind.Covered) inputs++;
        }

        return inputs;
    }

    /// <summary>Whether all records of a block came until a time; and how many did.</summary>
    private static bool Before(ReadOnlySpan<byte> block, long timeNs, out int records)
    {
        var rest = block[BlockHeader.Bytes..];
        for (records = 0; BlockRecord.TryTake(ref rest, out var record); records++)
        {
            if (record.TimeNs > timeNs) return false;
        }

        return true;
    }
}
