using System;
using System.Collections.Generic;
using Trading.Durable;
using Trading.Journal;

namespace Trading.Campaigns.Planted;

/// <summary>Pumps a machine over a table in memory; answers are kept by ticket.</summary>
internal sealed class TableEffects(UnfencedTable table) : IDurableEffects
{
    public DurableNode? Node { get; set; }

    public Dictionary<ulong, DurableReply> Replies { get; } = [];

    public void Append(ulong epoch, ulong sequence, ReadOnlyMemory<byte> block) =>
        Settle(sequence, table.Append(epoch, sequence, block));

    public void Confirm(ulong epoch, ulong sequence) => Settle(sequence, table.Confirm(epoch, sequence));

    public void SaveSnapshot(ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot) => Node?.SnapshotSaved();

    public void Reply(ulong ticket, in DurableReply reply) => Replies[ticket] = reply;

    public void Send(string target, ulong sequence, ReadOnlyMemory<byte> payload)
    {
    }

    public void SetTimer(ulong id, long dueNs)
    {
    }

    public void Stop(StopReason reason)
    {
    }

    private void Settle(ulong sequence, AppendOutcome outcome)
    {
        if (outcome == AppendOutcome.Committed) Node?.Committed(sequence);
        else Node?.Fenced(sequence);
    }
}
