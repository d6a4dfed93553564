using System;
using System.Diagnostics;
using Trading.Desk;

namespace Trading.Grains;

/// <summary>Measures a session's rounds for their driver.</summary>
/// <param name="meters">The silo's instruments.</param>
/// <param name="clock">Measures.</param>
internal sealed class RoundWatch(NodeMeters meters, TimeProvider clock)
{
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
            if (payload is not null && RoundAnswer.TryRead(payload, out var answer)) meters.Sent(answer.Messages);
        }

        start.Trace?.Dispose();
    }

    /// <summary>A node knows another round than its session: nothing can be trusted any more.</summary>
    public void Diverged() => meters.Violated(NodeMeters.RoundRepeats);
}
