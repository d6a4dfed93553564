using System;
using System.Buffers;
using System.Collections.Generic;
using Trading.Model;
using Trading.Tape;

namespace Trading.Tests.Tape;

/// <summary>An event with its levels, to keep.</summary>
internal sealed record KeptEvent(TapeEvent Event, PriceLevel[] Levels);

/// <summary>Reads and writes whole tapes in memory.</summary>
internal static class TapeReading
{
    public static byte[] Write(TapeHeader header, IEnumerable<KeptEvent> events)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new TapeWriter(output, header);
        foreach (var kept in events)
        {
            var error = writer.Write(kept.Event, kept.Levels);
            if (error != TapeErrorCode.None) throw new InvalidOperationException(error.ToString());
        }

        writer.Complete();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Pours the bytes in pieces and steps to the end.</summary>
    public static (TapeDecoder Decoder, List<KeptEvent> Events, TapeStep Last) Read(
        ReadOnlySpan<byte> tape, bool isLenient = false, int pieceBytes = int.MaxValue)
    {
        var decoder = new TapeDecoder(isLenient);
        var events = new List<KeptEvent>();
        var last = Drive(decoder, tape, pieceBytes, d => events.Add(new KeptEvent(d.Event, d.Levels.ToArray())));
        return (decoder, events, last);
    }

    public static TapeStep Drive(TapeDecoder decoder, ReadOnlySpan<byte> tape, int pieceBytes, Action<TapeDecoder> onEvent)
    {
        while (true)
        {
            var step = decoder.Step();
            if (step == TapeStep.Event)
            {
                onEvent(decoder);
                continue;
            }

            if (step != TapeStep.NeedInput) return step;
            if (tape.IsEmpty)
            {
                decoder.CompleteInput();
                continue;
            }

            var free = decoder.Free().Span;
            var count = Math.Min(Math.Min(pieceBytes, tape.Length), free.Length);
            tape[..count].CopyTo(free);
            decoder.Advance(count);
            tape = tape[count..];
        }
    }
}
