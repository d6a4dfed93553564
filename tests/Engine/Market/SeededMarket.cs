using System.Collections.Immutable;
using Trading.Market;
using Trading.Model;
using Trading.Tape;
using Xunit;

namespace Trading.Tests.Market;

/// <summary>The events of a seeded market of one instrument: a snapshot, then changes of the book and every tenth time a trade.</summary>
internal static class SeededMarket
{
    /// <summary>Writes the next event to a tape, and applies it to the books that the tape must end in.</summary>
    public static void Write(TapeWriter writer, TapeBooks books, ref SeededRandom random, int index)
    {
        var e = TapeEvent.Empty;
        (e.Instrument, e.TimeNs) = (0, 1_000 + index);
        if (index % 10 == 9)
        {
            (e.Kind, e.Price, e.Quantity, e.Side) = (TapeEventKind.Trade, 100, 1, Side.Buy);
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
