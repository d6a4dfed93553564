using System.Collections.Immutable;
using Trading.Capital;
using Trading.Exchange;
using Trading.Model;
using Trading.Numerics;
using Trading.Risk;

namespace Trading.Desk;

/// <summary>A desk's configuration as bytes: what its hash is made of, and what a session's nodes are opened with.</summary>
internal static class DeskConfigCodec
{
    public static void Write(DeskConfig config, StateWriter writer)
    {
        writer.Write(config.Seed);
        writer.Write(config.Listings.Length);
        foreach (var listing in config.Listings)
        {
            InstrumentCodec.Write(listing.Instrument, writer);
            writer.Write(listing.Pair.Base.Code);
            writer.Write(listing.Pair.Quote.Code);
        }

        writer.Write(config.Agents.Length);
        foreach (var agent in config.Agents) writer.Write(agent);
        writer.Write(config.Strategies.Length);
        foreach (var strategy in config.Strategies)
        {
            writer.Write(strategy.Name);
            writer.Write(strategy.Text);
        }

        writer.Write(config.ReportingAsset.Code);
        writer.Write(config.Capital);
        ExecutionConfigBytes.Write(config.Execution, writer);
        config.Limits.Save(writer);
        config.Plan.Save(writer);
        writer.Write(config.HasLiveBook);
        config.Hop.Save(writer);
        writer.Write(config.MarkIntervalNs);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; the reader knows when the bytes are damaged. Ranges are checked where a desk
    /// is made.</summary>
    public static DeskConfig? Read(ref StateReader reader)
    {
        var seed = reader.ReadUInt64();
        var listings = ImmutableArray.CreateBuilder<Listing>();
        for (var left = reader.ReadCount(60); left > 0; left--)
        {
            var instrument = InstrumentCodec.Read(ref reader);
            var pair = new AssetPair(ReadAsset(ref reader), ReadAsset(ref reader));
            if (instrument is not null) listings.Add(new Listing(instrument, pair));
        }

        var agents = ImmutableArray.CreateBuilder<string>();
        for (var left = reader.ReadCount(4); left > 0; left--) agents.Add(reader.ReadString());
        var strategies = ImmutableArray.CreateBuilder<StrategySetup>();
        for (var left = reader.ReadCount(8); left > 0; left--) strategies.Add(new StrategySetup(reader.ReadString(), reader.ReadString()));
        var config = new DeskConfig
        {
            Seed = seed,
            Listings = listings.ToImmutable(),
            Agents = agents.ToImmutable(),
            Strategies = strategies.ToImmutable(),
            ReportingAsset = ReadAsset(ref reader),
            Capital = reader.ReadMoney(),
            Execution = ExecutionConfigBytes.Read(ref reader),
            Limits = RiskLimits.Read(ref reader),
            Plan = CapitalPlan.Read(ref reader),
            HasLiveBook = reader.ReadBool(),
            Hop = DelayDistribution.Read(ref reader),
            MarkIntervalNs = reader.ReadInt64(),
        };
        return reader.Failed ? null : config;
    }

    private static Asset ReadAsset(ref StateReader reader)
    {
        if (!Asset.Create(reader.ReadString()).TryGet(out var asset, out _)) reader.Fail();
        return asset;
    }
}
