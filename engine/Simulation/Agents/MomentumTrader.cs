using Trading.Model;

namespace Trading.Simulation.Agents;

/// <summary>Compares the middle with its moving average and takes in the direction of the difference.</summary>
internal sealed class MomentumTrader(MomentumTraderSettings settings) : IAgent
{
    private const int FractionBits = 16;

    private bool _hasAverage;
    private long _average;

    public void Act(AgentContext context)
    {
        var middle = context.Market.MidTwice;
        if (!_hasAverage)
        {
            _hasAverage = true;
            _average = middle << FractionBits;
        }

        _average += ((middle << FractionBits) - _average) >> settings.SmoothingShift;
        // Both terms are twice the price, so the threshold is doubled too.
        var distance = middle - (_average >> FractionBits);
        var threshold = 2 * settings.ThresholdTicks * context.TickSize;
        if (distance > threshold) Take(context, Side.Buy);
        else if (distance < -threshold) Take(context, Side.Sell);
    }

    public void Save(StateWriter writer)
    {
        writer.Write(_hasAverage);
        writer.Write(_average);
    }

    public void Load(ref StateReader reader)
    {
        _hasAverage = reader.ReadBool();
        _average = reader.ReadInt64();
    }

    private void Take(AgentContext context, Side side)
    {
        var through = settings.SlippageTicks * context.TickSize;
        var price = side == Side.Buy ? context.Market.BestAsk + through : context.Market.BestBid - through;
        context.SubmitLimit(side, price, settings.QuantityLots, TimeInForce.Ioc);
    }
}
