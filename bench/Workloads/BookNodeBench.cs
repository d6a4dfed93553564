using System;
using System.Diagnostics;
using Trading.Durable;
using Trading.Exchange;

namespace Trading.Bench;

/// <summary>A book node alone: no journal, no network, no grain.</summary>
public static class BookNodeBench
{
    /// <summary>Commands per second of calls handled one after another.</summary>
    /// <param name="payload">The call of a number, counted from 0.</param>
    /// <param name="batch">Commands of each call.</param>
    /// <param name="length">How long.</param>
    public static double CommandsPerSecond(Func<long, byte[]> payload, int batch, TimeSpan length)
    {
        var node = new BookNode();
        var output = new NodeOutput();
        Handle(node, output, BookCall.Configure(BookWorkload.Instrument), 1);
        long calls = 0;
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < length)
        {
            Handle(node, output, payload(calls), calls + 2);
            calls++;
        }

        return calls * batch / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static void Handle(BookNode node, NodeOutput output, byte[] payload, long timeNs)
    {
        output.Clear();
        node.Handle(
            new NodeInput
            {
                Kind = NodeInputKind.Call,
                Source = "bench",
                Sequence = (ulong)timeNs,
                TimeNs = timeNs,
                Payload = payload,
            },
            output);
    }
}
