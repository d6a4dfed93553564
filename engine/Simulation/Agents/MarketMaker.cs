using System;
using Trading.Model;

namespace Trading.Simulation.Agents;

/// <summary>Quotes both sides around the middle, leaned against its inventory, and amends quotes that have drifted.</summary>
internal sealed class MarketMaker(MarketMakerSettings settings, int stormCancelPpm) : IAgent
{
    public void Act(AgentContext context)
    {
        if (context.Regime == Regime.CancelStorm && context.Orders.Count > 0
            && context.Random.ChancePpm(stormCancelPpm))
        {
            context.Cancel((int)context.Random.Below(context.Orders.Count));
            return;
        }

        var tick = context.TickSize;
        var skewTicks = context.Position / (settings.SkewLotsPerTick * context.LotSize);
        var middle = context.Market.MidTwice / (2 * tick) - skewTicks;
        Quote(context, Side.Buy, (middle - settings.HalfSpreadTicks) * tick);
        Quote(context, Side.Sell, (middle + settings.HalfSpreadTicks) * tick);
    }

    public void Save(StateWriter writer)
    {
    }

    public void Load(ref StateReader reader)
    {
    }

    private void Quote(AgentContext context, Side side, long price)
    {
        var lots = settings.QuantityLots;
        for (var i = 0; i < context.Orders.Count; i++)
        {
            ref readonly var order = ref context.Orders.At(i);
            if (order.Side != side) continue;
            var isNear = Math.Abs(order.Price - price) <= settings.ToleranceTicks * context.TickSize;
            // A quote that was filled in part is topped up to its full size when it moves.
            var filled = order.Quantity - order.LeavesQty;
            if (!isNear) context.Replace(i, price, filled + lots * context.LotSize);
            return;
        }

        context.SubmitLimit(side, price, lots, flags: OrderFlags.PostOnly, prevention: settings.SelfTradePrevention);
    }
}
