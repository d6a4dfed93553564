using System.Collections.Generic;
using System.Linq;
using Trading.Model;
using Trading.Tape;
using Xunit;

namespace Trading.Tests.Tape;

public sealed class TapeFilterTests
{
    private static readonly List<KeptEvent> Events = TapeDecoderTests.SmallEvents();

    [Fact]
    public void Nothing_set_lets_everything_pass()
    {
        Assert.True(TapeFilter.All.IsEmpty);
        Assert.Equal(Events.Count, Count(TapeFilter.All));
    }

    [Fact]
    public void By_kind() => Assert.Equal(2, Count(new() { Kinds = [TapeEventKind.Fill, TapeEventKind.Regime] }));

    [Theory]
    [InlineData("BTC-USDT", 3)]
    [InlineData("sim:BTC-USDT", 3)]
    [InlineData("binance-usdm:ETHUSDT", 1)]
    public void By_symbol(string symbol, int count) => Assert.Equal(count, Count(new() { Symbols = [symbol] }));

    [Fact]
    public void By_agent() => Assert.Equal(1, Count(new() { Agents = ["mm-1"] }));

    [Theory]
    [InlineData(Side.Buy, 2)]
    [InlineData(Side.Sell, 1)]
    public void By_side_where_events_without_a_side_do_not_pass(Side side, int count) =>
        Assert.Equal(count, Count(new() { Side = side }));

    [Fact]
    public void By_time_with_both_ends_included() => Assert.Equal(3, Count(new() { FromNs = 2000, ToNs = 4000 }));

    [Fact]
    public void By_order_on_either_side_of_a_fill()
    {
        Assert.Equal(3, Count(new() { OrderId = 1 }));
        Assert.Equal(1, Count(new() { OrderId = 2 }));
    }

    [Fact]
    public void All_conditions_must_hold()
    {
        Assert.Equal(1, Count(new() { OrderId = 1, Side = Side.Sell }));
        Assert.Equal(0, Count(new() { OrderId = 1, Side = Side.Sell, Agents = ["noise-1"] }));
    }

    [Fact]
    public void Names_that_the_tape_does_not_have_are_refused()
    {
        Assert.Equal(TapeFilterError.UnknownSymbol, Error(new() { Symbols = ["XYZ"] }));
        Assert.Equal(TapeFilterError.UnknownAgent, Error(new() { Agents = ["nobody"] }));
        Assert.Equal(TapeFilterError.EmptyTimeRange, Error(new() { FromNs = 2, ToNs = 1 }));
    }

    private static int Count(TapeFilter filter)
    {
        var matcher = Some.Ok(filter.Bind(Some.TapeHeader()));
        return Events.Count(e => matcher.Matches(e.Event));
    }

    private static TapeFilterError Error(TapeFilter filter)
    {
        Assert.False(filter.Bind(Some.TapeHeader()).TryGet(out _, out var error));
        return error;
    }
}
