using System.Collections.Generic;

namespace Trading.Simulation;

/// <summary>The ranges of all configuration values, in one list.</summary>
internal static class SimulationConfigRules
{
    private const long HourNs = 3_600_000_000_000;

    /// <summary>The first value out of range, or null.</summary>
    public static SimulationConfigError? FirstError(SimulationConfig config)
    {
        foreach (var (path, value, low, high) in Ranges(config))
        {
            if (value < low || value > high) return new(path, $"{value} is outside {low} to {high}.");
        }

        if (config.Thresholds is null && config.Regimes.IsEmpty)
        {
            return new("regimes", "give at least one phase, for example calm:30s, or thresholds.");
        }

        var ids = new HashSet<string>();
        foreach (var instrument in config.Instruments)
        {
            if (!ids.Add(instrument.Id.ToString())) return new("symbols", $"{instrument.Id} stands there twice.");
            if (!FitsPrices(config, instrument))
            {
                return new("startPriceTicks", $"prices of {instrument.Id} would leave the 64-bit range.");
            }
        }

        return null;
    }

    private static bool FitsPrices(SimulationConfig config, Model.Instrument instrument) =>
        config.StartPriceTicks <= long.MaxValue / 1_000 / instrument.TickSize.Units
        && config.InventoryLimitLots <= long.MaxValue / 1_000 / instrument.LotSize.Units;

    private static IEnumerable<(string Path, long Value, long Low, long High)> Ranges(SimulationConfig config)
    {
        yield return ("symbols", config.Instruments.Length, 1, 1_024);
        var agents = 0L;
        foreach (var group in config.Agents)
        {
            yield return ("agents.count", group.Count, 1, 200);
            yield return ("agents.weight", group.Weight, 1, 1_000);
            agents += group.Count;
        }

        yield return ("agents", agents, 1, AgentContext.AgentsMax - 1);
        yield return ("ratePerSecond", config.RatePerSecond, 1, 10_000_000);
        yield return ("clock", config.TickNs, 0, HourNs);
        yield return ("startTimeNs", config.StartTimeNs, 0, long.MaxValue / 2);
        yield return ("startPriceTicks", config.StartPriceTicks, 1_000, long.MaxValue);
        yield return ("inventoryLimitLots", config.InventoryLimitLots, 1, long.MaxValue);
        foreach (var phase in config.Regimes) yield return ("regimes.duration", phase.DurationNs, 1, 1_000 * HourNs);
        if (config.Thresholds is { } thresholds)
        {
            yield return ("thresholds.windowNs", thresholds.WindowNs, 1, HourNs);
            yield return ("thresholds.burstTrades", thresholds.BurstTrades, 1, int.MaxValue);
            yield return ("thresholds.cancelStormPermille", thresholds.CancelStormPermille, 1, 1_000_000);
            yield return ("thresholds.calmWindows", thresholds.CalmWindows, 1, 1_000_000);
        }

        foreach (var range in FlowRanges(config)) yield return range;
        foreach (var range in AgentRanges(config.AgentSettings)) yield return range;
    }

    private static IEnumerable<(string Path, long Value, long Low, long High)> FlowRanges(SimulationConfig config)
    {
        yield return ("burst.peakPermille", config.Burst.PeakPermille, 1_000, 1_000_000);
        yield return ("burst.halfLifeNs", config.Burst.HalfLifeNs, 1, HourNs);
        yield return ("burst.meanIntervalNs", config.Burst.MeanIntervalNs, 1_000, HourNs);
        yield return ("cancelStorm.ratePermille", config.CancelStorm.RatePermille, 1, 1_000_000);
        yield return ("cancelStorm.cancelPpm", config.CancelStorm.CancelPpm, 0, 1_000_000);
        yield return ("queue.capacity", config.Queue.Capacity, 1, 1 << 20);
        yield return ("queue.serviceNs", config.Queue.ServiceNs, 0, HourNs);
        yield return ("jitter.newOrderNs", config.Jitter.NewOrderNs, 0, HourNs);
        yield return ("jitter.cancelNs", config.Jitter.CancelNs, 0, HourNs);
        yield return ("jitter.amendNs", config.Jitter.AmendNs, 0, HourNs);
        yield return ("jitter.fillNs", config.Jitter.FillNs, 0, HourNs);
        yield return ("jitter.rejectNs", config.Jitter.RejectNs, 0, HourNs);
        yield return ("injection.gapPpm", config.Injection.GapPpm, 0, 1_000_000);
        yield return ("injection.duplicatePpm", config.Injection.DuplicatePpm, 0, 1_000_000);
        yield return ("injection.reorderPpm", config.Injection.ReorderPpm, 0, 1_000_000);
        yield return ("injection.reorderDepthMax", config.Injection.ReorderDepthMax, 1, 1_024);
        yield return ("injection.reorderWindow", config.Injection.ReorderWindow, 1, 1_024);
    }

    private static IEnumerable<(string Path, long Value, long Low, long High)> AgentRanges(AgentSettings agents)
    {
        yield return ("agentSettings.noiseTrader.depthTicks", agents.NoiseTrader.DepthTicks, 1, 1_000_000);
        yield return ("agentSettings.noiseTrader.quantityLotsMax", agents.NoiseTrader.QuantityLotsMax, 1, 1_000_000);
        yield return ("agentSettings.noiseTrader.marketPpm", agents.NoiseTrader.MarketPpm, 0, 1_000_000);
        yield return ("agentSettings.noiseTrader.cancelPpm", agents.NoiseTrader.CancelPpm, 0, 1_000_000);
        yield return ("agentSettings.noiseTrader.openOrdersMax", agents.NoiseTrader.OpenOrdersMax, 1, 10_000);
        yield return ("agentSettings.marketMaker.halfSpreadTicks", agents.MarketMaker.HalfSpreadTicks, 1, 1_000_000);
        yield return ("agentSettings.marketMaker.quantityLots", agents.MarketMaker.QuantityLots, 1, 1_000_000);
        yield return ("agentSettings.marketMaker.skewLotsPerTick", agents.MarketMaker.SkewLotsPerTick, 1, 1_000_000);
        yield return ("agentSettings.marketMaker.toleranceTicks", agents.MarketMaker.ToleranceTicks, 0, 1_000_000);
        yield return ("agentSettings.momentumTrader.smoothingShift", agents.MomentumTrader.SmoothingShift, 1, 16);
        yield return ("agentSettings.momentumTrader.thresholdTicks", agents.MomentumTrader.ThresholdTicks, 0, 1_000_000);
        yield return ("agentSettings.momentumTrader.quantityLots", agents.MomentumTrader.QuantityLots, 1, 1_000_000);
        yield return ("agentSettings.momentumTrader.slippageTicks", agents.MomentumTrader.SlippageTicks, 0, 1_000_000);
        yield return ("agentSettings.cancelBot.distanceTicks", agents.CancelBot.DistanceTicks, 1, 1_000_000);
        yield return ("agentSettings.cancelBot.quantityLotsMax", agents.CancelBot.QuantityLotsMax, 1, 1_000_000);
        yield return ("agentSettings.cancelBot.layerOrders", agents.CancelBot.LayerOrders, 1, 10_000);
        yield return ("agentSettings.largeTaker.slices", agents.LargeTaker.Slices, 1, 10_000);
        yield return (
            "agentSettings.largeTaker.parentLotsMax", agents.LargeTaker.ParentLotsMax, agents.LargeTaker.Slices, 1_000_000);
        yield return ("agentSettings.largeTaker.startPpm", agents.LargeTaker.StartPpm, 0, 1_000_000);
    }
}
