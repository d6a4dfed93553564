using System;
using Trading.Model;

namespace Trading.Strategy.BuiltIn;

/// <summary>Moves a position to a target with immediate-or-cancel orders, one at a time.</summary>
/// <param name="index">The instrument's index.</param>
/// <param name="instrument">Its rules.</param>
/// <param name="slippageTicks">How far beyond the best opposite price an order may trade.</param>
internal sealed class PositionTaker(int index, Instrument instrument, long slippageTicks)
{
    private readonly Refusals _refusals = new(index);

    /// <summary>Sends the next order towards the target, if one is needed and none is open. A position is closed before it is
    /// reversed, so that closing passes where opening is denied.</summary>
    public void MoveTo(StrategyContext context, long targetUnits)
    {
        var position = context.Position(index).Units;
        if (position == targetUnits || HasOrder(context)) return;
        if (!context.Market(index).TryGetTop(out var bid, out var ask)) return;
        if (Math.Sign(position) * Math.Sign(targetUnits) < 0) targetUnits = 0;
        var side = targetUnits > position ? Side.Buy : Side.Sell;
        if (_refusals.IsRecent(context, side)) return;
        var units = Math.Min(Math.Abs(targetUnits - position), instrument.MaxQuantity.Units);
        if (units < instrument.MinQuantity.Units) return;
        var isReducing = Math.Abs(targetUnits) < Math.Abs(position);
        var price = side == Side.Buy ? ask.Price + SlippageUnits(ask.Price) : bid.Price - SlippageUnits(bid.Price);
        context.Submit(OrderRequest.ImmediateOrCancel(index, side, new Price(price), new Quantity(units)) with
        {
            Flags = isReducing ? OrderFlags.ReduceOnly : OrderFlags.None,
        });
    }

    /// <summary>True while any own order of the instrument is not closed.</summary>
    public bool HasOrder(StrategyContext context)
    {
        foreach (ref readonly var order in context.OpenOrders)
        {
            if (order.Instrument == index) return true;
        }

        return false;
    }

    public void Note(StrategyContext context, in OrderEvent e) => _refusals.Note(context, e);

    public void Save(StateWriter writer) => _refusals.Save(writer);

    public void Load(ref StateReader reader) => _refusals.Load(ref reader);

    /// <summary>In whole ticks, less than the price, so that a sell's price stays positive.</summary>
    private long SlippageUnits(long price)
    {
        var ticks = Math.Min(slippageTicks, (price - 1) / instrument.TickSize.Units);
        return ticks * instrument.TickSize.Units;
    }
}
