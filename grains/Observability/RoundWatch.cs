using System;
using System.Collections.Generic;
using System.Diagnostics;
using Trading.Desk;
using Trading.Orders;

namespace Trading.Grains;

/// <summary>Measures a session's rounds for their driver.</summary>
/// <param name="meters">The silo's instruments.</param>
/// <param name="clock">Measures.</param>
internal sealed class RoundWatch(NodeMeters meters, TimeProvider clock)
{
    /// <summary>Orders under way to their account: when the round began in which their strategy sent them. Few, and forgotten when
    /// there are more: an account's own cancels have no strategy's before them.</summary>
    private const int OrdersMax = 4_096;
    private readonly Dictionary<ClientOrderId, (int Source, long At)> _orders = [];

    /// <summary>A round begins: its nodes are asked.</summary>
    /// <param name="round">Its number.</param>
    public (long At, Activity? Trace) Begin(long round)
    {
        var trace = NodeTraces.Source.StartActivity("round");
        trace?.SetTag("trading.round", round);
        return (clock.GetTimestamp(), trace);
    }

    /// <summary>All have answered.</summary>
    /// <param name="start">What <see cref="Begin"/> gave.</param>
    /// <param name="answers">What they said; null for nodes that took no part.</param>
    public void End((long At, Activity? Trace) start, byte[]?[] answers)
    {
        meters.Round(clock.GetElapsedTime(start.At));
        foreach (var payload in answers)
        {
            if (payload is null || !RoundAnswer.TryRead(payload, out var answer)) continue;
            meters.Sent(answer.Messages);
            foreach (ref readonly var message in answer.Messages)
            {
                if (message.Kind == MessageKind.Order) Follow(message, start.At);
            }
        }

        start.Trace?.Dispose();
    }

    /// <summary>A node knows another round than its session: nothing can be trusted any more.</summary>
    public void Diverged() => meters.Violated(NodeMeters.RoundRepeats);

    /// <summary>An order comes by twice: from its strategy, and from the account on its way to the exchange.</summary>
    private void Follow(in DeskMessage message, long startedAt)
    {
        var id = message.Payload.As<OrderIntent>().ClientOrderId;
        if (_orders.Remove(id, out var sent) && sent.Source != message.Source)
        {
            meters.Ordered(clock.GetElapsedTime(sent.At));
            return;
        }

        if (_orders.Count >= OrdersMax) _orders.Clear();
        _orders[id] = (message.Source, startedAt);
    }
}
