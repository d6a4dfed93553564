using System;

namespace Trading.Grains;

/// <summary>What a pump needs of its silo.</summary>
/// <param name="Stores">Where nodes keep what must not be lost.</param>
/// <param name="Links">The way to other nodes.</param>
/// <param name="Clock">For receive times, timers and pauses.</param>
/// <param name="Meters">What is measured.</param>
public sealed record NodePorts(NodeStores Stores, INodeLinks Links, TimeProvider Clock, NodeMeters Meters)
{
    internal long NowNs() => (Clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
}
