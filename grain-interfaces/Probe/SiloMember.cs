using Orleans;
using Orleans.Runtime;

namespace Trading.GrainInterfaces;

/// <summary>A silo of the cluster.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Status">What the membership last said of it.</param>
[GenerateSerializer, Immutable, Alias("trading.SiloMember")]
public sealed record SiloMember([property: Id(0)] SiloAddress Address, [property: Id(1)] SiloStatus Status);
