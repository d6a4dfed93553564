using Trading.Model;

namespace Trading.Simulation.Agents;

/// <summary>Random limit orders, nearer ones likelier, some market orders, and cancels of its own orders at random.</summary>
internal sealed class NoiseTrader(NoiseTraderSettings settings, int stormCancelPpm) : IAgent
{
    public void Act(AgentContext context)
    {
        ref var random = ref context.Random;
        var cancelPpm = context.Regime == Regime.CancelStorm ? stormCancelPpm : settings.CancelPpm;
        var hasOrders = context.Orders.Count > 0;
        if (random.ChancePpm(cancelPpm) || context.Orders.Count >= settings.OpenOrdersMax)
        {
            if (hasOrders) context.Cancel((int)random.Below(context.Orders.Count));
            return;
        }

        var side = random.Below(2) == 0 ? Side.Buy : Side.Sell;
        var lots = random.Between(1, settings.QuantityLotsMax);
        if (random.ChancePpm(settings.MarketPpm)) context.SubmitMarket(side, lots);
        else context.SubmitLimit(side, PassivePrice(context, side), lots);
    }

    public void Save(StateWriter writer)
    {
    }

    public void Load(ref StateReader reader)
    {
    }

    private long PassivePrice(AgentContext context, Side side)
    {
        // The product of two uniform draws: half of the orders lie within an eighth or so of the depth.
        var ticks = context.Random.Below(settings.DepthTicks) * context.Random.Below(1_000) / 1_000;
        var view = context.Market;
        return side == Side.Buy
            ? view.BestAsk - (1 + ticks) * context.TickSize
            : view.BestBid + (1 + ticks) * context.TickSize;
    }
}
