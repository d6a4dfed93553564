using System;
using Trading.Market;
using Trading.Model;

namespace Trading.Strategy;

/// <summary>One instrument's market to look at and not to change: prices and quantities in the instrument's units.</summary>
public readonly record struct MarketView
{
    /// <summary>Prices above it are absurd, and sums of two of them must not overflow.</summary>
    private const long PriceUnitsMax = long.MaxValue / 4;

    private readonly InstrumentMarket _market;

    /// <summary>A view of a market.</summary>
    /// <param name="market">What it shows, also after later events.</param>
    public MarketView(InstrumentMarket market) => _market = market;

    /// <summary>The instrument's rules.</summary>
    public Instrument Instrument => _market.Instrument;

    /// <summary>How far the book can be trusted.</summary>
    public BookState State => _market.State;

    /// <summary>The time of the last event of book or trades, UNIX nanoseconds; 0 before the first.</summary>
    public long LastNs => _market.LastNs;

    /// <summary>Trades seen so far.</summary>
    public long TradeCount => _market.TradeCount;

    /// <summary>The last trade; all zero before the first.</summary>
    public PublicTrade LastTrade => _market.LastTrade;

    /// <summary>What the venue tells of a perpetual's funding, its own MarkPrice among it; all zero where it tells nothing.</summary>
    public FundingTerms Funding => _market.Funding;

    /// <summary>The number of price levels of a side.</summary>
    public int Count(Side side) => _market.Book.Count(side);

    /// <summary>The price level at a rank.</summary>
    /// <param name="side">Buy for bids, Sell for asks.</param>
    /// <param name="rank">0 for the best, below <see cref="Count"/>.</param>
    public PriceLevel At(Side side, int rank) => _market.Book.At(side, rank);

    /// <summary>The quantity at a price; 0 when there is no level.</summary>
    public long QuantityAt(Side side, Price price) => _market.Book.QuantityAt(side, price.Units);

    /// <summary>The best level of a side, whatever the book's state.</summary>
    /// <returns>False when the side is empty.</returns>
    public bool TryGetBest(Side side, out PriceLevel level) => _market.Book.TryGetBest(side, out level);

    /// <summary>Both best levels of a book that can be traded on: live, no side empty, sensible prices, bid below ask.</summary>
    /// <returns>False otherwise; then there is nothing to decide from.</returns>
    public bool TryGetTop(out PriceLevel bid, out PriceLevel ask)
    {
        ask = default;
        return _market.Book.TryGetBest(Side.Buy, out bid) && _market.Book.TryGetBest(Side.Sell, out ask)
            && _market.State == BookState.Live && bid.Price > 0 && bid.Price < ask.Price && ask.Price <= PriceUnitsMax;
    }

    /// <summary>Best bid + best ask, so that half units are not lost.</summary>
    /// <returns>False while a side is empty or the book is not live.</returns>
    public bool TryGetMidTwice(out long midTwice) => _market.TryGetMidTwice(out midTwice);

    /// <summary>What a position is valued at: the middle of a live book, else the last trade.</summary>
    /// <returns>False while neither is known.</returns>
    public bool TryGetMarkPrice(out Price markPrice) => _market.TryGetMarkPrice(out markPrice);

    /// <summary>Copies the best levels of a side, best first.</summary>
    /// <returns>The number of levels copied.</returns>
    public int CopyLevels(Side side, Span<PriceLevel> destination) => _market.Book.CopyLevels(side, destination);
}
