using System;
using System.Buffers;
using System.Diagnostics;
using System.Linq;
using Trading.Model;
using Trading.Orders;
using Trading.Tape;

namespace Trading.Bench;

/// <summary>What reading and writing a tape costs on this machine: the medians of several runs.</summary>
/// <param name="Events">Events of the tape.</param>
/// <param name="TapeBytes">Its size, uncompressed.</param>
/// <param name="ReadEventsPerSecond">Events decoded, checked and summed up per second.</param>
/// <param name="ReadMegabytesPerSecond">The same in 10^6 bytes per second.</param>
/// <param name="ReadBytesPerEvent">Bytes allocated per event read, buffers included.</param>
/// <param name="WriteEventsPerSecond">Events written per second.</param>
/// <param name="WriteBytesPerEvent">Bytes allocated per event written, buffers included.</param>
/// <param name="Hash">The tape's hash: the same on every machine.</param>
/// <param name="LoadAverage">The machine's load average over one minute at the start; negative when unknown.</param>
/// <param name="Runs">Events read per second in every run.</param>
public sealed record TapeBenchResult(
    long Events,
    long TapeBytes,
    double ReadEventsPerSecond,
    double ReadMegabytesPerSecond,
    double ReadBytesPerEvent,
    double WriteEventsPerSecond,
    double WriteBytesPerEvent,
    string Hash,
    double LoadAverage,
    double[] Runs);

/// <summary>A seeded tape of mixed order flow and market data, and what it costs to write and to read it with its summary.</summary>
public static class TapeBench
{
    private const int PieceBytes = 1 << 16;
    private const long StartNs = 1_700_000_000_000_000_000;

    /// <summary>Writes a tape of a number of events: 40 % new orders, 30 % cancels, 15 % fills, 5 % trades, 10 % deltas of four levels.</summary>
    /// <param name="output">Takes the bytes.</param>
    /// <param name="events">How many events.</param>
    /// <param name="seed">The same seed gives the same bytes.</param>
    /// <returns>The tape's hash.</returns>
    public static UInt128 Write(IBufferWriter<byte> output, long events, ulong seed)
    {
        var writer = new TapeWriter(output, Header(seed));
        var random = SeededRandom.Create(seed, "tape-bench");
        Span<PriceLevel> levels = stackalloc PriceLevel[4];
        for (long i = 0; i < events; i++)
        {
            var e = TapeEvent.Empty with { TimeNs = StartNs + i * 1_000, Instrument = (int)random.Below(2) };
            var draw = random.Below(100);
            var count = draw < 90 ? 0 : levels.Length;
            if (draw < 85) SetOrder(ref e, ref random, draw, (ulong)i + 1);
            else if (draw < 90) SetTrade(ref e, ref random, (ulong)i + 1);
            else SetDelta(ref e, ref random, levels, (ulong)i + 1);
            var error = writer.Write(e, levels[..count]);
            if (error != TapeErrorCode.None) throw new InvalidOperationException($"the tape refuses {e.Kind}: {error}");
        }

        writer.Complete();
        return writer.Hash;
    }

    /// <summary>Measures on a tape in memory.</summary>
    /// <param name="events">How many events; a million takes about 100 MB.</param>
    /// <param name="runs">Timed runs; two more warm up.</param>
    public static TapeBenchResult Run(int events = 1_000_000, int runs = 5)
    {
        var load = BookBench.LoadAverage();
        var output = new ArrayBufferWriter<byte>(events * 112 + PieceBytes);
        Write(output, events, 1);
        var tape = output.WrittenMemory.ToArray();
        UInt128 hash = 0;
        var write = new double[runs];
        var read = new double[runs];
        long writeBytes = 0, readBytes = 0;
        for (var run = -2; run < runs; run++)
        {
            output.ResetWrittenCount();
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            hash = Write(output, events, 1);
            var writing = Stopwatch.GetElapsedTime(start).TotalSeconds;
            writeBytes = GC.GetAllocatedBytesForCurrentThread() - allocated;
            start = Stopwatch.GetTimestamp();
            Read(tape, events);
            var reading = Stopwatch.GetElapsedTime(start).TotalSeconds;
            readBytes = GC.GetAllocatedBytesForCurrentThread() - allocated - writeBytes;
            if (run < 0) continue;
            write[run] = events / writing;
            read[run] = events / reading;
        }

        return new TapeBenchResult(
            events,
            tape.Length,
            Median(read),
            Median(read) * tape.Length / events / 1e6,
            (double)readBytes / events,
            Median(write),
            (double)writeBytes / events,
            StateHasher.ToText(hash),
            load,
            read);
    }

