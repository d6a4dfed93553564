using System.Collections.Immutable;
using Trading.Model;
using Trading.Numerics;

namespace Trading.Exchange;

/// <summary>A configuration as bytes, every value in the order of declaration: for its hash, and for whoever opens a session.</summary>
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
        writer.Write(config.ShowsLiveBook);
    }

    /// <summary>Reads what <see cref="Write(ExecutionConfig, StateWriter)"/> wrote; the reader knows when it is damaged. Ranges are
    /// checked where an exchange is made.</summary>
    public static ExecutionConfig Read(ref StateReader reader)
    {
        var (entry, response) = (DelayDistribution.Read(ref reader), DelayDistribution.Read(ref reader));
        var config = new ExecutionConfig
        {
            EntryDelay = entry,
            ResponseDelay = response,
            MarketDataDelay = DelayDistribution.Read(ref reader),
            Queue = (QueueModel)reader.ReadByte(),
            QueuePower = reader.ReadInt32(),
            HasImpact = reader.ReadBool(),
            Fees = ReadFees(ref reader),
            Slippage = new SlippageRule
            {
                Kind = (SlippageKind)reader.ReadByte(),
                CoefficientPpm = reader.ReadInt32(),
                SmoothingShift = reader.ReadInt32(),
                DepthLevels = reader.ReadInt32(),
            },
        };
        var limit = new RateLimit(reader.ReadInt32(), reader.ReadInt32(), reader.ReadBool());
        var windows = ImmutableArray.CreateBuilder<DownWindow>();
        for (var left = reader.ReadCount(16); left > 0; left--) windows.Add(new DownWindow(reader.ReadInt64(), reader.ReadInt64()));
        var outages = new OutageRule(reader.ReadInt64(), reader.ReadInt64());
        return config with
        {
            RateLimit = limit.PerSecond == 0 ? null : limit,
            DownWindows = windows.ToImmutable(),
            Outages = outages.EveryNs == 0 ? null : outages,
            RejectPpm = reader.ReadInt32(),
            OpenOrdersMax = reader.ReadInt32(),
            MarkoutNs = reader.ReadInt64(),
            ShowsLiveBook = reader.ReadBool(),
        };
    }

    private static FeeSchedule ReadFees(ref StateReader reader)
    {
        var tiers = ImmutableArray.CreateBuilder<FeeTier>();
        for (var left = reader.ReadCount(24); left > 0; left--)
        {
            tiers.Add(new FeeTier(reader.ReadMoney(), reader.ReadInt32(), reader.ReadInt32()));
        }

        return new FeeSchedule(tiers.ToImmutable(), reader.ReadMoney());
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
