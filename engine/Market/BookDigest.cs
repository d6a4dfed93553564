using System;
using System.Security.Cryptography;
using Trading.Model;

namespace Trading.Market;

/// <summary>
/// The name of a book's content that anyone can compute: SHA-256 over the lines <c>b PRICE QTY</c> for bids from best to
/// worst, then <c>a PRICE QTY</c> for asks, each ended by a newline, decimals in plain notation without trailing zeros.
/// </summary>
public static class BookDigest
{
    /// <summary>Sixty-four lower-case hexadecimal digits.</summary>
    /// <param name="book">The book.</param>
    /// <param name="priceScale">Decimal places of its prices.</param>
    /// <param name="quantityScale">Decimal places of its quantities.</param>
    public static string Compute(VenueBook book, int priceScale, int quantityScale)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, book, Side.Buy, (byte)'b', priceScale, quantityScale);
        Add(hash, book, Side.Sell, (byte)'a', priceScale, quantityScale);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Add(IncrementalHash hash, VenueBook book, Side side, byte letter, int priceScale, int quantityScale)
    {
        Span<byte> line = stackalloc byte[2 * DecimalText.LengthMax + 4];
        for (var rank = 0; rank < book.Count(side); rank++)
        {
            var level = book.At(side, rank);
            var length = 0;
            line[length++] = letter;
            line[length++] = (byte)' ';
            length += DecimalText.Format(level.Price, priceScale, line[length..]);
            line[length++] = (byte)' ';
            length += DecimalText.Format(level.Quantity, quantityScale, line[length..]);
            line[length++] = (byte)'\n';
            hash.AppendData(line[..length]);
        }
    }
}
