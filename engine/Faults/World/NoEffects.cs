using System;
using Trading.Durable;

namespace Trading.Faults;

/// <summary>The effects of a machine that only replays: none comes about.</summary>
internal sealed class NoEffects : IDurableEffects
{
    public static readonly NoEffects Instance = new();

    public void Append(ulong epoch, ulong sequence, ReadOnlyMemory<byte> block)
    {
    }

    public void Confirm(ulong epoch, ulong sequence)
    {
    }

    public void SaveSnapshot(ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot)
    {
    }

    public void Reply(ulong ticket, in DurableReply reply)
    {
    }

    public void Send(string target, ulong sequence, ReadOnlyMemory<byte> payload)
    {
    }

    public void SetTimer(ulong id, long dueNs)
    {
    }

    public void Stop(StopReason reason)
    {
    }
}
