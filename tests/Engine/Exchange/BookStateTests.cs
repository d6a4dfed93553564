using System;
using System.Buffers.Binary;
using Trading.Exchange;
using Trading.Model;
using Xunit;

namespace Trading.Tests.Exchange;

/// <summary>Saved books: canonical, and refused with a typed error when they are not what a book wrote.</summary>
public sealed class BookStateTests
{
    private static byte[] Saved()
    {
        var (book, reports) = (new OrderBook(BookFixtures.Plain), new ReportBuffer());
        foreach (var line in (string[])
            [
                "sell 1 5@101", "sell 2 5@100", "buy 3 1@100", "buy 4 2@99 gtd 50", "buy 5 2@99", "buy 6 1@98 stop 120",
                "sell 7 1@market stop 90 acct 3",
            ])
        {
            book.Execute(Rulebook.Parse(line), reports);
        }

        return BookTwinTests.Save(book);
    }

    // Changes bytes and makes the hash right again, as damage never would.
    private static byte[] Forged(Action<byte[]> change)
    {
        var bytes = Saved();
        change(bytes);
        BinaryPrimitives.WriteUInt128LittleEndian(bytes.AsSpan(^16..), StateHasher.Hash(bytes.AsSpan(..^16)));
        return bytes;
    }

    private static BookLoadFault FaultOf(byte[] bytes, Instrument? instrument = null)
    {
        Assert.False(OrderBooks.Load(instrument ?? BookFixtures.Plain, bytes).TryGet(out _, out var error));
        Assert.Contains("byte", error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Offset, 0, Math.Max(bytes.Length, 8));
        return error.Fault;
    }

    private static void Swap(byte[] bytes, int left, int right)
    {
        var from = bytes.AsSpan(64 + left * 72, 72);
        var to = bytes.AsSpan(64 + right * 72, 72);
        var copy = from.ToArray();
        to.CopyTo(from);
        copy.CopyTo(to);
    }

    [Fact]
    public void The_hash_at_the_end_is_the_state_hash()
    {
        var bytes = Saved();
        var book = BookFixtures.ValueOf(OrderBooks.Load(BookFixtures.Plain, bytes));
        Assert.Equal(book.StateHash(), BinaryPrimitives.ReadUInt128LittleEndian(bytes.AsSpan(^16..)));
        Assert.Equal(bytes, BookTwinTests.Save(book));
        Assert.Equal(6, book.OrderCount);
    }

    [Fact]
    public void Every_flipped_bit_and_every_cut_is_refused()
    {
        var good = Saved();
        for (var at = 0; at < good.Length; at++)
        {
            var bytes = (byte[])good.Clone();
            bytes[at] ^= (byte)(1 << (at % 8));
            FaultOf(bytes);
            FaultOf(good[..at]);
        }

        FaultOf([.. good, 0]);
    }

    [Fact]
    public void Each_fault_has_its_name()
    {
        Assert.Equal(BookLoadFault.WrongLength, FaultOf([]));
        Assert.Equal(BookLoadFault.NotABook, FaultOf(Forged(bytes => bytes[0] = 0)));
        Assert.Equal(BookLoadFault.UnknownVersion, FaultOf(Forged(bytes => bytes[4] = 9)));
        Assert.Equal(BookLoadFault.WrongLength, FaultOf(Forged(bytes => bytes[8]++)));
        Assert.Equal(BookLoadFault.HashMismatch, FaultOf([.. Saved()[..^1], 0]));
        Assert.Equal(BookLoadFault.OtherInstrument, FaultOf(Saved(), BookFixtures.Instrument(tickSize: 2)));
        Assert.Equal(BookLoadFault.BadHeader, FaultOf(Forged(bytes => bytes[39] = 0x80)));
        Assert.Equal(BookLoadFault.BadHeader, FaultOf(Forged(bytes => bytes[47] = 0x80)));
        Assert.Equal(BookLoadFault.BadHeader, FaultOf(Forged(bytes => bytes[60] = 1)));
    }

    [Fact]
    public void Bytes_that_no_book_wrote_are_refused_although_their_hash_is_right()
    {
        // Orders: bids 4, 5; asks 2, 1; stops 6, 7. Offsets within an order as in the layout.
        Assert.Equal(BookLoadFault.BadOrdering, FaultOf(Forged(bytes => Swap(bytes, 0, 1))));
        Assert.Equal(BookLoadFault.BadOrdering, FaultOf(Forged(bytes => Swap(bytes, 1, 2))));
        Assert.Equal(BookLoadFault.BadOrdering, FaultOf(Forged(bytes => Swap(bytes, 2, 3))));
        Assert.Equal(BookLoadFault.BadOrdering, FaultOf(Forged(bytes => Swap(bytes, 4, 5))));
        Assert.Equal(BookLoadFault.BadOrdering, FaultOf(Forged(bytes => bytes[64 + 16] = 101)));
        Assert.Equal(BookLoadFault.DuplicateOrderId, FaultOf(Forged(bytes => bytes[64] = 5)));
        Assert.Equal(BookLoadFault.BadOrdering, FaultOf(Forged(bytes => bytes[64 + 72 + 8] = bytes[64 + 8])));
        Assert.Equal(BookLoadFault.BadOrder, FaultOf(Forged(bytes => bytes[64 + 8] = 200)));
        Assert.Equal(BookLoadFault.BadOrder, FaultOf(Forged(bytes => bytes[64 + 24] = 0)));
        Assert.Equal(BookLoadFault.BadOrder, FaultOf(Forged(bytes => bytes[64 + 32] = 2)));
        Assert.Equal(BookLoadFault.BadOrder, FaultOf(Forged(bytes => bytes[64 + 48] = 0)));
        Assert.Equal(BookLoadFault.BadOrder, FaultOf(Forged(bytes => bytes[64 + 60] = 3)));
        Assert.Equal(BookLoadFault.BadOrder, FaultOf(Forged(bytes => bytes[64 + 61] = 2)));
        Assert.Equal(BookLoadFault.BadOrder, FaultOf(Forged(bytes => bytes[64 + 65] = 1)));
        Assert.Equal(BookLoadFault.BadOrder, FaultOf(Forged(bytes => bytes[64 + 70] = 1)));
        Assert.Equal(BookLoadFault.BadOrder, FaultOf(Forged(bytes => bytes[64 + 4 * 72 + 40] = 50)));
    }
}