    private static void Read(ReadOnlySpan<byte> tape, long events)
    {
        var decoder = new TapeDecoder(isLenient: false);
        TapeSummary? summary = null;
        while (true)
        {
            var step = decoder.Step();
            if (step == TapeStep.Event)
            {
                if (summary is null && decoder.Header is { } header) summary = new TapeSummary(header);
                summary?.Add(decoder.Event);
            }
            else if (step == TapeStep.NeedInput && !tape.IsEmpty)
            {
                var free = decoder.Free().Span;
                var count = Math.Min(Math.Min(free.Length, tape.Length), PieceBytes);
                tape[..count].CopyTo(free);
                decoder.Advance(count);
                tape = tape[count..];
            }
            else if (step == TapeStep.NeedInput)
            {
                decoder.CompleteInput();
            }
            else
            {
                break;
            }
        }

        if (summary?.Total.Events != events) throw new InvalidOperationException($"read {decoder.EventCount} events: {decoder.Error}");
    }

    private static void SetOrder(ref TapeEvent e, ref SeededRandom random, long draw, ulong id)
    {
        e.Kind = draw < 40 ? TapeEventKind.NewOrder : draw < 70 ? TapeEventKind.Cancel : TapeEventKind.Fill;
        e.Agent = (int)random.Below(8);
        e.OrderId = id;
        e.Side = random.Below(2) == 0 ? Side.Buy : Side.Sell;
        e.Price = 6_170_000 + random.Below(2_000);
        e.Quantity = 1 + random.Below(1_000_000);
        e.Status = draw < 40 ? OrderStatus.Accepted : draw < 70 ? OrderStatus.Canceled : OrderStatus.PartiallyFilled;
        if (draw < 40) (e.OrderType, e.TimeInForce, e.LeavesQty) = (OrderType.Limit, TimeInForce.Gtc, e.Quantity);
        else if (draw < 70) e.Reason = OrderReason.CancelRequested;
        else (e.CounterOrderId, e.TradeId, e.LeavesQty) = (1 + (ulong)random.Below((long)id), id, random.Below(1_000));
    }

    private static void SetTrade(ref TapeEvent e, ref SeededRandom random, ulong id)
    {
        e.Kind = TapeEventKind.Trade;
        e.Side = random.Below(2) == 0 ? Side.Buy : Side.Sell;
        e.Price = 6_170_000 + random.Below(2_000);
        e.Quantity = 1 + random.Below(1_000_000);
        e.TradeId = id;
    }

    private static void SetDelta(ref TapeEvent e, ref SeededRandom random, Span<PriceLevel> levels, ulong id)
    {
        e.Kind = TapeEventKind.BookDelta;
        e.VenueSequence = id;
        for (var i = 0; i < levels.Length; i++)
        {
            var side = i < levels.Length / 2 ? Side.Buy : Side.Sell;
            levels[i] = new PriceLevel(side, 6_170_000 + side.Sign() * -random.Below(2_000), random.Below(4) * 1_000);
        }
    }

    private static TapeHeader Header(ulong seed)
    {
        var header = TapeHeader.Create(
            [Instrument("sim:BTC-USDT"), Instrument("sim:ETH-USDT")],
            [.. Enumerable.Range(1, 8).Select(i => $"agent-{i}")],
            [],
            seed,
            0,
            "tape benchmark");
        return header.TryGet(out var made, out var error) ? made : throw new InvalidOperationException(error.ToString());
    }

    private static Instrument Instrument(string id)
    {
        if (!InstrumentId.Parse(id).TryGet(out var parsed, out var idError)) throw new InvalidOperationException(idError.ToString());
        var made = Trading.Model.Instrument.Create(
            parsed, InstrumentKind.Spot, 2, 6, new Price(1), new Quantity(1), new Quantity(1), new Quantity(1_000_000_000), Notional.Zero);
        return made.TryGet(out var instrument, out var error) ? instrument : throw new InvalidOperationException(error.ToString());
    }

    private static double Median(double[] values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
