using System;
using System.Buffers;
using System.Collections.Immutable;
using System.Linq;
using Trading.Desk;
using Trading.Exchange;
using Trading.Model;
using Trading.Strategy;
using Trading.Tape;

namespace Trading.Faults;

/// <summary>
/// A small desk with a market of its own, drawn from a seed, and what a backtest in which nothing fails makes of it: the twin.
/// Made once for each of a few variants, as it is the same for every fault seed.
/// </summary>
internal sealed class DeskMarket
{
    /// <summary>How many there are.</summary>
    public const int Variants = 8;

    private const int Events = 600;
    private const int EventsPerBlock = 12;
    private static readonly DeskMarket?[] Made = new DeskMarket[Variants];

    private DeskMarket(int variant)
    {
        var flow = MarketFlow.Draw(1 + (ulong)variant, Events);
        Config = new DeskConfig
        {
            Seed = 1 + (ulong)variant,
            Listings = [ListingOf(BookOrders.Instrument)],
            Agents = flow.Agents,
            Strategies = [new StrategySetup("maker", "market-making:quantity=0.02"), new StrategySetup("taker", "book-imbalance:quantity=0.01")],
            ReportingAsset = ListingOf(BookOrders.Instrument).Pair.Quote,
            Execution = variant % 2 == 0 ? ExecutionConfig.Realistic : ExecutionConfig.Ideal,
            HasLiveBook = variant % 4 < 2,
            MarkIntervalNs = 5_000_000_000,
        };
        Names = TradingDesk.NodeNames(Config);
        Blocks = Publish(flow, Config);
        (TwinChains, TwinStates, Paths) = Twin(flow, Config);
    }

    /// <summary>The desk.</summary>
    public DeskConfig Config { get; }

    /// <summary>The names of its nodes, by rank.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>The market's blocks with the times before which each makes everything known.</summary>
    public ImmutableArray<(byte[] Bytes, long ReadNs)> Blocks { get; }

    /// <summary>The desk's ways.</summary>
    public RoundPaths Paths { get; }

    /// <summary>The chains of the twin's nodes.</summary>
    public ImmutableArray<UInt128> TwinChains { get; }

    /// <summary>The states of the twin's nodes, as their durable doors hash them.</summary>
    public ImmutableArray<UInt128> TwinStates { get; }

    /// <summary>The name under which blocks are delivered.</summary>
    public string MarketName => TradingDesk.MarketName(Config.Listings[0].Instrument.Id);

    /// <summary>A variant.</summary>
    public static DeskMarket Of(ulong seed)
    {
        var variant = (int)(seed % Variants);
        return Made[variant] ??= new DeskMarket(variant);
    }

    /// <summary>A node of the desk alone.</summary>
    public HostedNode Host(string node) => TradingDesk.Host(Config, StrategyCatalog.Standard, node).TryGet(out var hosted, out var error)
        ? hosted
        : throw new InvalidOperationException($"the simulated desk breaks a rule: {error}");

    /// <summary>The nodes driven directly, with no door and no fault.</summary>
    private static (ImmutableArray<UInt128> Chains, ImmutableArray<UInt128> States, RoundPaths Paths) Twin(MarketFlow flow, DeskConfig config)
    {
        if (!TradingDesk.Create(config, StrategyCatalog.Standard).TryGet(out var desk, out var error))
        {
            throw new InvalidOperationException($"the simulated desk breaks a rule: {error}");
        }

        var driver = new RoundDriver(desk.Nodes, new MarketPump(flow.Market(), desk.Markets));
        while (driver.TryRound())
        {
        }

        return ([.. desk.Nodes.Select(node => node.Chain)], [.. desk.Nodes.Select(node => node.StateHash())], desk.Paths());
    }

    private static ImmutableArray<(byte[] Bytes, long ReadNs)> Publish(MarketFlow flow, DeskConfig config)
    {
        var made = TapeHeader.Create([config.Listings[0].Instrument], config.Agents, [], config.Seed, config.Hash(), "desk");
        if (!made.TryGet(out var header, out var error))
        {
            throw new InvalidOperationException($"the simulated market names a table wrongly: {error}");
        }

        var lines = new TapeLines(header);
        var blocks = ImmutableArray.CreateBuilder<(byte[] Bytes, long ReadNs)>();
        for (var first = 0; first < flow.Events.Length; first += EventsPerBlock)
        {
            var events = flow.Events.AsSpan()[first..Math.Min(first + EventsPerBlock, flow.Events.Length)];
            var isLast = first + EventsPerBlock >= flow.Events.Length;
            var block = new ArrayBufferWriter<byte>();
            MarketBlock.WriteHead(block, events[^1].TimeNs, isLast);
            foreach (ref readonly var e in events)
            {
                if (e.Instrument >= 0) lines.Write(block, e, []);
            }

            blocks.Add((block.WrittenSpan.ToArray(), isLast ? long.MaxValue : events[^1].TimeNs));
        }

        return blocks.ToImmutable();
    }

    /// <summary>An instrument with its assets.</summary>
    public static Listing ListingOf(Instrument instrument) => AssetPair.TryParse(instrument.Id.Symbol, out var pair)
        ? new Listing(instrument, pair)
        : throw new InvalidOperationException($"{instrument.Id} names no pair");
}
