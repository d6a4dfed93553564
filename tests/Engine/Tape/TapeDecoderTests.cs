using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using CsCheck;
using Trading.Model;
using Trading.Tape;
using Xunit;

namespace Trading.Tests.Tape;

public sealed class TapeDecoderTests
{
    private static readonly byte[] Small = TapeReading.Write(Some.TapeHeader(), SmallEvents());

    [Fact]
    public void What_was_written_is_read_in_any_pieces_and_written_again_to_the_same_bytes() =>
        Gen.Select(TapeGen.Events, Gen.Int[1, 200]).Sample((events, pieceBytes) =>
        {
            var tape = TapeReading.Write(Some.TapeHeader(), events);
            var (decoder, read, last) = TapeReading.Read(tape, pieceBytes: pieceBytes);
            Assert.Equal(TapeStep.End, last);
            Assert.Equal(events.Length, decoder.EventCount);
            Assert.Equal(tape.Length, decoder.Position.Offset);
            for (var i = 0; i < events.Length; i++)
            {
                Assert.Equal(events[i].Event with { Sequence = i + 1 }, read[i].Event);
                Assert.Equal(events[i].Levels, read[i].Levels);
            }

            Assert.NotNull(decoder.Header);
            Assert.Equal(tape, TapeReading.Write(decoder.Header, read));
        });

    [Fact]
    public void A_tape_cut_at_any_byte_is_refused_and_lenient_reads_what_is_whole()
    {
        var headerBytes = Array.IndexOf(Small, (byte)'\n') + 1;
        for (var length = 0; length < Small.Length; length++)
        {
            var (decoder, events, last) = TapeReading.Read(Small.AsSpan(0, length));
            Assert.Equal(TapeStep.Failed, last);
            var cutsLine = length > 0 && Small[length - 1] != '\n';
            var expected = length == 0 ? TapeErrorCode.Empty : cutsLine ? TapeErrorCode.Truncated : TapeErrorCode.MissingTrailer;
            Assert.Equal(expected, decoder.Error.Code);
            Assert.Equal(length, decoder.Error.Offset);

            var (lenient, kept, lenientLast) = TapeReading.Read(Small.AsSpan(0, length), isLenient: true);
            Assert.Equal(length < headerBytes ? TapeStep.Failed : TapeStep.End, lenientLast);
            Assert.Equal(events.Count, kept.Count);
            if (lenientLast == TapeStep.End) Assert.Equal(cutsLine ? 2 : 1, lenient.Skipped);
        }
    }

    [Fact]
    public void Every_flipped_bit_is_refused_and_lenient_counts_it()
    {
        for (var bit = 0; bit < Small.Length * 8; bit++)
        {
            var damaged = (byte[])Small.Clone();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            var (decoder, _, last) = TapeReading.Read(damaged);
            Assert.Equal(TapeStep.Failed, last);
            Assert.InRange(decoder.Error.Offset, 0, damaged.Length);
            Assert.InRange(decoder.Error.Line, 1, 20);
            Assert.NotEqual("", decoder.Error.ToString());

            var (lenient, _, lenientLast) = TapeReading.Read(damaged, isLenient: true);
            Assert.True(lenientLast == TapeStep.Failed || lenient.Skipped > 0);
        }
    }

    [Fact]
    public void Garbage_never_throws() => Gen.Select(Gen.Byte.Array[0, 300], Gen.Bool, Gen.Int[0, Small.Length]).Sample(
        (garbage, isLenient, from) =>
        {
            var (decoder, _, last) = TapeReading.Read([.. Small.AsSpan(0, from), .. garbage, .. Small.AsSpan(from)], isLenient);
            Assert.True(garbage.Length == 0 || last == TapeStep.Failed || decoder.Skipped > 0);
        });

    [Theory]
    [InlineData("garbage", TapeErrorCode.BadHeader)]
    [InlineData("{\"format\":\"trading-tape\",\"version\":2}\n", TapeErrorCode.UnsupportedVersion)]
    [InlineData("{\"format\":\"trading-tape\",\"version\":1}\n", TapeErrorCode.BadHeader)]
    [InlineData("\n", TapeErrorCode.BadHeader)]
    public void A_bad_header_is_refused_even_when_lenient(string text, TapeErrorCode code)
    {
        foreach (var isLenient in new[] { false, true })
        {
            var (decoder, _, last) = TapeReading.Read(Encoding.ASCII.GetBytes(text), isLenient);
            Assert.Equal((TapeStep.Failed, code), (last, decoder.Error.Code));
        }
    }

