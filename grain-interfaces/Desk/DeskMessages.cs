using System;
using System.Collections.Immutable;
using Orleans;
using Trading.Desk;
using Trading.Durable;

namespace Trading.GrainInterfaces;

/// <summary>A session to be played.</summary>
/// <param name="Header">A <see cref="SessionHeader"/>, encoded. Never changed.</param>
[GenerateSerializer, Immutable, Alias("trading.DeskPlay")]
public sealed record DeskPlay([property: Id(0)] byte[] Header);

/// <summary>How a session was opened.</summary>
/// <param name="Status">Answered, or why its record could not be reached.</param>
/// <param name="Code">How it was opened; NotOpened when the record was not reached.</param>
/// <param name="Detail">Why it was not, for people; empty when it was.</param>
[GenerateSerializer, Immutable, Alias("trading.DeskPlayed")]
public sealed record DeskPlayed(
    [property: Id(0)] ReplyStatus Status, [property: Id(1)] SessionCode Code, [property: Id(2)] string Detail);

/// <summary>How far a session is.</summary>
/// <param name="IsOpen">True once it has a header.</param>
/// <param name="IsDone">True when no node has anything left to handle.</param>
/// <param name="Round">The round in hand.</param>
/// <param name="TimeNs">Where the round in hand begins, UNIX nanoseconds of event time.</param>
/// <param name="WaitingCommands">Commands that were journaled and not yet handed in.</param>
/// <param name="Problem">Why it does not get on; empty while it does.</param>
/// <param name="Chains">The nodes' chains in the order of their names; empty while the session is not driven here.</param>
[GenerateSerializer, Immutable, Alias("trading.DeskStatus")]
public sealed record DeskStatus(
    [property: Id(0)] bool IsOpen,
    [property: Id(1)] bool IsDone,
    [property: Id(2)] long Round,
    [property: Id(3)] long TimeNs,
    [property: Id(4)] int WaitingCommands,
    [property: Id(5)] string Problem,
    [property: Id(6)] ImmutableArray<UInt128> Chains);
