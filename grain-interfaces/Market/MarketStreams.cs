namespace Trading.GrainInterfaces;

/// <summary>The names of the market-data streams. A market's stream has the market's grain key.</summary>
public static class MarketStreams
{
    /// <summary>The stream provider.</summary>
    public const string Provider = "market";

    /// <summary>The namespace, to which markets subscribe implicitly.</summary>
    public const string Namespace = "market-data";

    /// <summary>The namespace of exchanges' blocks: a stream's key is the key of the grain that takes it.</summary>
    public const string ExchangeBlocks = "exchange-blocks";

    /// <summary>The namespace of strategies' blocks.</summary>
    public const string StrategyBlocks = "strategy-blocks";
}
