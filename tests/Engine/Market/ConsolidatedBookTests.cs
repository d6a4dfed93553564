using Trading.Market;
using Trading.Model;
using Trading.Tests.Tape;
using Xunit;

namespace Trading.Tests.Market;

public sealed class ConsolidatedBookTests
{
    private readonly ConsolidatedBook _market = new(
        [
            Some.Instrument("binance-spot:BTCUSDT", 2, 5, InstrumentKind.Spot, 0),
            Some.Instrument("kraken:BTC/USD", 1, 8, InstrumentKind.Spot, 0),
            Some.Instrument("okx:BTC-USDT", 1, 8, InstrumentKind.Spot, 0),
        ],
        quorum: 2);

    [Fact]
    public void Without_books_the_market_is_down()
    {
        Assert.Equal(MarketHealth.Down, _market.Health);
        Assert.Equal((-1, -1), (_market.BestBid.Venue, _market.BestAsk.Venue));
    }

    [Fact]
    public void The_best_of_all_live_venues_is_found_at_the_common_scale()
    {
        _market.Update(0, Book(bid: 10_000, ask: 10_010));
        Assert.Equal(MarketHealth.Degraded, _market.Health);
        _market.Update(1, Book(bid: 1_001, ask: 1_003));
        Assert.Equal((MarketHealth.Healthy, 2L), (_market.Health, _market.Sequence));
        Assert.Equal(new ConsolidatedLevel(1, 10_010, 1), _market.BestBid);
        Assert.Equal(new ConsolidatedLevel(0, 10_010, 1_000), _market.BestAsk);
    }

    [Fact]
    public void Ties_go_to_the_first_venue()
    {
        _market.Update(2, Book(bid: 1_000, ask: 1_001));
        _market.Update(1, Book(bid: 1_000, ask: 1_001));
        Assert.Equal((1, 1), (_market.BestBid.Venue, _market.BestAsk.Venue));
    }

    [Fact]
    public void A_venue_that_is_not_live_does_not_count()
    {
        var stale = Book(bid: 2_000, ask: 2_001);
        stale.CheckSilence(1_000_000, 10);
        _market.Update(1, stale);
        Assert.Equal((BookState.Stale, MarketHealth.Down, -1), (_market.Venues[1].State, _market.Health, _market.BestBid.Venue));
        var lost = Book(bid: 3_000, ask: 3_001);
        _market.Update(2, lost);
        lost.Lose();
        _market.Update(2, lost);
        Assert.Equal((BookState.Gap, 0), (_market.Venues[2].State, _market.LiveVenues));
    }

    [Fact]
    public void A_price_that_does_not_fit_the_common_scale_is_not_offered()
    {
        _market.Update(1, Book(bid: long.MinValue, ask: long.MaxValue));
        Assert.Equal((1, -1, -1), (_market.LiveVenues, _market.BestBid.Venue, _market.BestAsk.Venue));
    }

    private static MarketBook Book(long bid, long ask)
    {
        var book = new MarketBook();
        book.ApplySnapshot([new(Side.Buy, bid, 1), new(Side.Sell, ask, 1)], 1, 1);
        return book;
    }
}
