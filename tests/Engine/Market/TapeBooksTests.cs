using Trading.Market;
using Trading.Model;
using Trading.Orders;
using Trading.Tape;
using Trading.Tests.Tape;
using Xunit;

namespace Trading.Tests.Market;

public sealed class TapeBooksTests
{
    private static readonly TapeEvent Order = TapeEvent.Empty with
    {
        Kind = TapeEventKind.NewOrder,
        Instrument = 0,
        OrderId = 1,
        Side = Side.Buy,
        Price = 100,
        Quantity = 10,
        LeavesQty = 10,
        OrderType = OrderType.Limit,
        Status = OrderStatus.Accepted,
    };

    private readonly TapeBooks _books = new(Some.TapeHeader());

    private VenueBook Book => _books.Books[0].Levels;

    [Fact]
    public void Orders_make_levels_and_fills_amendments_and_cancels_change_them()
    {
        Assert.True(_books.Apply(Order, []));
        _books.Apply(Order with { OrderId = 2, LeavesQty = 5 }, []);
        Assert.Equal(15, Book.QuantityAt(Side.Buy, 100));
        _books.Apply(Order with { Kind = TapeEventKind.Fill, Price = 90, Quantity = 4, LeavesQty = 6, Status = OrderStatus.PartiallyFilled }, []);
        Assert.Equal(11, Book.QuantityAt(Side.Buy, 100));
        _books.Apply(Order with { Kind = TapeEventKind.Amend, OrderId = 2, Price = 101, LeavesQty = 5 }, []);
        Assert.Equal((6L, 5L), (Book.QuantityAt(Side.Buy, 100), Book.QuantityAt(Side.Buy, 101)));
        _books.Apply(Order with { Kind = TapeEventKind.Reject, OrderId = 2, Status = OrderStatus.Accepted }, []);
        Assert.Equal(5, Book.QuantityAt(Side.Buy, 101));
        _books.Apply(Order with { Kind = TapeEventKind.Cancel, OrderId = 2, Status = OrderStatus.Canceled, LeavesQty = 0 }, []);
        _books.Apply(Order with { Kind = TapeEventKind.Fill, Quantity = 6, LeavesQty = 0, Status = OrderStatus.Filled }, []);
        Assert.Equal((0, BookState.Live), (Book.Count(Side.Buy), _books.Books[0].State));
    }

    [Fact]
    public void Orders_that_do_not_rest_make_no_level()
    {
        Assert.False(_books.Apply(Order with { OrderType = OrderType.Market, Price = 0 }, []));
        Assert.False(_books.Apply(Order with { OrderType = OrderType.StopLimit, TriggerPrice = 90 }, []));
        Assert.False(_books.Apply(Order with { Status = OrderStatus.Rejected }, []));
        Assert.False(_books.Apply(Order with { Kind = TapeEventKind.Fill, Status = OrderStatus.PartiallyFilled }, []));
        Assert.Equal(0, Book.Count(Side.Buy));
    }

    [Fact]
    public void Quantities_beyond_64_bits_stop_at_the_end()
    {
        _books.Apply(Order with { LeavesQty = long.MaxValue }, []);
        _books.Apply(Order with { OrderId = 2, LeavesQty = long.MaxValue }, []);
        Assert.Equal(long.MaxValue, Book.QuantityAt(Side.Buy, 100));
    }

    [Fact]
    public void A_copy_goes_on_by_itself()
    {
        _books.Apply(Order, []);
        var copy = new TapeBooks(Some.TapeHeader());
        copy.CopyFrom(_books);
        Assert.Equal(_books.Digest(0), copy.Digest(0));
        copy.Apply(Order with { Kind = TapeEventKind.Cancel, Status = OrderStatus.Canceled, LeavesQty = 0 }, []);
        Assert.Equal((1, 0), (Book.Count(Side.Buy), copy.Books[0].Levels.Count(Side.Buy)));
    }
}
