using System;
using Trading.Model;

namespace Trading.Tests.Model;

/// <summary>Instruments for tests.</summary>
internal static class TestInstruments
{
    public static Instrument Spot(
        int priceScale = 2, int quantityScale = 5, long tick = 1, long lot = 1, string id = "sim:BTC-USDT") =>
        Create(InstrumentKind.Spot, priceScale, quantityScale, tick, lot, id);

    public static Instrument Perpetual(
        int priceScale = 2, int quantityScale = 3, long tick = 1, long lot = 1, string id = "sim:BTC-USDT-SWAP") =>
        Create(InstrumentKind.Perpetual, priceScale, quantityScale, tick, lot, id);

    private static Instrument Create(InstrumentKind kind, int priceScale, int quantityScale, long tick, long lot, string id)
    {
        var made = InstrumentId.Parse(id).TryGet(out var parsed, out _)
            ? Instrument.Create(
                parsed, kind, priceScale, quantityScale, new(tick), new(lot), new(lot), new(1_000_000_000_000 * lot), Notional.Zero)
            : InstrumentError.BadScale;
        return made.TryGet(out var instrument, out var error) ? instrument : throw new ArgumentException($"{error}");
    }
}
