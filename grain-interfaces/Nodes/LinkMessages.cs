using Orleans;
using Trading.Durable;

namespace Trading.GrainInterfaces;

/// <summary>Consecutive outputs of one node to another.</summary>
/// <param name="Source">The sending node: the target keeps one cursor for it.</param>
/// <param name="First">The sequence of the first, in the channel of the two; from 1.</param>
/// <param name="Payloads">The outputs, oldest first; at least one. Never changed.</param>
[GenerateSerializer, Immutable, Alias("trading.NodeOutputs")]
public sealed record NodeOutputs(
    [property: Id(0)] string Source, [property: Id(1)] ulong First, [property: Id(2)] byte[][] Payloads);

/// <summary>What the target says of outputs.</summary>
/// <param name="Status">Delivered when all of them are committed, otherwise why the first of the others is not.</param>
/// <param name="Cursor">The channel's committed cursor: it and all before are there for good. 0 when it is not known.</param>
[GenerateSerializer, Immutable, Alias("trading.NodeDelivered")]
public sealed record NodeDelivered([property: Id(0)] ReplyStatus Status, [property: Id(1)] ulong Cursor);
