using Trading.Model;

namespace Trading.Simulation.Agents;

/// <summary>Layers orders away from the market, then takes them all away again, one per action.</summary>
internal sealed class CancelBot(CancelBotSettings settings) : IAgent
{
    private bool _isCanceling;

    public void Act(AgentContext context)
    {
        if (context.Orders.Count == 0) _isCanceling = false;
        if (_isCanceling)
        {
            context.Cancel(context.Orders.Count - 1);
            return;
        }

        ref var random = ref context.Random;
        var side = random.Below(2) == 0 ? Side.Buy : Side.Sell;
        var distance = (1 + random.Below(settings.DistanceTicks)) * context.TickSize;
        var price = side == Side.Buy ? context.Market.BestBid - distance : context.Market.BestAsk + distance;
        context.SubmitLimit(side, price, random.Between(1, settings.QuantityLotsMax));
        _isCanceling = context.Orders.Count >= settings.LayerOrders;
    }

    public void Save(StateWriter writer) => writer.Write(_isCanceling);

    public void Load(ref StateReader reader) => _isCanceling = reader.ReadBool();
}
