using Trading.Model;
using Trading.Tape;
using Xunit;

namespace Trading.Tests.Tape;

/// <summary>Test data.</summary>
internal static class Some
{
    public static T Ok<T, TError>(Result<T, TError> result)
        where T : notnull
        where TError : notnull
    {
        Assert.True(result.TryGet(out var value, out var error), error?.ToString());
        return value;
    }

    public static Instrument Instrument(string id, int priceScale, int quantityScale, InstrumentKind kind, long minNotional) =>
        Ok(Trading.Model.Instrument.Create(
            Ok(InstrumentId.Parse(id)), kind, priceScale, quantityScale, new Price(1), new Quantity(1), new Quantity(1),
            new Quantity(1_000_000_000), new Notional(minNotional)));

    public static TapeHeader TapeHeader() => Ok(Trading.Tape.TapeHeader.Create(
        [
            Instrument("sim:BTC-USDT", 2, 5, InstrumentKind.Spot, 0),
            Instrument("binance-usdm:ETHUSDT", 2, 3, InstrumentKind.Perpetual, 50_000),
        ],
        ["noise-1", "mm-1"],
        ["calm", "burst"],
        42,
        7,
        "a test"));

    public static PriceLevel[] Bids(int count)
    {
        var levels = new PriceLevel[count];
        for (var i = 0; i < count; i++) levels[i] = new PriceLevel(Side.Buy, 1_000_000 - i, i + 1);
        return levels;
    }
}
