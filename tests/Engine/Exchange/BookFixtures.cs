using System;
using Trading.Exchange;
using Trading.Model;
using Xunit;

namespace Trading.Tests.Exchange;

/// <summary>The implementations that every rule is played on.</summary>
public enum BookKind
{
    Naive,
    Fast,
}

internal static class BookFixtures
{
    /// <summary>Tick 1, lot 1, quantities 1 to 1,000,000, no notional rule.</summary>
    public static readonly Instrument Plain = Instrument(tickSize: 1, lotSize: 1, maxQuantity: 1_000_000);

    public static TheoryData<BookKind> Kinds => new(Enum.GetValues<BookKind>());

    public static Instrument Instrument(
        long tickSize = 1, long lotSize = 1, long minQuantity = 0, long maxQuantity = 1_000_000, long minNotional = 0)
    {
        var id = ValueOf(InstrumentId.Parse("sim:TEST"));
        return ValueOf(Trading.Model.Instrument.Create(
            id, InstrumentKind.Spot, 2, 3, new Price(tickSize), new Quantity(lotSize),
            new Quantity(Math.Max(minQuantity, lotSize)), new Quantity(maxQuantity), new Notional(minNotional)));
    }

    public static IOrderBook Create(BookKind kind, Instrument? instrument = null) => kind switch
    {
        BookKind.Naive => new NaiveOrderBook(instrument ?? Plain),
        BookKind.Fast => new OrderBook(instrument ?? Plain),
    };

    public static T ValueOf<T, TError>(Result<T, TError> result)
        where T : notnull
        where TError : notnull =>
        result.TryGet(out var value, out var error) ? value : throw new InvalidOperationException($"refused: {error}");
}