    [Theory]
    [InlineData("\"spot\"", "\"swap\"", TapeErrorCode.BadInstrument)]
    [InlineData("\"tickSize\":1,", "\"tickSize\":0,", TapeErrorCode.BadInstrument)]
    [InlineData("\"priceScale\":2,", "\"priceScale\":19,", TapeErrorCode.BadInstrument)]
    [InlineData("binance-usdm:ETHUSDT", "sim:BTC-USDT", TapeErrorCode.BadInstrument)]
    [InlineData("\"calm\"", "\"\"", TapeErrorCode.BadName)]
    [InlineData("\"calm\"", "\"c\\u0061lm\"", TapeErrorCode.BadName)]
    [InlineData("\"seed\":42", "\"seed\":042", TapeErrorCode.BadHeader)]
    public void A_header_that_contradicts_itself_is_refused(string from, string to, TapeErrorCode code) =>
        Assert.Equal(code, ErrorOf(Encoding.ASCII.GetString(Small).Replace(from, to)).Code);

    [Theory]
    [InlineData("{\"k\":\"what\",", TapeErrorCode.UnknownKind)]
    [InlineData("{\"k\": \"cancel\",\"n\":1,\"t\":5,\"i\":0,\"o\":1}", TapeErrorCode.Malformed)]
    [InlineData("{\"k\":\"cancel\",\"n\":1,\"t\":5,\"i\":0,\"o\":1} ", TapeErrorCode.Malformed)]
    [InlineData("{\"k\":\"cancel\",\"n\":1,\"t\":5,\"i\":0,\"o\":1,}", TapeErrorCode.Malformed)]
    [InlineData("{\"k\":\"cancel\",\"n\":1,\"t\":5,\"i\":0,\"o\":1.0}", TapeErrorCode.Malformed)]
    [InlineData("{\"k\":\"cancel\",\"n\":1,\"t\":5,\"i\":0,\"o\":-1}", TapeErrorCode.Malformed)]
    [InlineData("{\"k\":\"cancel\",\"n\":1,\"t\":5,\"i\":0,\"o\":18446744073709551616}", TapeErrorCode.Malformed)]
    [InlineData("{\"k\":\"cancel\",\"n\":1,\"t\":9223372036854775808,\"i\":0,\"o\":1}", TapeErrorCode.Malformed)]
    [InlineData("{\"k\":\"cancel\",\"n\":1,\"t\":05,\"i\":0,\"o\":1}", TapeErrorCode.Malformed)]
    [InlineData("{\"k\":\"cancel\",\"n\":1,\"t\":-5,\"i\":0,\"o\":1}", TapeErrorCode.OutOfRange)]
    [InlineData("{\"k\":\"cancel\",\"n\":1,\"t\":5,\"i\":0,\"o\":1,\"s\":\"X\"}", TapeErrorCode.Malformed)]
    [InlineData("{\"k\":\"cancel\",\"n\":1,\"t\":5,\"i\":0,\"o\":1,\"W\":1}", TapeErrorCode.UnexpectedField)]
    [InlineData("{\"k\":\"cancel\",\"n\":1,\"t\":5,\"i\":0,\"o\":1,\"d\":1}", TapeErrorCode.UnexpectedField)]
    [InlineData("{\"k\":\"cancel\",\"n\":1,\"t\":5,\"o\":1,\"i\":0}", TapeErrorCode.FieldOrder)]
    [InlineData("{\"k\":\"cancel\",\"n\":1,\"t\":5,\"i\":0,\"i\":0,\"o\":1}", TapeErrorCode.FieldOrder)]
    [InlineData("{\"k\":\"cancel\",\"n\":1,\"t\":5,\"i\":0}", TapeErrorCode.MissingField)]
    [InlineData("{\"k\":\"cancel\",\"n\":1,\"t\":5,\"i\":0,\"o\":1,\"l\":0}", TapeErrorCode.OutOfRange)]
    [InlineData("{\"k\":\"cancel\",\"n\":1,\"t\":5,\"i\":0,\"o\":1,\"z\":11}", TapeErrorCode.OutOfRange)]
    [InlineData("{\"k\":\"cancel\",\"n\":1,\"t\":5,\"i\":0,\"o\":1,\"r\":30}", TapeErrorCode.OutOfRange)]
    [InlineData("{\"k\":\"cancel\",\"n\":1,\"t\":5,\"i\":2,\"o\":1}", TapeErrorCode.BadIndex)]
    [InlineData("{\"k\":\"regime\",\"n\":1,\"t\":5,\"R\":2}", TapeErrorCode.BadIndex)]
    [InlineData("{\"k\":\"snapshot\",\"n\":1,\"t\":5,\"i\":0,\"B\":[[1,0]],\"A\":[]}", TapeErrorCode.OutOfRange)]
    [InlineData("{\"k\":\"snapshot\",\"n\":1,\"t\":5,\"i\":0,\"B\":[[1,1],],\"A\":[]}", TapeErrorCode.Malformed)]
    [InlineData("{\"k\":\"snapshot\",\"n\":1,\"t\":5,\"i\":0,\"B\":[]}", TapeErrorCode.MissingField)]
    [InlineData("{\"k\":\"mark\",\"n\":1,\"t\":5,\"i\":1}", TapeErrorCode.MissingField)]
    [InlineData("{\"k\":\"mark\",\"n\":1,\"t\":5,\"i\":1,\"p\":1,\"q\":1}", TapeErrorCode.UnexpectedField)]
    [InlineData("{\"k\":\"funding\",\"n\":1,\"t\":5,\"i\":1,\"F\":1}", TapeErrorCode.MissingField)]
    [InlineData("{\"k\":\"funding\",\"n\":1,\"t\":5,\"i\":1,\"T\":9,\"F\":1}", TapeErrorCode.FieldOrder)]
    [InlineData("{\"k\":\"funding\",\"n\":1,\"t\":5,\"i\":1,\"F\":1,\"T\":-9}", TapeErrorCode.OutOfRange)]
    [InlineData("{\"k\":\"funding\",\"n\":1,\"t\":5,\"i\":1,\"F\":0.0001,\"T\":9}", TapeErrorCode.Malformed)]
    [InlineData("{\"k\":\"trade\",\"n\":1,\"t\":5,\"i\":1,\"s\":\"B\",\"p\":1,\"q\":1,\"F\":1}", TapeErrorCode.UnexpectedField)]
    [InlineData("{\"k\":\"cancel\",\"n\":2,\"t\":5,\"i\":0,\"o\":1}", TapeErrorCode.SequenceGap)]
    [InlineData("", TapeErrorCode.Malformed)]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", TapeErrorCode.Malformed)]
    public void A_line_that_breaks_a_rule_is_refused_with_its_place_and_lenient_skips_it(string line, TapeErrorCode code)
    {
        var text = Encoding.ASCII.GetString(Small);
        var headerEnd = text.IndexOf('\n', StringComparison.Ordinal) + 1;
        var damaged = text[..headerEnd] + line + "\n" + text[headerEnd..];
        var error = ErrorOf(damaged);
        Assert.Equal((code, 2L), (error.Code, error.Line));
        Assert.InRange(error.Offset, headerEnd, headerEnd + line.Length);

        var (lenient, events, last) = TapeReading.Read(Encoding.ASCII.GetBytes(damaged), isLenient: true);
        Assert.Equal((TapeStep.End, code), (last, lenient.FirstSkipped.Code));
        // An event with sequence 2 in front is a jump; it makes the two that were meant to come there step back.
        Assert.Equal(SmallEvents().Count - (code == TapeErrorCode.SequenceGap ? 1 : 0), events.Count);
    }

