using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Trading.Exchange;
using Trading.Model;
using Trading.Numerics;
using Trading.Risk;
using Trading.Strategy;
using Trading.Tape;

namespace Trading.Desk;

/// <summary>
/// A desk: every node, and every way between them, in the order in which data flows. Backtests, paper trading and the cluster's
/// grains all take their nodes from here.
/// </summary>
/// <remarks>
/// <list type="number">
/// <item>market → <see cref="ExchangeNode"/>, at once: the exchange is where the market is</item>
/// <item>market → <see cref="StrategyNode"/>, after the market data's delay: strategy, then risk, in one turn. With a live book
/// that is shown: exchange → strategy, by messages</item>
/// <item>strategy → <see cref="VenueNode"/>, after a hop: the account's orders</item>
/// <item>venue → exchange, after the entry delay: matching</item>
/// <item>exchange → venue, after the response delay: reports into orders, ledger and portfolio</item>
/// <item>venue → strategy, after a hop: reports as new inputs</item>
/// <item>venue, strategy → <see cref="ControlNode"/>, after a hop: the timeline</item>
/// <item>operators → <see cref="ControlNode"/> → venue, capital, strategy, after a hop: commands</item>
/// <item>venue → <see cref="CapitalNode"/> → venue, strategy, after a hop: what is in use, and leases</item>
/// </list>
/// </remarks>
public sealed class TradingDesk
{
    /// <summary>The name of the desk's own node, which takes operators' commands.</summary>
    public const string ControlName = "desk/main";

    private const string VenueName = "venue/main";
    private const string CapitalName = "capital/tier-0";

    /// <summary>All nodes, joined.</summary>
    /// <param name="config">Without an error.</param>
    /// <param name="strategies">In the order of the configuration.</param>
    /// <param name="exchanges">By instrument.</param>
    /// <param name="only">The one node whose ways in are made; null for all.</param>
    private TradingDesk(DeskConfig config, List<GuardedStrategy> strategies, List<SimulatedExchange> exchanges, string? only)
    {
        Config = config;
        var names = NodeNames(config);
        int RankOf(string name) => exchanges.Count + names.IndexOf(name);
        var (venue, control, capital) = (RankOf(VenueName), RankOf(ControlName), RankOf(CapitalName));
        var followers = only is null && !config.Execution.ShowsLiveBook ? 1 + strategies.Count : 1;
        Markets = [.. exchanges.Select(_ => new MarketStream(followers))];
        ImmutableArray<int> viewers = config.Execution.ShowsLiveBook ? [.. config.Strategies.Select(setup => RankOf(StrategyName(setup)))] : [];
        Exchanges =
        [
            .. exchanges.Select((exchange, i) => new ExchangeNode(
                RankOf(ExchangeName(config.Listings[i])), ExchangeName(config.Listings[i]), exchange, venue, config.MarkIntervalNs, viewers)),
        ];
        Strategies =
        [
            .. strategies.Select((strategy, i) => new StrategyNode(
                RankOf(StrategyName(config.Strategies[i])), StrategyName(config.Strategies[i]), config, i + 1, strategy, venue, control)),
        ];
        Venue = new VenueNode(
            venue,
            VenueName,
            config,
            [.. Exchanges.Select(node => node.Rank)],
            [.. Strategies.Select(node => node.Rank)],
            control,
            capital);
        Control = new ControlNode(control, ControlName, [.. Strategies.Select(node => node.Rank)], venue, capital);
        Capital = new CapitalNode(capital, CapitalName, config, [.. Strategies.Select(node => node.Rank)], venue);
        Nodes = [.. ((DeskNode[])[.. Exchanges, .. Strategies, Venue, Control, Capital]).OrderBy(node => node.Rank)];
        Connect(only);
    }

    /// <summary>What it was made from.</summary>
    public DeskConfig Config { get; }

    /// <summary>All nodes, by rank: in the order of their names.</summary>
    public ImmutableArray<DeskNode> Nodes { get; }

    /// <summary>The market streams, by instrument.</summary>
    public ImmutableArray<MarketStream> Markets { get; }

    /// <summary>The exchanges, by instrument.</summary>
    public ImmutableArray<ExchangeNode> Exchanges { get; }

