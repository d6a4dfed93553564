using System;
using Trading.Model;

namespace Trading.Strategy.BuiltIn;

/// <summary>Turns computed prices into prices of an instrument's grid that do not cross the market.</summary>
/// <param name="instrument">The instrument.</param>
internal sealed class TickGrid(Instrument instrument)
{
    private const double UnitsMax = long.MaxValue / 4;

    private readonly long _tick = instrument.TickSize.Units;

    /// <summary>A bid at or below a computed price, at least one tick below the best ask, at least one tick above zero.</summary>
    public Price Bid(double units, PriceLevel bestAsk) =>
        new(Math.Max(_tick, Math.Min(Floor(units), FloorUnits(bestAsk.Price - 1))));

    /// <summary>An ask at or above a computed price, at least one tick above the best bid.</summary>
    public Price Ask(double units, PriceLevel bestBid) =>
        new(Math.Max(-Floor(-units), FloorUnits(bestBid.Price) + _tick));

    /// <summary>The least price of the grid above another.</summary>
    public Price Above(Price price) => new(FloorUnits(price.Units) + _tick);

    private long Floor(double units) => FloorUnits((long)Math.Floor(Math.Clamp(units, -UnitsMax, UnitsMax)));

    private long FloorUnits(long units)
    {
        var rest = units % _tick;
        return rest < 0 ? units - rest - _tick : units - rest;
    }
}
