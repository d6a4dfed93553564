using System;
using Trading.Durable;
using Trading.Exchange;

namespace Trading.Client.Journal;

/// <summary>A world in which nothing leaves: blocks count as committed, and two answers are kept.</summary>
internal sealed class OfflineEffects : NoEffects
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
    public override void Append(ulong epoch, ulong sequence, ReadOnlyMemory<byte> block) => Node?.Committed(sequence);

    /// <inheritdoc/>
    public override void Confirm(ulong epoch, ulong sequence) => Node?.Committed(sequence);

    /// <inheritdoc/>
    public override void SaveSnapshot(ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot) => Node?.SnapshotSaved();

    /// <inheritdoc/>
    public override void Reply(ulong ticket, in DurableReply reply)
    {
        if (ticket == InspectTicket && NodeStatus.TryDecode(reply.Payload.Span, out var status)) Status = status;
        if (ticket == ReadTicket) View = BookView.Read(reply.Payload.Span);
    }
}
