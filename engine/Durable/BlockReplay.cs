using System;
using Trading.Journal;
using Trading.Model;

namespace Trading.Durable;

/// <summary>Takes a block's records into a core, each only where a live activation would have recorded it.</summary>
internal static class BlockReplay
{
    /// <summary>Whether the header follows what was replayed so far.</summary>
    public static BlockError? Check(
        in BlockHeader header, NodeCore core, DurableLimits limits, ulong expected, ulong epoch, UInt128 previousHash)
    {
        if (header.NodeVersion != core.Node.Version) return BlockError.OtherNodeVersion;
        if (header.AnswersPerClient != limits.AnswersPerClient) return BlockError.OtherLimits;
        if (header.Sequence != expected) return BlockError.OutOfSequence;
        if (header.Epoch < epoch) return BlockError.EpochWentBack;
        return header.PreviousHash == previousHash ? null : BlockError.BrokenChain;
    }

    /// <summary>Applies the records, and checks that the node answered as it did when they were written.</summary>
    public static BlockError? Apply(in BlockHeader header, ReadOnlySpan<byte> records, NodeCore core)
    {
        for (var left = header.RecordCount; left > 0; left--)
        {
            if (!BlockRecord.TryTake(ref records, out var record)) return BlockError.MalformedRecord;
            if (!TryApply(record, core, header.Sequence)) return BlockError.MalformedRecord;
        }

        if (!records.IsEmpty) return BlockError.MalformedRecord;
        if (core.Position != header.LastPosition) return BlockError.OutOfSequence;
        return core.OutputChain == header.OutputChain ? null : BlockError.Diverged;
    }

    private static bool TryApply(in BlockRecord record, NodeCore core, ulong block)
    {
        switch (record.Kind)
        {
            case RecordKind.Call when IsNewCall(record, core):
                core.Call(record, block);
                return true;
            case RecordKind.Deliver when IsNextDelivery(record, core):
                core.Deliver(record, block);
                return true;
            case RecordKind.Timer when core.IsDue(record.Sequence, record.TimeNs) && IsLater(record, core):
                core.Fire(record, block);
                return true;
            case RecordKind.Covered:
                return core.Outbox.TryCover(record.Name, record.Sequence);
            default:
                return false;
        }
    }

    private static bool IsNewCall(in BlockRecord record, NodeCore core) =>
        IsWellFormed(record, core)
        && core.Clients.Find(record.Name, record.Sequence, StateHasher.Hash(record.Payload), out _) == CallRecord.New;

    private static bool IsNextDelivery(in BlockRecord record, NodeCore core) =>
        IsWellFormed(record, core) && record.Sequence == core.CursorOf(record.Name) + 1;

    private static bool IsWellFormed(in BlockRecord record, NodeCore core) =>
        record.Sequence != 0 && DurableName.IsValid(record.Name) && IsLater(record, core)
        && core.Node.Accepts((NodeInputKind)record.Kind, record.Payload);

    private static bool IsLater(in BlockRecord record, NodeCore core) => core.Stamp(record.TimeNs) == record.TimeNs;
}