    [Fact]
    public void Lines_out_of_order_are_refused_and_lenient_drops_what_goes_back()
    {
        var lines = Encoding.ASCII.GetString(Small).Split('\n');
        (lines[2], lines[3]) = (lines[3], lines[2]);
        var error = ErrorOf(string.Join('\n', lines));
        Assert.Equal((TapeErrorCode.SequenceGap, 3L, 2L, 3L), (error.Code, error.Line, error.Expected, error.Actual));

        var (decoder, events, _) = TapeReading.Read(Encoding.ASCII.GetBytes(string.Join('\n', lines)), isLenient: true);
        Assert.DoesNotContain(events, e => e.Event.Sequence == 2);
        // The jump ahead, the step back, and the hash of another order of lines.
        Assert.Equal(3, decoder.Skipped);
    }

    [Fact]
    public void A_changed_event_is_found_by_the_hash()
    {
        var error = ErrorOf(Encoding.ASCII.GetString(Small).Replace("\"q\":100", "\"q\":101"));
        Assert.Equal(TapeErrorCode.HashMismatch, error.Code);
    }

    [Fact]
    public void A_wrong_count_is_found()
    {
        var events = SmallEvents().Count;
        var error = ErrorOf(Encoding.ASCII.GetString(Small).Replace($"\"end\",\"n\":{events}", "\"end\",\"n\":77"));
        Assert.Equal((TapeErrorCode.CountMismatch, 77L, (long)events), (error.Code, error.Expected, error.Actual));
    }

