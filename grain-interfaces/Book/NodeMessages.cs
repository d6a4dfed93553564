using Orleans;
using Trading.Durable;

namespace Trading.GrainInterfaces;

/// <summary>
/// A call to a durable node. The id (client, sequence) makes a repetition harmless: it gets the recorded answer.
/// </summary>
/// <param name="Client">The caller's name, 1 to 96 printable ASCII characters.</param>
/// <param name="Sequence">The caller's own number for the call, from 1; a repetition carries the same.</param>
/// <param name="Payload">The bytes in the node's own layout; never changed after the call.</param>
[GenerateSerializer, Immutable, Alias("trading.NodeCall")]
public sealed record NodeCall(
    [property: Id(0)] string Client, [property: Id(1)] ulong Sequence, [property: Id(2)] byte[] Payload);

/// <summary>The answer of a durable node; it never shows what is not committed.</summary>
/// <param name="Status">How it went.</param>
/// <param name="Payload">The answer's bytes; empty unless Answered. Never changed.</param>
[GenerateSerializer, Immutable, Alias("trading.NodeAnswer")]
public sealed record NodeAnswer([property: Id(0)] ReplyStatus Status, [property: Id(1)] byte[] Payload);
