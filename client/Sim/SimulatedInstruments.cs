using Trading.Model;

namespace Trading.Client.Sim;

/// <summary>The rules of the simulated exchange's instruments.</summary>
internal static class SimulatedInstruments
{
    /// <summary>The simulated exchange.</summary>
    public const string Venue = "sim";

    /// <summary>
    /// A spot instrument with prices in steps of 0.50, quantities in steps of 0.001 from 0.001 to 1,000, and orders
    /// worth at least 5.
    /// </summary>
    /// <param name="symbol">The symbol, with or without <c>sim:</c> before it.</param>
    public static Result<Instrument, string> Create(string symbol)
    {
        var text = symbol.StartsWith(Venue + ":", System.StringComparison.Ordinal) ? symbol : Venue + ":" + symbol;
        if (!InstrumentId.Parse(text).TryGet(out var id, out var idError)) return $"'{symbol}' is no symbol ({idError}).";
        var made = Instrument.Create(
            id,
            InstrumentKind.Spot,
            priceScale: 2,
            quantityScale: 3,
            tickSize: new Price(50),
            lotSize: new Quantity(1),
            minQuantity: new Quantity(1),
            maxQuantity: new Quantity(1_000_000),
            minNotional: new Notional(5 * 100_000));
        return made.TryGet(out var instrument, out var error) ? instrument : $"'{symbol}': {error}";
    }
}
