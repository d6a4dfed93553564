using Orleans.Runtime;

namespace Trading.GrainInterfaces;

/// <summary>Under which key each silo's own probe is called.</summary>
public static class ProbeKeys
{
    /// <summary>The key; the caller gives the silo as its placement hint besides, and the answer says which silo it is from.</summary>
    /// <param name="address">The silo's address.</param>
    public static long Of(SiloAddress address) => ((long)address.GetConsistentHashCode() << 32) | (uint)address.Generation;
}
