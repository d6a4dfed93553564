using System;
using Trading.Durable;

namespace Trading.Market;

/// <summary>The keys under which feeds and markets keep their journals, and back from a key to its node.</summary>
public static class MarketTables
{
    private const string FeedPrefix = "feed:";
    private const string MarketPrefix = "market:";

    /// <summary>How many live books make a market healthy.</summary>
    private const int Quorum = 1;

    /// <summary>The key of a feed's table.</summary>
    /// <param name="grain">The feed's grain key, such as <c>main/binance-spot:BTCUSDT</c>.</param>
    public static string OfFeed(string grain) => FeedPrefix + grain;

    /// <summary>The key of a market's table.</summary>
    /// <param name="grain">The market's grain key, such as <c>main/BTC-USDT</c>.</param>
    public static string OfMarket(string grain) => MarketPrefix + grain;

    /// <summary>A market's node in its initial state.</summary>
    public static MarketNode CreateMarket() => new(Quorum);

    /// <summary>The node whose journal bears a key, in its initial state.</summary>
    /// <returns>Null when neither a feed nor a market keeps its journal under that key.</returns>
    public static INode? NodeOf(string key)
    {
        if (key.StartsWith(FeedPrefix, StringComparison.Ordinal)) return new FeedNode();
        return key.StartsWith(MarketPrefix, StringComparison.Ordinal) ? CreateMarket() : null;
    }
}
