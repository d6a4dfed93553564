using Trading.Model;

namespace Trading.Exchange;

/// <summary>A configuration as bytes, every value in the order of declaration: for its hash.</summary>
internal static class ExecutionConfigBytes
{
    public static void Write(ExecutionConfig config, StateWriter writer)
    {
        config.EntryDelay.Save(writer);
        config.ResponseDelay.Save(writer);
        config.MarketDataDelay.Save(writer);
        writer.Write((byte)config.Queue);
        writer.Write(config.QueuePower);
        writer.Write(config.HasImpact);
        Write(config.Fees, writer);
        Write(config.Slippage, writer);
        Write(config.RateLimit, writer);
        writer.Write(config.DownWindows.Length);
        foreach (var window in config.DownWindows)
        {
            writer.Write(window.FromNs);
            writer.Write(window.ToNs);
        }

        writer.Write(config.Outages?.EveryNs ?? 0);
        writer.Write(config.Outages?.LengthNs ?? 0);
        writer.Write(config.RejectPpm);
        writer.Write(config.OpenOrdersMax);
        writer.Write(config.MarkoutNs);
    }

    private static void Write(FeeSchedule fees, StateWriter writer)
    {
        writer.Write(fees.Tiers.Length);
        foreach (var tier in fees.Tiers)
        {
            writer.Write(tier.FromNotional);
            writer.Write(tier.MakerPpm);
            writer.Write(tier.TakerPpm);
        }

        writer.Write(fees.StartNotional);
    }

    private static void Write(SlippageRule slippage, StateWriter writer)
    {
        writer.Write((byte)slippage.Kind);
        writer.Write(slippage.CoefficientPpm);
        writer.Write(slippage.SmoothingShift);
        writer.Write(slippage.DepthLevels);
    }

    private static void Write(RateLimit? limit, StateWriter writer)
    {
        writer.Write(limit?.PerSecond ?? 0);
        writer.Write(limit?.Burst ?? 0);
        writer.Write(limit?.CountsCancels ?? false);
    }
}