    /// <summary>The strategies, by number less one.</summary>
    public ImmutableArray<StrategyNode> Strategies { get; }

    /// <summary>The account. One for all venues: a routing over several comes with the venues' gateways.</summary>
    public VenueNode Venue { get; }

    /// <summary>The account's capital.</summary>
    public CapitalNode Capital { get; }

    /// <summary>The desk's own node.</summary>
    public ControlNode Control { get; }

    /// <summary>Makes a desk.</summary>
    /// <param name="config">What it depends on.</param>
    /// <param name="catalog">Where its strategies come from.</param>
    public static Result<TradingDesk, DeskConfigError> Create(DeskConfig config, StrategyCatalog catalog) =>
        Create(config, catalog, only: null);

    /// <summary>Makes one node of a desk as it lives alone behind its door, with market streams of its own.</summary>
    /// <param name="config">What the desk depends on.</param>
    /// <param name="catalog">Where its strategies come from.</param>
    /// <param name="node">The node's name.</param>
    /// <returns>The node; null when the desk has none of this name.</returns>
    public static Result<HostedNode, DeskConfigError> Host(DeskConfig config, StrategyCatalog catalog, string node)
    {
        if (!Create(config, catalog, node).TryGet(out var desk, out var error)) return error;
        var hosted = desk.Nodes.FirstOrDefault(each => each.Name == node);
        if (hosted is null) return new DeskConfigError(DeskConfigRule.UnknownNode, node);
        ImmutableArray<Instrument> instruments = [.. config.Listings.Select(listing => listing.Instrument)];
        if (!TapeHeader.Create(instruments, config.Agents, [], config.Seed, config.Hash(), "desk").TryGet(out var header, out var refused))
        {
            return new DeskConfigError(DeskConfigRule.NoInstruments, $"{refused}");
        }

        var markets = ImmutableSortedDictionary.CreateBuilder<string, MarketStream>(StringComparer.Ordinal);
        for (var index = 0; index < instruments.Length; index++)
        {
            if (hosted.Follows(index)) markets.Add(MarketName(instruments[index].Id), desk.Markets[index]);
        }

        return new HostedNode(hosted, header, markets.ToImmutable());
    }

    /// <summary>The name under which blocks of an instrument's market are delivered.</summary>
    public static string MarketName(InstrumentId instrument) => "market/" + instrument;

    /// <summary>The names of a desk's nodes in the order of their ranks; the first one's rank is the number of instruments.</summary>
    public static ImmutableArray<string> NodeNames(DeskConfig config)
    {
        string[] names =
        [
            .. config.Listings.Select(ExchangeName), .. config.Strategies.Select(StrategyName), ControlName, VenueName, CapitalName,
        ];
        Array.Sort(names, StringComparer.Ordinal);
        return [.. names];
    }

    /// <summary>Its ways, for whoever drives its nodes.</summary>
    public RoundPaths Paths() => RoundPaths.Of(Nodes);

    private static Result<TradingDesk, DeskConfigError> Create(DeskConfig config, StrategyCatalog catalog, string? only)
    {
        if (FirstError(config) is { } error) return error;
        var strategies = new List<GuardedStrategy>();
        ImmutableArray<Instrument> instruments = [.. config.Listings.Select(listing => listing.Instrument)];
        foreach (var setup in config.Strategies)
        {
            if (!catalog.Create(setup.Text, instruments).TryGet(out var created, out var refusal))
            {
                return new DeskConfigError(DeskConfigRule.BadStrategy, setup.Name, refusal);
            }

            strategies.Add(created.Strategy);
        }

        var exchanges = new List<SimulatedExchange>();
        for (var i = 0; i < instruments.Length; i++)
        {
            var made = config.HasLiveBook || config.Execution.ShowsLiveBook
                ? SimulatedExchange.LiveBook(instruments[i], i, config.Execution, config.Seed)
                : SimulatedExchange.Recorded(instruments[i], i, config.Execution, config.Seed);
            if (!made.TryGet(out var exchange, out var refusal))
            {
                return new DeskConfigError(DeskConfigRule.BadExecution, instruments[i].Id.ToString(), Execution: refusal);
            }

            exchanges.Add(exchange);
        }

        return new TradingDesk(config, strategies, exchanges, only);
    }

