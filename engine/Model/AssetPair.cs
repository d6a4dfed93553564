using System;

namespace Trading.Model;

/// <summary>What is traded and what it is paid in, whatever a venue calls it: <c>BTC-USDT</c>.</summary>
/// <param name="Base">What is bought and sold.</param>
/// <param name="Quote">What prices, fees and profits are in; for a linear perpetual also what it settles in.</param>
public readonly record struct AssetPair(Asset Base, Asset Quote)
{
    // Without a separator a name that another one ends (TUSD in XBTUSD) cannot be told from it: only these are guessed.
    private static readonly string[] Quotes = ["FDUSD", "USDT", "USDC", "USD", "EUR", "GBP", "BTC", "ETH"];

    /// <summary>Reads a venue's symbol: with a separator (<c>BTC-USDT</c>, <c>BTC/USD</c>, <c>BTC_USDT</c>), without one
    /// (<c>BTCUSDT</c>), or a perpetual's (<c>PF_XBTUSD</c>, <c>BTC-USDT-SWAP</c>).</summary>
    /// <param name="symbol">The venue's symbol.</param>
    /// <param name="pair">The assets under their canonical codes (Kraken's XBT is BTC, its XDG DOGE).</param>
    /// <returns>False when no known quote asset ends it: then the pair must be configured.</returns>
    public static bool TryParse(string symbol, out AssetPair pair)
    {
        var text = symbol.ToUpperInvariant();
        // Kraken Derivatives marks the kind of contract before, OKX behind.
        if (text.StartsWith("PF_", StringComparison.Ordinal) || text.StartsWith("PI_", StringComparison.Ordinal)) text = text[3..];
        if (text.EndsWith("-SWAP", StringComparison.Ordinal)) text = text[..^5];
        var separator = text.AsSpan().IndexOfAny('-', '/', '_');
        if (separator > 0) return TryCreate(text[..separator], text[(separator + 1)..], out pair);
        foreach (var quote in Quotes)
        {
            if (text.Length > quote.Length && text.EndsWith(quote, StringComparison.Ordinal))
            {
                return TryCreate(text[..^quote.Length], quote, out pair);
            }
        }

        pair = default;
        return false;
    }

    /// <summary><c>BASE-QUOTE</c>.</summary>
    public override string ToString() => Base + "-" + Quote;

    private static bool TryCreate(string baseCode, string quoteCode, out AssetPair pair)
    {
        var isBase = Asset.Create(Canonical(baseCode)).TryGet(out var left, out _);
        var isQuote = Asset.Create(Canonical(quoteCode)).TryGet(out var right, out _);
        pair = new AssetPair(left, right);
        return isBase && isQuote && left != right;
    }

    private static string Canonical(string code) => code switch
    {
        "XBT" => "BTC",
        "XDG" => "DOGE",
        _ => code,
    };
}
