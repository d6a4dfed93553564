using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Streams;
using Orleans.Streams.Core;
using Trading.Durable;
using Trading.GrainInterfaces;
using Trading.Market;
using Trading.Model;

namespace Trading.Grains;

/// <summary>Hosts one instrument over all venues: pumps a <see cref="MarketNode"/> over its table, with a line to each feed.</summary>
[HashBasedPlacement, LeavesEarly]
[ImplicitStreamSubscription(MarketStreams.Namespace)]
internal sealed partial class MarketGrain
    : DurableGrain, IMarketGrain, IStreamSubscriptionObserver, IAsyncObserver<FeedBlock>
{
    private static readonly TimeSpan CallUpPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AwakeForFollowers = TimeSpan.FromMinutes(15);
    private readonly SortedDictionary<string, MarketLine> _lines = new(StringComparer.Ordinal);
    private readonly IBlockPublisher _publisher;
    private readonly ILogger<MarketGrain> _log;
    private readonly LatestNode<MarketNode> _node;
    private readonly string _session;
    private readonly string _marketKey;
    private long _counted;
    private bool _isResumed;

    public MarketGrain(IGrainContext context, NodePorts ports, IBlockPublisher publisher, ILogger<MarketGrain> log)
        : this(new LatestNode<MarketNode>(MarketTables.CreateMarket), context, ports, publisher, log)
    {
    }

    private MarketGrain(LatestNode<MarketNode> node, IGrainContext context, NodePorts ports, IBlockPublisher publisher, ILogger<MarketGrain> log)
        : base(MarketTables.OfMarket($"{context.GrainId.Key}"), node.Create, ports, log)
    {
        (_node, _publisher, _log, _marketKey) = (node, publisher, log, context.GrainId.Key.ToString() ?? "");
        _session = GrainKey.ParseMarket(_marketKey).TryGet(out var market, out _) ? market.Session : "";
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        _counted = _node.Node.Events;
        this.RegisterGrainTimer(CallUpAsync, new GrainTimerCreationOptions(TimeSpan.Zero, CallUpPeriod) { Interleave = true });
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        foreach (var line in _lines.Values) line.Stop();
        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    public async Task<MarketView> View() =>
        await StatusAsync() is { } status ? MarketViews.Of(status, _lines) : MarketViews.None;

    public async Task<VenueDigest> Digest(string source)
    {
        var answer = await Pump.ReadAsync(MarketQuery.Digest(source));
        var book = answer.Status == ReplyStatus.Answered ? BookFingerprint.Read(answer.Payload) : new BookFingerprint(0, 0, "");
        return new VenueDigest(book.Bids, book.Asks, book.Sha256);
    }

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        handleFactory.Create<FeedBlock>().ResumeAsync(this);

    public Task OnNextAsync(FeedBlock item, StreamSequenceToken? token = null)
    {
        using var trace = NodeTraces.Take(item.Trace);
        LineOf(item.Source)?.Take(item);
        return Task.CompletedTask;
    }

    public Task Follow(string source, MarketFollower follower)
    {
        if (LineOf(source) is not { } line) return Task.CompletedTask;
        line.Relays.Follow(follower);
        line.Run();
        // Followers of a slow session are silent for minutes, and a relay that has left must pass the tape on from its first slice.
        DelayDeactivation(_lines.Values.All(each => each.Relays.IsTaken) ? TimeSpan.Zero : AwakeForFollowers);
        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex)
    {
        LogStreamError(Key, ex);
        return Task.CompletedTask;
    }

    public Task OnCompletedAsync() => Task.CompletedTask;

    private async Task<MarketStatus?> StatusAsync()
    {
        var answer = await Pump.ReadAsync(MarketQuery.Status);
        return answer.Status == ReplyStatus.Answered ? MarketStatus.Read(answer.Payload) : null;
    }

    /// <summary>Calls up the feeds that have more to play: nobody else knows them after a crash.</summary>
    private async Task CallUpAsync()
    {
        if (!_isResumed && await StatusAsync() is { } status)
        {
            _isResumed = true;
            foreach (var venue in status.Venues)
            {
                if (!venue.IsComplete) LineOf(venue.Source);
            }
        }

        foreach (var line in _lines.Values.ToArray()) await line.CallUpAsync();
    }

    private MarketLine? LineOf(string source)
    {
        if (_lines.TryGetValue(source, out var known)) return known;
        if (_lines.Count == MarketFanIn.FeedsMax || !InstrumentId.Parse(source).TryGet(out var id, out _)
            || !GrainKey.ForFeed(_session, id).TryGet(out var key, out _))
        {
            return null;
        }

        var feed = GrainFactory.GetGrain<IFeedGrain>(key.ToString());
        var line = new MarketLine(id, feed, _marketKey, Pump, new MarketRelays(id, _publisher), Count);
        _lines.Add(source, line);
        return line;
    }

    private void Count()
    {
        var events = _node.Node.Events;
        if (events > _counted) Meters.Played(events - _counted);
        _counted = events;
    }

    [LoggerMessage(1101, LogLevel.Warning, "Market {Key}: its stream reported an error.")]
    private partial void LogStreamError(string key, Exception error);
}