    [Fact]
    public void Nothing_may_follow_the_trailer() =>
        Assert.Equal(TapeErrorCode.AfterTrailer, ErrorOf(Encoding.ASCII.GetString(Small) + "{}\n").Code);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_endless_line_takes_bounded_memory(bool isLenient)
    {
        var headerEnd = Array.IndexOf(Small, (byte)'\n') + 1;
        var piece = Encoding.ASCII.GetBytes(new string('7', 1 << 16));
        var decoder = new TapeDecoder(isLenient);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Pour(decoder, Small.AsSpan(0, headerEnd));
        var step = decoder.Step();
        for (var i = 0; i < 1000 && step != TapeStep.Failed; i++)
        {
            Pour(decoder, piece);
            step = decoder.Step();
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 * TapeLimits.LineBytesMax);
        Assert.Equal(isLenient ? TapeStep.NeedInput : TapeStep.Failed, step);
        Assert.Equal(TapeErrorCode.LineTooLong, isLenient ? decoder.FirstSkipped.Code : decoder.Error.Code);
        if (!isLenient) return;
        Assert.Equal(1, decoder.Skipped);
        var rest = new List<KeptEvent>();
        var last = TapeReading.Drive(
            decoder, [(byte)'\n', .. Small.AsSpan(headerEnd)], 1000, d => rest.Add(new KeptEvent(d.Event, d.Levels.ToArray())));
        Assert.Equal((TapeStep.End, SmallEvents().Count), (last, rest.Count));
    }

    [Fact]
    public void Reading_takes_no_memory_per_event()
    {
        var fill = SmallEvents()[1].Event;
        var levels = Some.Bids(50);
        var delta = TapeEvent.Empty with { Kind = TapeEventKind.BookDelta, Instrument = 0 };
        var tape = TapeReading.Write(
            Some.TapeHeader(),
            Enumerable.Range(0, 4000).Select(i => i % 2 == 0 ? new KeptEvent(fill, []) : new KeptEvent(delta, levels)));
        var decoder = new TapeDecoder(isLenient: false);
        var summary = new TapeSummary(Some.TapeHeader());
        long before = 0, count = 0;
        var last = TapeReading.Drive(decoder, tape, 4096, d =>
        {
            summary.Add(d.Event);
            if (++count == 100) before = GC.GetAllocatedBytesForCurrentThread();
            if (count == 3900) before = GC.GetAllocatedBytesForCurrentThread() - before;
        });
        Assert.Equal((TapeStep.End, 0L), (last, before));
    }

    [Fact]
    public void Reading_goes_on_at_a_position()
    {
        var decoder = new TapeDecoder(isLenient: false);
        var positions = new List<(TapePosition Position, UInt128 Hash)>();
        TapeReading.Drive(decoder, Small, int.MaxValue, d => positions.Add((d.Position, d.Hash)));
        Assert.NotNull(decoder.Header);
        foreach (var (position, hash) in positions)
        {
            var rest = TapeDecoder.At(decoder.Header, position, hash);
            var events = 0;
            var last = TapeReading.Drive(rest, Small.AsSpan((int)position.Offset), 7, _ => events++);
            Assert.Equal(TapeStep.End, last);
            Assert.Equal(SmallEvents().Count - position.Sequence, events);
        }
    }

    private static void Pour(TapeDecoder decoder, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var free = decoder.Free().Span;
            var count = Math.Min(free.Length, bytes.Length);
            bytes[..count].CopyTo(free);
            decoder.Advance(count);
            bytes = bytes[count..];
            if (decoder.Step() == TapeStep.Failed) return;
        }
    }

    private static TapeError ErrorOf(string tape)
    {
        var (decoder, _, last) = TapeReading.Read(Encoding.ASCII.GetBytes(tape));
        Assert.Equal(TapeStep.Failed, last);
        return decoder.Error;
    }

    internal static List<KeptEvent> SmallEvents()
    {
        var order = TapeEvent.Empty with
        {
            Kind = TapeEventKind.NewOrder,
            TimeNs = 1000,
            Instrument = 0,
            Agent = 0,
            OrderId = 1,
            Side = Side.Buy,
            Price = 6168599,
            Quantity = 100,
        };
        var fill = order with { Kind = TapeEventKind.Fill, TimeNs = 2000, Agent = 1, OrderId = 2, CounterOrderId = 1, Side = Side.Sell, TradeId = 1 };
        var cancel = order with { Kind = TapeEventKind.Cancel, TimeNs = 3000, Quantity = 0, Price = 0 };
        var snapshot = TapeEvent.Empty with { Kind = TapeEventKind.BookSnapshot, TimeNs = 4000, Instrument = 1, VenueSequence = 5 };
        return
        [
            new(order, []),
            new(fill, []),
            new(cancel, []),
            new(snapshot, [new(Side.Buy, 10, 1), new(Side.Buy, 9, 2), new(Side.Sell, 11, 3)]),
            new(TapeEvent.Empty with { Kind = TapeEventKind.Regime, TimeNs = 5000, Regime = 1 }, []),
            new(TapeEvent.Empty with { Kind = TapeEventKind.Overflow, TimeNs = 6000, Count = 3 }, []),
        ];
    }
}
