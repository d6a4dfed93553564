using System.Buffers;
using System.Collections.Immutable;
using Trading.Market;
using Trading.Model;
using Trading.Tape;
using Xunit;

namespace Trading.Tests.Grains;

/// <summary>A seeded tape of one instrument's book and trades, with what a market must make of it.</summary>
internal sealed class MarketTape
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public MarketTape(string instrument, ulong seed, int events)
    {
        var header = TapeHeader.Create([Flow.Rules(instrument)], [], [], 0, 0, "test");
        Assert.True(header.TryGet(out var made, out _));
        var writer = new TapeWriter(_bytes, made);
        var books = new TapeBooks(made);
        var random = SeededRandom.Create(seed, "tape");
        for (var i = 0; i < events; i++) Write(writer, books, ref random, i);
        writer.Complete();
        Events = events;
        Digest = books.Digest(0);
        Assert.True(books.Books[0].Levels.TryGetBest(Side.Buy, out var bid));
        BestBid = bid.Price;
    }

    public byte[] Bytes => _bytes.WrittenSpan.ToArray();

    public long Events { get; }

    public string Digest { get; }

    public long BestBid { get; }

    private static void Write(TapeWriter writer, TapeBooks books, ref SeededRandom random, int index)
    {
        var e = TapeEvent.Empty;
        e.Instrument = 0;
        e.TimeNs = 1_000 + index;
        if (index % 10 == 9)
        {
            e.Kind = TapeEventKind.Trade;
            e.Price = 100;
            e.Quantity = 1;
            e.Side = Side.Buy;
            Assert.Equal(TapeErrorCode.None, writer.Write(e));
            return;
        }

        e.Kind = index == 0 ? TapeEventKind.BookSnapshot : TapeEventKind.BookDelta;
        ImmutableArray<PriceLevel> levels =
        [
            new(Side.Buy, random.Between(1_000, 1_999), random.Between(1, 500)),
            new(Side.Sell, random.Between(2_001, 3_000), random.Between(1, 500)),
        ];
        Assert.Equal(TapeErrorCode.None, writer.Write(e, levels.AsSpan()));
        books.Apply(e, levels.AsSpan());
    }
}
