using System;

namespace Trading.Durable;

/// <summary>A world in which nothing comes about: for a machine that only replays. Who wants to hear of something overrides it.</summary>
public class NoEffects : IDurableEffects
{
    /// <inheritdoc/>
    public virtual void Append(ulong epoch, ulong sequence, ReadOnlyMemory<byte> block)
    {
    }

    /// <inheritdoc/>
    public virtual void Confirm(ulong epoch, ulong sequence)
    {
    }

    /// <inheritdoc/>
    public virtual void SaveSnapshot(ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot)
    {
    }

    /// <inheritdoc/>
    public virtual void Reply(ulong ticket, in DurableReply reply)
    {
    }

    /// <inheritdoc/>
    public virtual void Send(string target, ulong sequence, ReadOnlyMemory<byte> payload)
    {
    }

    /// <inheritdoc/>
    public virtual void SetTimer(ulong id, long dueNs)
    {
    }

    /// <inheritdoc/>
    public virtual void Stop(StopReason reason)
    {
    }
}
