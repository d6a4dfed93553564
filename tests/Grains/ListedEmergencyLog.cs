using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Trading.Journal;

namespace Trading.Tests.Grains;

/// <summary>An emergency log in memory.</summary>
internal sealed class ListedEmergencyLog : IEmergencyLog
{
    private readonly Lock _gate = new();
    private readonly List<(string Node, EmergencyCall Call)> _calls = [];

    public void Append(string node, EmergencyCall call, Action<bool> completed)
    {
        lock (_gate) _calls.Add((node, call));
        completed(true);
    }

    public IReadOnlyList<string> UnsettledNodes()
    {
        lock (_gate) return [.. _calls.Select(call => call.Node).Distinct().Order(StringComparer.Ordinal)];
    }

    public IReadOnlyList<EmergencyCall> Unsettled(string node)
    {
        lock (_gate) return [.. _calls.Where(call => call.Node == node).Select(call => call.Call)];
    }

    public void Settle(string node, string client, ulong sequence)
    {
        lock (_gate)
        {
            _calls.RemoveAll(call =>
                call.Node == node && call.Call.Client == client && call.Call.Sequence == sequence);
        }
    }
}
