using Trading.Model;

namespace Trading.Simulation;

/// <summary>Every value of a configuration in a fixed order, for its hash. A value that is missing here is a value that a
/// run can differ by unseen: the tests change each in turn.</summary>
internal static class SimulationConfigBytes
{
    /// <summary>Writes all values.</summary>
    public static void Write(SimulationConfig config, StateWriter writer)
    {
        writer.Write(config.Seed);
        writer.Write(config.Instruments.Length);
        foreach (var instrument in config.Instruments) InstrumentCodec.Write(instrument, writer);
        writer.Write(config.Agents.Length);
        foreach (var group in config.Agents)
        {
            writer.Write((byte)group.Kind);
            writer.Write(group.Count);
            writer.Write(group.Weight);
        }

        writer.Write(config.Regimes.Length);
        foreach (var phase in config.Regimes)
        {
            writer.Write((byte)phase.Regime);
            writer.Write(phase.DurationNs);
        }

        writer.Write(config.Thresholds is not null);
        if (config.Thresholds is { } thresholds)
        {
            writer.Write(thresholds.WindowNs);
            writer.Write(thresholds.BurstTrades);
            writer.Write(thresholds.CancelStormPermille);
            writer.Write(thresholds.CalmWindows);
        }

        writer.Write(config.RatePerSecond);
        writer.Write(config.TickNs);
        writer.Write(config.StartTimeNs);
        writer.Write(config.StartPriceTicks);
        writer.Write(config.InventoryLimitLots);
        WriteFlow(config, writer);
        Write(config.AgentSettings, writer);
    }

    private static void WriteFlow(SimulationConfig config, StateWriter writer)
    {
        writer.Write(config.Burst.PeakPermille);
        writer.Write(config.Burst.HalfLifeNs);
        writer.Write(config.Burst.MeanIntervalNs);
        writer.Write(config.CancelStorm.RatePermille);
        writer.Write(config.CancelStorm.CancelPpm);
        writer.Write(config.Queue.Capacity);
        writer.Write((byte)config.Queue.Overflow);
        writer.Write(config.Queue.ServiceNs);
        writer.Write(config.Jitter.NewOrderNs);
        writer.Write(config.Jitter.CancelNs);
        writer.Write(config.Jitter.AmendNs);
        writer.Write(config.Jitter.FillNs);
        writer.Write(config.Jitter.RejectNs);
        writer.Write(config.Injection.GapPpm);
        writer.Write(config.Injection.DuplicatePpm);
        writer.Write(config.Injection.ReorderPpm);
        writer.Write(config.Injection.ReorderDepthMax);
        writer.Write(config.Injection.ReorderWindow);
    }

    private static void Write(AgentSettings agents, StateWriter writer)
    {
        writer.Write(agents.NoiseTrader.DepthTicks);
        writer.Write(agents.NoiseTrader.QuantityLotsMax);
        writer.Write(agents.NoiseTrader.MarketPpm);
        writer.Write(agents.NoiseTrader.CancelPpm);
        writer.Write(agents.NoiseTrader.OpenOrdersMax);
        writer.Write(agents.MarketMaker.HalfSpreadTicks);
        writer.Write(agents.MarketMaker.QuantityLots);
        writer.Write(agents.MarketMaker.SkewLotsPerTick);
        writer.Write(agents.MarketMaker.ToleranceTicks);
        writer.Write((byte)agents.MarketMaker.SelfTradePrevention);
        writer.Write(agents.MomentumTrader.SmoothingShift);
        writer.Write(agents.MomentumTrader.ThresholdTicks);
        writer.Write(agents.MomentumTrader.QuantityLots);
        writer.Write(agents.MomentumTrader.SlippageTicks);
        writer.Write(agents.CancelBot.DistanceTicks);
        writer.Write(agents.CancelBot.QuantityLotsMax);
        writer.Write(agents.CancelBot.LayerOrders);
        writer.Write(agents.LargeTaker.ParentLotsMax);
        writer.Write(agents.LargeTaker.Slices);
        writer.Write(agents.LargeTaker.StartPpm);
    }
}
