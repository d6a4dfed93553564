using System;
using Trading.Durable;
using Trading.Exchange;

namespace Trading.Client.Journal;

/// <summary>A world in which nothing leaves: blocks count as committed, and two answers are kept.</summary>
internal sealed class OfflineEffects : IDurableEffects
{
    /// <summary>The ticket whose answer is <see cref="Status"/>.</summary>
    public const ulong InspectTicket = 1;

    /// <summary>The ticket whose answer is <see cref="View"/>.</summary>
    public const ulong ReadTicket = 2;

    /// <summary>The machine that outcomes go to.</summary>
    public DurableNode? Node { get; set; }

    /// <summary>The node in numbers.</summary>
    public NodeStatus Status { get; private set; }

    /// <summary>The book; null before it has rules.</summary>
    public BookView? View { get; private set; }

    /// <inheritdoc/>
    public void Append(ulong epoch, ulong sequence, ReadOnlyMemory<byte> block) => Node?.Committed(sequence);

    /// <inheritdoc/>
    public void Confirm(ulong epoch, ulong sequence) => Node?.Committed(sequence);

    /// <inheritdoc/>
    public void SaveSnapshot(ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot) => Node?.SnapshotSaved();

    /// <inheritdoc/>
    public void Reply(ulong ticket, in DurableReply reply)
    {
        if (ticket == InspectTicket && NodeStatus.TryDecode(reply.Payload.Span, out var status)) Status = status;
        if (ticket == ReadTicket) View = BookView.Read(reply.Payload.Span);
    }

    /// <inheritdoc/>
    public void Send(string target, ulong sequence, ReadOnlyMemory<byte> payload)
    {
    }

    /// <inheritdoc/>
    public void SetTimer(ulong id, long dueNs)
    {
    }

    /// <inheritdoc/>
    public void Stop(StopReason reason)
    {
    }
}
