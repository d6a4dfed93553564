using System.Buffers;
using Trading.Market;
using Trading.Model;
using Trading.Tape;
using Trading.Tests.Market;
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
        for (var i = 0; i < events; i++) SeededMarket.Write(writer, books, ref random, i);
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
}
