namespace Trading.GrainInterfaces;

/// <summary>The names of the market-data streams. A stream's key is the market's grain key.</summary>
public static class MarketStreams
{
    /// <summary>The stream provider.</summary>
    public const string Provider = "market";

    /// <summary>The namespace, to which markets subscribe implicitly.</summary>
    public const string Namespace = "market-data";
}
