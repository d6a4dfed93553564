using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Streams;
using Orleans.Streams.Core;
using Trading.Desk;
using Trading.Durable;
using Trading.GrainInterfaces;

namespace Trading.Grains;

/// <summary>
/// Hosts a desk node that follows markets: takes the blocks of its stream into the node, and tells the markets how far it is.
/// Everything lossy is repaired by telling it once more.
/// </summary>
internal abstract partial class MarketNodeGrain : DeskNodeGrain, IStreamSubscriptionObserver, IAsyncObserver<MarketBlockItem>
{
    /// <summary>Blocks that may be on their way.</summary>
    private const int Credit = 32;

    /// <summary>Events that wait in the node beyond which it takes no more blocks: some megabytes.</summary>
    private const int HeldEventsMax = 32_768;

    /// <summary>How long a node without data waits before it says that blocks did not come.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private readonly string _space;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly SortedDictionary<string, Market> _markets = new(StringComparer.Ordinal);
    private int _heldEvents;

    /// <summary>A grain of a fresh activation.</summary>
    /// <param name="kind">The first part of the node's name.</param>
    /// <param name="space">The namespace of its stream.</param>
    /// <param name="context">Says which node it is.</param>
    /// <param name="host">What this silo offers to sessions.</param>
    /// <param name="ports">The silo.</param>
    /// <param name="log">Told what operators should know.</param>
    protected MarketNodeGrain(
        string kind, string space, IGrainContext context, SessionHost host, NodePorts ports, ILogger log)
        : base(kind, context, host, ports, log) => (_space, _clock, _log) = (space, ports.Clock, log);

    public override async Task<NodeAnswer> Execute(NodeCall call)
    {
        var answer = await base.Execute(call);
        if (answer.Status == ReplyStatus.Answered) TakeAnswer(answer.Payload);
        return answer;
    }

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        handleFactory.Create<MarketBlockItem>().ResumeAsync(this);

    public async Task OnNextAsync(MarketBlockItem item, StreamSequenceToken? token = null)
    {
        // Before its session is open it cannot know whether the market is one of its own.
        if (Place.Latest.Header is null) return;
        using var trace = NodeTraces.Take(item.Trace);
        var delivered = await Pump.DeliverAsync(new NodeOutputs(item.Market, item.Sequence, [item.Bytes]));
        if (delivered.Status == ReplyStatus.Delivered) Tell(item.Market, isBehind: false, isLast: MarketBlock.IsLast(item.Bytes));
        else if (delivered.Status == ReplyStatus.Gap) Tell(item.Market, isBehind: true);
    }

    public Task OnErrorAsync(Exception ex)
    {
        LogStreamError(Key, ex);
        return Task.CompletedTask;
    }

    public Task OnCompletedAsync() => Task.CompletedTask;

    private void TakeAnswer(byte[] payload)
    {
        var isRound = RoundAnswer.TryRead(payload, out var answer);
        if (isRound) _heldEvents = answer.HeldEvents;
        var isBehind = isRound && answer.IsStarved;
        foreach (var listing in Place.Latest.Header?.Config.Listings ?? [])
        {
            var market = TradingDesk.MarketName(listing.Instrument.Id);
            if (Place.Latest.Follows(listing.Instrument.Id)) Tell(market, isBehind);
        }
    }

    /// <summary>Tells a market where the node stands, when that is news to it; one that is behind, not too often.</summary>
    private void Tell(string name, bool isBehind, bool isLast = false)
    {
        if (Place.Latest.Header is not { } header) return;
        if (!_markets.TryGetValue(name, out var market))
        {
            if (Market.Find(name, Place.Session, header, GrainFactory) is not { } found) return;
            _markets.Add(name, market = found);
        }

        var cursor = Pump.CursorOf(name);
        var isLate = isBehind && _clock.GetElapsedTime(market.ToldAt) >= Patience;
        var isNews = market.Told == 0 || (_heldEvents < HeldEventsMax && cursor >= market.ToldCursor + Credit / 4);
        // The end is always told: the market goes once everybody has it.
        if (!isLate && !isNews && !isLast) return;
        (market.ToldAt, market.ToldCursor, market.Told) = (_clock.GetTimestamp(), cursor, market.Told + 1);
        market.Grain.Follow(market.Source, new MarketFollower(_space, Place.GrainKey, cursor, Credit, isLate)).Ignore();
    }

    [LoggerMessage(1211, LogLevel.Warning, "Node {Key}: its market stream reported an error.")]
    private partial void LogStreamError(string key, Exception error);

    /// <summary>A market that the node follows.</summary>
    private sealed class Market(IMarketGrain grain, string source)
    {
        public IMarketGrain Grain => grain;

        public string Source => source;

        public long ToldAt { get; set; }

        public ulong ToldCursor { get; set; }

        public long Told { get; set; }

        public static Market? Find(string name, string session, SessionHeader header, IGrainFactory grains)
        {
            foreach (var listing in header.Config.Listings)
            {
                if (TradingDesk.MarketName(listing.Instrument.Id) != name) continue;
                return GrainKey.ForMarket(session, DeskMarkets.NameOf(listing)).TryGet(out var key, out _)
                    ? new Market(grains.GetGrain<IMarketGrain>(key.ToString()), listing.Instrument.Id.ToString())
                    : null;
            }

            return null;
        }
    }
}

/// <summary>Hosts a strategy.</summary>
[HashBasedPlacement, LeavesEarly]
[ImplicitStreamSubscription(MarketStreams.StrategyBlocks)]
internal sealed class StrategyGrain(IGrainContext context, SessionHost host, NodePorts ports, ILogger<StrategyGrain> log)
    : MarketNodeGrain("strategy", MarketStreams.StrategyBlocks, context, host, ports, log), IStrategyGrain;

/// <summary>Hosts the simulated exchange of one instrument.</summary>
[HashBasedPlacement, LeavesEarly]
[ImplicitStreamSubscription(MarketStreams.ExchangeBlocks)]
internal sealed class ExchangeGrain(IGrainContext context, SessionHost host, NodePorts ports, ILogger<ExchangeGrain> log)
    : MarketNodeGrain("exchange", MarketStreams.ExchangeBlocks, context, host, ports, log), IExchangeGrain;