    /// <summary>The desk's one number: the hash of its nodes' chains in the order of their names.</summary>
    public UInt128 TraceHash() => DeskNodeSet.Of(this).TraceHash();

    /// <summary>The hash of its nodes' states in the order of their names.</summary>
    public UInt128 StateHash() => DeskNodeSet.Of(this).StateHash();

    private static string ExchangeName(Listing listing) => "exchange/" + listing.Instrument.Id;

    private static string StrategyName(StrategySetup setup) => "strategy/" + setup.Name;

    /// <summary>Every way of the desk, in the order in which data flows.</summary>
    private void Connect(string? only)
    {
        foreach (var exchange in Exchanges)
        {
            var index = exchange.Exchange.InstrumentIndex;
            if (only is null || only == exchange.Name) exchange.Follow(index, Markets[index], follower: 0, delay: null);
        }

        foreach (var (strategy, number) in Strategies.Select((strategy, i) => (strategy, i + 1)))
        {
            for (var index = 0; index < Markets.Length; index++)
            {
                var delay = Delay(Config.Execution.MarketDataDelay, strategy, $"market-{index}");
                if (Config.Execution.ShowsLiveBook) Exchanges[index].Connect(strategy, delay);
                else if (only is null || only == strategy.Name) strategy.Follow(index, Markets[index], only is null ? number : 0, delay);
            }

            strategy.Connect(Venue, Delay(Config.Hop, strategy, Venue.Name));
        }

        foreach (var exchange in Exchanges) Venue.Connect(exchange, Delay(Config.Execution.EntryDelay, Venue, exchange.Name));
        foreach (var exchange in Exchanges) exchange.Connect(Venue, Delay(Config.Execution.ResponseDelay, exchange, Venue.Name));
        foreach (var strategy in Strategies) Venue.Connect(strategy, Delay(Config.Hop, Venue, strategy.Name));
        Venue.Connect(Control, Delay(Config.Hop, Venue, Control.Name));
        foreach (var strategy in Strategies) strategy.Connect(Control, Delay(Config.Hop, strategy, Control.Name));
        Control.Connect(Venue, Delay(Config.Hop, Control, Venue.Name));
        Control.Connect(Capital, Delay(Config.Hop, Control, Capital.Name));
        foreach (var strategy in Strategies) Control.Connect(strategy, Delay(Config.Hop, Control, strategy.Name));
        Venue.Connect(Capital, Delay(Config.Hop, Venue, Capital.Name));
        Capital.Connect(Venue, Delay(Config.Hop, Capital, Venue.Name));
        foreach (var strategy in Strategies) Capital.Connect(strategy, Delay(Config.Hop, Capital, strategy.Name));
    }

    private DelaySampler Delay(DelayDistribution distribution, DeskNode from, string to) =>
        new(distribution, Config.Seed, $"delay/{from.Name}/{to}");

    private static DeskConfigError? FirstError(DeskConfig config)
    {
        if (config.Listings.IsDefaultOrEmpty) return new(DeskConfigRule.NoInstruments, "a desk needs an instrument");
        if (config.Strategies.IsDefaultOrEmpty || config.Strategies.Length > Orders.ClientOrderId.StrategyMax)
        {
            return new(DeskConfigRule.BadStrategyCount, "a desk has 1 to 65535 strategies");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var setup in config.Strategies)
        {
            if (!IsName(setup.Name) || !names.Add(setup.Name)) return new(DeskConfigRule.BadStrategyName, setup.Name);
        }

        if (config.Limits.FirstError() is { } limit) return new(DeskConfigRule.BadLimits, $"{limit}");
        if (config.Limits.InstrumentMax >= config.Listings.Length) return new(DeskConfigRule.BadLimits, $"{RiskLimitsError.BadInstrument}");
        if (config.Plan.FirstError(config.Strategies.Length) is { } plan) return new(DeskConfigRule.BadPlan, $"{plan}");
        if (config.Capital <= Money.Zero) return new(DeskConfigRule.BadCapital, config.Capital.ToString());
        return config.MarkIntervalNs is < 1_000_000 or > 86_400_000_000_000
            ? new(DeskConfigRule.BadMarkInterval, $"{config.MarkIntervalNs} ns")
            : null;
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= 40 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
