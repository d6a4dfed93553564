using System;
using System.Collections.Immutable;
using Trading.Client.Tape;
using Trading.Desk;
using Trading.Model;
using Trading.Tape;

namespace Trading.Client.Backtest.Markets;

/// <summary>A tape as a desk's market.</summary>
internal sealed class TapeMarket(TapeSource source) : IOpenMarket
{
    private TapeEvent _event;

    /// <summary>The desk's instruments: the tape's, with their assets.</summary>
    /// <param name="header">The tape's header.</param>
    /// <returns>The listings, or the symbol whose assets cannot be told.</returns>
    public static Result<ImmutableArray<Listing>, string> ListingsOf(TapeHeader header)
    {
        var listings = ImmutableArray.CreateBuilder<Listing>();
        foreach (var instrument in header.Instruments)
        {
            if (!AssetPair.TryParse(instrument.Id.Symbol, out var pair)) return instrument.Id.ToString();
            listings.Add(new Listing(instrument, pair));
        }

        return listings.ToImmutable();
    }

    /// <inheritdoc/>
    public string? Failure => source.Failure;

    /// <inheritdoc/>
    public ref readonly TapeEvent Event => ref _event;

    /// <inheritdoc/>
    public ReadOnlySpan<PriceLevel> Levels => source.Decoder.Levels;

    /// <inheritdoc/>
    public void Dispose() => source.Dispose();

    /// <inheritdoc/>
    public bool TryNext()
    {
        if (!source.TryRead()) return false;
        _event = MarketBlockWriter.ForDesk(source.Decoder.Event);
        return true;
    }
}
