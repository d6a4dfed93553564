using System;
using Trading.Model;

namespace Trading.Simulation.Agents;

/// <summary>Draws a large parent order now and then and works it in equal slices of market orders.</summary>
internal sealed class LargeTaker(LargeTakerSettings settings) : IAgent
{
    private Side _side = Side.Buy;
    private long _remainingLots;
    private long _sliceLots;

    public void Act(AgentContext context)
    {
        ref var random = ref context.Random;
        if (_remainingLots == 0)
        {
            if (!random.ChancePpm(settings.StartPpm)) return;
            _remainingLots = random.Between(settings.Slices, settings.ParentLotsMax);
            _sliceLots = (_remainingLots + settings.Slices - 1) / settings.Slices;
            // It unwinds what it holds: otherwise the inventory limit would silence it after a while.
            _side = context.Position == 0
                ? (random.Below(2) == 0 ? Side.Buy : Side.Sell)
                : (context.Position > 0 ? Side.Sell : Side.Buy);
        }

        var lots = Math.Min(_sliceLots, _remainingLots);
        _remainingLots -= lots;
        context.SubmitMarket(_side, lots);
    }

    public void Save(StateWriter writer)
    {
        writer.Write((byte)_side);
        writer.Write(_remainingLots);
        writer.Write(_sliceLots);
    }

    public void Load(ref StateReader reader)
    {
        _side = (Side)reader.ReadByte();
        _remainingLots = reader.ReadInt64();
        _sliceLots = reader.ReadInt64();
        if (!_side.IsDefined() || _remainingLots < 0 || _sliceLots < 0) reader.Fail();
    }
}
