using System;
using System.Buffers.Text;
using System.IO.Hashing;
using Trading.Model;

namespace Trading.Market;

/// <summary>How a venue sums its book.</summary>
internal enum ChecksumRule : byte
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>Kraken: the best ten asks, then the best ten bids, as digits without point and leading zeros.</summary>
    Kraken,

    /// <summary>OKX: the best twenty-five of both sides in turn, bid first, as decimals joined by colons.</summary>
    Okx,
}

/// <summary>The venues' CRC-32 checksums over a book's best levels.</summary>
internal static class BookChecksum
{
    private const int KrakenLevels = 10;
    private const int OkxLevels = 25;

    public static uint Compute(ChecksumRule rule, VenueBook book, int priceScale, int quantityScale) => rule switch
    {
        ChecksumRule.None => 0,
        ChecksumRule.Kraken => Kraken(book),
        ChecksumRule.Okx => Okx(book, priceScale, quantityScale),
    };

    private static uint Kraken(VenueBook book)
    {
        // At the venue's own precision, the units' digits are the text without point and leading zeros.
        Span<byte> text = stackalloc byte[2 * KrakenLevels * 2 * DecimalText.LengthMax];
        var length = 0;
        foreach (var side in (ReadOnlySpan<Side>)[Side.Sell, Side.Buy])
        {
            var count = Math.Min(KrakenLevels, book.Count(side));
            for (var rank = 0; rank < count; rank++)
            {
                var level = book.At(side, rank);
                Utf8Formatter.TryFormat(level.Price, text[length..], out var written);
                length += written;
                Utf8Formatter.TryFormat(level.Quantity, text[length..], out written);
                length += written;
            }
        }

        return Crc32.HashToUInt32(text[..length]);
    }

    private static uint Okx(VenueBook book, int priceScale, int quantityScale)
    {
        Span<byte> text = stackalloc byte[2 * OkxLevels * 2 * (DecimalText.LengthMax + 1)];
        var length = 0;
        for (var rank = 0; rank < OkxLevels; rank++)
        {
            foreach (var side in (ReadOnlySpan<Side>)[Side.Buy, Side.Sell])
            {
                if (rank >= book.Count(side)) continue;
                var level = book.At(side, rank);
                if (length > 0) text[length++] = (byte)':';
                length += DecimalText.Format(level.Price, priceScale, text[length..]);
                text[length++] = (byte)':';
                length += DecimalText.Format(level.Quantity, quantityScale, text[length..]);
            }
        }

        return Crc32.HashToUInt32(text[..length]);
    }
}
