using System;
using Trading.Market;
using Trading.Model;
using Trading.Venues;

namespace Trading.Client.Tape.Import;

/// <summary>The venues whose recordings can be imported.</summary>
internal enum ImportVenue
{
    BinanceSpot,
    BinanceUsdm,
    Bybit,
    Kraken,
    Okx,
}

/// <summary>One protocol of a venue: what its instruments are called and how its frames are read.</summary>
/// <param name="VenueId">The exchange part of its instruments' ids.</param>
/// <param name="Kind">The kind of its instruments.</param>
/// <param name="Feed">Its rules of order.</param>
/// <param name="KeepsPrecision">True when scales follow the digits that the venue shows, because its checksum is made of them.</param>
/// <param name="CreateCodec">Makes its codec.</param>
internal sealed record FeedProtocol(
    string VenueId, InstrumentKind Kind, VenueFeed Feed, bool KeepsPrecision, Func<VenueSymbols, VenueCodec> CreateCodec)
{
    private static readonly FeedProtocol BinanceSpot =
        new("binance-spot", InstrumentKind.Spot, VenueFeed.BinanceSpot, false, symbols => new BinanceCodec(symbols));

    private static readonly FeedProtocol BinanceUsdm =
        new("binance-usdm", InstrumentKind.Perpetual, VenueFeed.BinanceUsdm, false, symbols => new BinanceCodec(symbols));

    private static readonly FeedProtocol BybitSpot =
        new("bybit-spot", InstrumentKind.Spot, VenueFeed.Bybit, false, symbols => new BybitCodec(symbols));

    private static readonly FeedProtocol BybitLinear =
        new("bybit-linear", InstrumentKind.Perpetual, VenueFeed.Bybit, false, symbols => new BybitCodec(symbols));

    private static readonly FeedProtocol Kraken =
        new("kraken", InstrumentKind.Spot, VenueFeed.Kraken, true, symbols => new KrakenCodec(symbols));

    private static readonly FeedProtocol KrakenV1 =
        new("kraken-v1", InstrumentKind.Spot, VenueFeed.Kraken, true, symbols => new KrakenV1Codec(symbols));

    private static readonly FeedProtocol KrakenFutures =
        new("kraken-futures", InstrumentKind.Perpetual, VenueFeed.KrakenFutures, false, symbols => new KrakenFuturesCodec(symbols));

    private static readonly FeedProtocol Okx =
        new("okx", InstrumentKind.Spot, VenueFeed.Okx, false, symbols => new OkxCodec(symbols));

    /// <summary>The protocol of a frame, by the address of its connection and, where that is not told, by its form.</summary>
    public static FeedProtocol Of(ImportVenue venue, in RecordedFrame frame) => venue switch
    {
        ImportVenue.BinanceSpot => BinanceSpot,
        ImportVenue.BinanceUsdm => BinanceUsdm,
        ImportVenue.Bybit => frame.Address.EndsWith("/spot", StringComparison.Ordinal) ? BybitSpot : BybitLinear,
        ImportVenue.Kraken => frame.Address.Contains("futures.kraken.com", StringComparison.Ordinal) ? KrakenFutures
            : frame.Address.Length > 0 && !frame.Address.EndsWith("/v2", StringComparison.Ordinal) ? KrakenV1 : Kraken,
        ImportVenue.Okx => Okx,
    };
}
