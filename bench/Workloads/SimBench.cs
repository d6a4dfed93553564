using System;
using System.Buffers;
using System.Diagnostics;
using System.Linq;
using Trading.Model;
using Trading.Simulation;

namespace Trading.Bench;

/// <summary>What simulated order flow costs on this machine: the medians of several runs.</summary>
/// <param name="Events">Events of one run.</param>
/// <param name="EventsPerSecond">Events per second, each encoded and hashed for the trace.</param>
/// <param name="BytesPerEvent">Bytes allocated per event in the second half of a run.</param>
/// <param name="TraceHash">The trace's hash: the same on every machine.</param>
/// <param name="LoadAverage">The machine's load average over one minute at the start; negative when unknown.</param>
/// <param name="Runs">Events per second of every run.</param>
public sealed record SimBenchResult(
    long Events, double EventsPerSecond, double BytesPerEvent, string TraceHash, double LoadAverage, double[] Runs);

/// <summary>The default simulation of one market, with its trace, dropped after hashing.</summary>
public static class SimBench
{
    private const int WarmUpEvents = 500_000;

    /// <summary>Measures.</summary>
    /// <param name="instrument">The market.</param>
    /// <param name="events">Events of one run; at least 2.</param>
    /// <param name="runs">Timed runs.</param>
    public static SimBenchResult Run(Instrument instrument, long events = 2_000_000, int runs = 5)
    {
        var load = BookBench.LoadAverage();
        var config = new SimulationConfig { Seed = 7, Instruments = [instrument] };
        Measure(config, WarmUpEvents);
        var measured = Enumerable.Range(0, runs).Select(_ => Measure(config, events)).ToArray();
        var speeds = measured.Select(run => events / run.Seconds).Order().ToArray();
        return new SimBenchResult(
            events,
            speeds[runs / 2],
            measured.Select(run => run.Bytes).Order().ElementAt(runs / 2),
            StateHasher.ToText(measured[0].Hash),
            load,
            speeds);
    }

    private static (double Seconds, double Bytes, UInt128 Hash) Measure(SimulationConfig config, long events)
    {
        if (!SimulationTape.Create(config, new Dropped()).TryGet(out var tape, out var error)) throw new ArgumentException(error.ToString());
        if (!Simulator.Create(config, tape).TryGet(out var simulator, out var refusal)) throw new ArgumentException(refusal.ToString());
        var started = Stopwatch.GetTimestamp();
        while (simulator.Metrics.Events < events / 2) simulator.Step();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var middle = simulator.Metrics.Events;
        while (simulator.Metrics.Events < events) simulator.Step();
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        return (seconds, (double)allocated / (simulator.Metrics.Events - middle), tape.Writer.Hash);
    }

    /// <summary>Takes bytes and forgets them.</summary>
    private sealed class Dropped : IBufferWriter<byte>
    {
        private byte[] _buffer = new byte[1 << 16];

        public void Advance(int count)
        {
            // The next write may use the same bytes again.
        }

        public Memory<byte> GetMemory(int sizeHint = 0) => Buffer(sizeHint);

        public Span<byte> GetSpan(int sizeHint = 0) => Buffer(sizeHint);

        private byte[] Buffer(int size)
        {
            if (_buffer.Length < size) _buffer = new byte[size];
            return _buffer;
        }
    }
}
