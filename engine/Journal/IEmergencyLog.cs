using System;
using System.Collections.Generic;

namespace Trading.Journal;

/// <summary>A call that was accepted while the journal could not be written.</summary>
/// <param name="Client">The caller's name.</param>
/// <param name="Sequence">The caller's number for the call.</param>
/// <param name="Payload">Its bytes.</param>
public sealed record EmergencyCall(string Client, ulong Sequence, ReadOnlyMemory<byte> Payload);

/// <summary>
/// Where cancels and halts go, and only they, while the journal is full or gone: they are the one thing that may be
/// acknowledged before it is journaled. Carried into the journal as ordinary calls, ahead of all others, once it is
/// back; their ids make that harmless however often it is tried. Callbacks come once each, from any thread.
/// </summary>
public interface IEmergencyLog
{
    /// <summary>Keeps a call durably; false when that failed.</summary>
    void Append(string node, EmergencyCall call, Action<bool> completed);

    /// <summary>The nodes that have unsettled calls, in the order of their names.</summary>
    IReadOnlyList<string> UnsettledNodes();

    /// <summary>The calls of a node that are not settled, in the order in which they came.</summary>
    IReadOnlyList<EmergencyCall> Unsettled(string node);

    /// <summary>A call is in the journal now.</summary>
    void Settle(string node, string client, ulong sequence);
}
