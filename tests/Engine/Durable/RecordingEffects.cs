using System;
using System.Collections.Generic;
using System.Linq;
using Trading.Durable;

namespace Trading.Tests.Durable;

/// <summary>Effects as a list: nothing happens until the test brings an outcome.</summary>
internal sealed class RecordingEffects : IDurableEffects
{
    public List<(ulong Epoch, ulong Sequence, ReadOnlyMemory<byte> Block)> Appends { get; } = [];

    public List<(ulong Ticket, DurableReply Reply)> Replies { get; } = [];

    public List<(string Target, ulong Sequence, byte[] Payload)> Sends { get; } = [];

    public List<(ulong Id, long DueNs)> Timers { get; } = [];

    public List<StopReason> Stops { get; } = [];

    public void Append(ulong epoch, ulong sequence, ReadOnlyMemory<byte> block) =>
        Appends.Add((epoch, sequence, block.ToArray()));

    public List<(ulong Epoch, ulong Sequence)> Confirms { get; } = [];

    public List<(ulong Sequence, byte[] Snapshot)> Snapshots { get; } = [];

    /// <summary>A node whose questions to the table are confirmed at once.</summary>
    public DurableNode? Confirmed { get; set; }

    public void Confirm(ulong epoch, ulong sequence)
    {
        Confirms.Add((epoch, sequence));
        Confirmed?.Committed(sequence);
    }

    /// <summary>Whether snapshots are kept, as copies; false forgets them.</summary>
    public bool KeepsSnapshots { get; init; } = true;

    public void SaveSnapshot(ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot)
    {
        if (KeepsSnapshots) Snapshots.Add((sequence, snapshot.ToArray()));
    }

    public void Reply(ulong ticket, in DurableReply reply) => Replies.Add((ticket, reply));

    public void Send(string target, ulong sequence, ReadOnlyMemory<byte> payload) =>
        Sends.Add((target, sequence, payload.ToArray()));

    public void SetTimer(ulong id, long dueNs) => Timers.Add((id, dueNs));

    public void Stop(StopReason reason) => Stops.Add(reason);

    public DurableReply ReplyTo(ulong ticket) => Replies.Single(reply => reply.Ticket == ticket).Reply;

    public bool HasReplyTo(ulong ticket) => Replies.Any(reply => reply.Ticket == ticket);
}
