using System;
using Trading.Durable;
using Xunit;

namespace Trading.Tests.Grains.Cluster;

/// <summary>A replay asks nothing of the world.</summary>
internal sealed class RefusingEffects : IDurableEffects
{
    public void Append(ulong epoch, ulong sequence, ReadOnlyMemory<byte> block) => Assert.Fail("a replay appends");

    public void Confirm(ulong epoch, ulong sequence) => Assert.Fail("a replay confirms");

    public void SaveSnapshot(ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot) => Assert.Fail("a replay saves");

    public void Reply(ulong ticket, in DurableReply reply) => Assert.Fail("a replay answers");

    public void Send(string target, ulong sequence, ReadOnlyMemory<byte> payload) => Assert.Fail("a replay sends");

    public void SetTimer(ulong id, long dueNs) => Assert.Fail("a replay sets a timer");

    public void Stop(StopReason reason) => Assert.Fail("a replay stops");
}
