using System.Collections.Generic;
using Trading.Model;

namespace Trading.Exchange;

/// <summary>The ranges of all configuration values, in one list.</summary>
public static class ExecutionConfigRules
{
    private const int DownWindowsMax = 1_024;

    /// <summary>The first value that cannot be used, or null when all can.</summary>
    public static ExecutionConfigError? FirstError(ExecutionConfig config)
    {
        foreach (var (path, value, low, high) in Ranges(config))
        {
            if (value < low || value > high) return new(path, $"{value} is outside {low} to {high}.");
        }

        return FirstErrorOf(config.Fees) ?? FirstErrorOf(config.DownWindows);
    }

    private static IEnumerable<(string Path, long Value, long Low, long High)> Ranges(ExecutionConfig config)
    {
        yield return ("queue", (byte)config.Queue, (byte)QueueModel.FrontOfQueue, (byte)QueueModel.Proportional);
        yield return ("queuePower", config.QueuePower, 1, 4);
        yield return ("slippage.kind", (byte)config.Slippage.Kind, 0, (byte)SlippageKind.SpreadAndDepth);
        yield return ("slippage.coefficientPpm", config.Slippage.CoefficientPpm, 0, 100_000_000);
        yield return ("slippage.smoothingShift", config.Slippage.SmoothingShift, 1, 16);
        yield return ("slippage.depthLevels", config.Slippage.DepthLevels, 1, 100);
        yield return ("rejectPpm", config.RejectPpm, 0, 1_000_000);
        yield return ("openOrdersMax", config.OpenOrdersMax, 1, 100_000);
        yield return ("markoutNs", config.MarkoutNs, 1, 1_000_000_000_000_000);
        yield return ("fees.tiers", config.Fees.Tiers.IsDefault ? 0 : config.Fees.Tiers.Length, 1, FeeSchedule.TiersMax);
        yield return ("downWindows", config.DownWindows.IsDefault ? -1 : config.DownWindows.Length, 0, DownWindowsMax);
        if (config.RateLimit is { } limit)
        {
            yield return ("rateLimit.perSecond", limit.PerSecond, 1, 1_000_000);
            yield return ("rateLimit.burst", limit.Burst, 1, 1_000_000);
        }

        if (config.Outages is { } outages)
        {
            yield return ("outages.everyNs", outages.EveryNs, 2, 1_000_000_000_000_000_000);
            yield return ("outages.lengthNs", outages.LengthNs, 1, outages.EveryNs - 1);
        }
    }

    private static ExecutionConfigError? FirstErrorOf(FeeSchedule fees)
    {
        if (fees.StartNotional.IsNegative) return new("fees.startNotional", "it is not negative.");
        for (var tier = 0; tier < fees.Tiers.Length; tier++)
        {
            var (from, makerPpm, takerPpm) = fees.Tiers[tier];
            var isInOrder = tier == 0 ? from == Money.Zero : from > fees.Tiers[tier - 1].FromNotional;
            if (!isInOrder) return new("fees.tiers.fromNotional", "the first tier starts at 0, the others rise.");
            if (makerPpm is < -10_000 or > 100_000) return new("fees.tiers.makerPpm", $"{makerPpm} is outside -10000 to 100000.");
            if (takerPpm is < -10_000 or > 100_000) return new("fees.tiers.takerPpm", $"{takerPpm} is outside -10000 to 100000.");
        }

        return null;
    }

    private static ExecutionConfigError? FirstErrorOf(IEnumerable<DownWindow> windows)
    {
        var last = long.MinValue;
        foreach (var window in windows)
        {
            if (window.FromNs < last || window.FromNs >= window.ToNs)
            {
                return new("downWindows", "each ends after its start, and starts when the one before has ended.");
            }

            last = window.ToNs;
        }

        return null;
    }
}
