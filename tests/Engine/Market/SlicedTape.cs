using System;
using System.Buffers;
using System.Collections.Immutable;
using Trading.Market;
using Trading.Model;
using Trading.Tape;
using Trading.Tests.Tape;

namespace Trading.Tests.Market;

/// <summary>A seeded tape of one venue in slices of odd sizes, so that lines, numbers and the trailer are cut anywhere.</summary>
internal sealed class SlicedTape
{
    public SlicedTape(string instrument, ulong seed, int events)
    {
        var header = Some.Ok(TapeHeader.Create([Some.Instrument(instrument, 2, 3, InstrumentKind.Spot, 0)], [], [], 0, 0, "test"));
        var (bytes, books) = (new ArrayBufferWriter<byte>(), new TapeBooks(header));
        var writer = new TapeWriter(bytes, header);
        var random = SeededRandom.Create(seed, "tape");
        for (var i = 0; i < events; i++) SeededMarket.Write(writer, books, ref random, i);
        writer.Complete();
        (Source, Events, Digest) = (header.Instruments[0].Id, events, books.Digest(0));
        Slices = Cut(bytes.WrittenMemory, ref random);
    }

    public InstrumentId Source { get; }

    public long Events { get; }

    public string Digest { get; }

    /// <summary>The last one is the tape's end.</summary>
    public ImmutableArray<byte[]> Slices { get; }

    public string Name(ulong play = 1) => new SliceSource(play, Source).ToString();

    private static ImmutableArray<byte[]> Cut(ReadOnlyMemory<byte> tape, ref SeededRandom random)
    {
        var slices = ImmutableArray.CreateBuilder<byte[]>();
        while (!tape.IsEmpty)
        {
            var length = Math.Min((int)random.Between(1, 700), tape.Length);
            slices.Add(tape[..length].ToArray());
            tape = tape[length..];
        }

        slices.Add([]);
        return slices.ToImmutable();
    }
}
