using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;
using Trading.Market;
using Trading.Model;
using Xunit;

namespace Trading.Tests.Market;

public sealed class VenueBookTests
{
    private static readonly Gen<PriceLevel> AnyLevel =
        Gen.Select(Gen.Bool, Gen.OneOf(Gen.Long[-20, 20], Gen.Long[long.MinValue, long.MaxValue]), Gen.Long[0, 3])
            .Select((isBid, price, quantity) => new PriceLevel(isBid ? Side.Buy : Side.Sell, price, quantity));

    [Fact]
    public void Agrees_with_a_sorted_map() => AnyLevel.Array[0, 200].Sample(levels =>
    {
        var book = new VenueBook();
        var map = new Dictionary<Side, SortedDictionary<long, long>> { [Side.Buy] = [], [Side.Sell] = [] };
        foreach (var level in levels)
        {
            book.Apply([level]);
            if (level.Quantity == 0) map[level.Side].Remove(level.Price);
            else map[level.Side][level.Price] = level.Quantity;
        }

        Assert.Equal(map[Side.Buy].Reverse().Select(l => new PriceLevel(Side.Buy, l.Key, l.Value)), Levels(book, Side.Buy));
        Assert.Equal(map[Side.Sell].Select(l => new PriceLevel(Side.Sell, l.Key, l.Value)), Levels(book, Side.Sell));
        Assert.Equal(map[Side.Buy].Count > 0, book.TryGetBest(Side.Buy, out var best));
        if (map[Side.Buy].Count > 0) Assert.Equal(map[Side.Buy].Last().Key, best.Price);
    });

    [Fact]
    public void A_full_side_forgets_its_worst_level()
    {
        var book = new VenueBook(levelsPerSideMax: 2);
        book.Apply([new(Side.Buy, 10, 1), new(Side.Buy, 12, 1), new(Side.Buy, 11, 1), new(Side.Buy, 9, 1)]);
        Assert.Equal([12L, 11L], Levels(book, Side.Buy).Select(l => l.Price));
        book.Apply([new(Side.Sell, 20, 1), new(Side.Sell, 21, 1), new(Side.Sell, 19, 1), new(Side.Sell, 22, 1)]);
        Assert.Equal([19L, 20L], Levels(book, Side.Sell).Select(l => l.Price));
    }

    [Fact]
    public void Locked_and_crossed_are_seen()
    {
        var book = new VenueBook();
        book.Replace([new(Side.Buy, 10, 1), new(Side.Sell, 11, 1)]);
        Assert.False(book.IsCrossed);
        book.Apply([new(Side.Buy, 11, 1)]);
        Assert.True(book.IsCrossed);
        book.Clear();
        Assert.False(book.IsCrossed);
    }

    [Fact]
    public void The_digest_is_that_of_the_stated_text()
    {
        var book = new VenueBook();
        book.Replace([new(Side.Buy, 6168599, 100), new(Side.Buy, 6168600, 250), new(Side.Sell, 6168610, 7)]);
        var text = "b 61686 0.0025\nb 61685.99 0.001\na 61686.1 0.00007\n"u8.ToArray();
        var expected = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(text));
        Assert.Equal(expected, BookDigest.Compute(book, 2, 5));
    }

    private static PriceLevel[] Levels(VenueBook book, Side side)
    {
        var levels = new PriceLevel[book.Count(side)];
        Assert.Equal(levels.Length, book.CopyLevels(side, levels));
        return levels;
    }
}
