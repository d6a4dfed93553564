using Trading.Model;

namespace Trading.GrainInterfaces;

/// <summary>How a desk names the markets of its instruments.</summary>
public static class DeskMarkets
{
    /// <summary>The market of an instrument over all venues: its assets, as in <c>BTC-USDT</c>.</summary>
    public static string NameOf(Listing listing) => $"{listing.Pair.Base.Code}-{listing.Pair.Quote.Code}";
}
