using System;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Streams;
using Orleans.Streams.Core;
using Trading.Channels;
using Trading.Desk;
using Trading.GrainInterfaces;
using Trading.Market;
using Trading.Model;

namespace Trading.Grains;

/// <summary>Fans in the feeds of one instrument: pumps the blocks of its stream into a <see cref="MarketFanIn"/>,
/// and asks the feed for what the stream has lost.</summary>
[HashBasedPlacement]
[ImplicitStreamSubscription(MarketStreams.Namespace)]
internal sealed partial class MarketGrain(IBlockPublisher publisher, NodeMeters meters, ILogger<MarketGrain> log)
    : Grain, IMarketGrain, IStreamSubscriptionObserver, IAsyncObserver<FeedBlock>
{
    /// <summary>
    /// Blocks between two acknowledgements: far below the feed's window, so that it never waits for one.
    /// </summary>
    private const ulong AcknowledgePeriod = 16;

    /// <summary>Bytes that wait for desk nodes before the feed is held up.</summary>
    private const long HeldBytesMax = 4L * 1024 * 1024;

    private readonly MarketFanIn _fanIn = new(quorum: 1);

    public Task<MarketView> View() => Task.FromResult(MarketViews.Of(_fanIn));

    public Task<VenueDigest> Digest(string source) => Task.FromResult(MarketViews.DigestOf(
        InstrumentId.Parse(source).TryGet(out var id, out _) ? _fanIn.Find(id) : null));

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        handleFactory.Create<FeedBlock>().ResumeAsync(this);

    public async Task OnNextAsync(FeedBlock item, StreamSequenceToken? token = null)
    {
        if (!InstrumentId.Parse(item.Source).TryGet(out var source, out _)
            || _fanIn.FindOrAdd(source) is not { } feed || FeedOf(source) is not { } grain)
        {
            return;
        }

        var events = feed.Events;
        ChannelStep step;
        do
        {
            step = Offer(feed, item);
            if (step == ChannelStep.Gap && !await TryRefillAsync(feed, grain, item)) return;
        }
        while (step is ChannelStep.Gap or ChannelStep.Restart);

        meters.Played(feed.Events - events);
        await PassOnAsync(feed);
        if (item.IsHeartbeat || feed.Channel.Cursor % AcknowledgePeriod == 0) await AcknowledgeAsync(feed, grain);
    }

    public async Task Follow(string source, MarketFollower follower)
    {
        if (!InstrumentId.Parse(source).TryGet(out var id, out _) || _fanIn.FindOrAdd(id) is not { } feed) return;
        var isNew = feed.Tap is null;
        var relay = RelayOf(feed);
        var name = follower.Namespace + "/" + follower.Key;
        // Whoever needs what is not kept gets it from the tape: the feed gives its blocks again from the first on.
        if (!relay.Follow(name, follower.Cursor, follower.Credit, follower.IsBehind) || isNew) _fanIn.Rewind(feed);
        await PassOnAsync(feed);
        if (FeedOf(id) is { } grain) await AcknowledgeAsync(feed, grain);
    }

    public Task OnErrorAsync(Exception ex)
    {
        LogStreamError(this.GetPrimaryKeyString(), ex);
        return Task.CompletedTask;
    }

    public Task OnCompletedAsync() => Task.CompletedTask;

    private static MarketRelay RelayOf(MarketFeed feed)
    {
        if (feed.Tap is MarketRelay known) return known;
        var relay = new MarketRelay();
        feed.Tap = relay;
        return relay;
    }

    /// <summary>Sends what followers take. What a stream does not take now, its follower asks for.</summary>
    private async Task PassOnAsync(MarketFeed feed)
    {
        if (feed.Tap is not MarketRelay relay) return;
        var market = TradingDesk.MarketName(feed.Source);
        while (relay.TryNext(out var name, out var sequence, out var block))
        {
            var slash = name.IndexOf('/', StringComparison.Ordinal);
            if (!await publisher.PublishAsync(name[..slash], name[(slash + 1)..], new MarketBlockItem(market, sequence, block))) return;
        }
    }

    private Task AcknowledgeAsync(MarketFeed feed, IFeedGrain grain) =>
        feed.Channel.Cursor == 0 || feed.Tap is MarketRelay { HeldBytes: > HeldBytesMax }
            ? Task.CompletedTask
            : grain.Acknowledge(this.GetPrimaryKeyString(), feed.Channel.Epoch, feed.Channel.Cursor);

    private ChannelStep Offer(MarketFeed feed, FeedBlock item) => item.IsHeartbeat
        ? _fanIn.Heartbeat(feed, item.Epoch, item.Sequence, item.IsEnded)
        : _fanIn.Offer(feed, item.Epoch, item.Sequence, item.Bytes);

    /// <summary>Gets the blocks before this one again; for a heartbeat, up to the one that it names.</summary>
    private async Task<bool> TryRefillAsync(MarketFeed feed, IFeedGrain grain, FeedBlock item)
    {
        var last = item.IsHeartbeat ? item.Sequence : item.Sequence - 1;
        while (feed.Channel.Cursor < last)
        {
            var sequence = feed.Channel.Cursor + 1;
            var refill = await grain.Refill(item.Epoch, sequence);
            if (refill.Error is { } error)
            {
                if (error == RefillError.Evicted)
                {
                    _fanIn.Lose(feed, $"block {sequence} is lost: the feed does not hold it any more.");
                }

                return false;
            }

            _fanIn.Refill(feed, item.Epoch, sequence, refill.Bytes);
        }

        return true;
    }

    private IFeedGrain? FeedOf(InstrumentId source) =>
        GrainKey.ParseMarket(this.GetPrimaryKeyString()).TryGet(out var market, out _)
        && GrainKey.ForFeed(market.Session, source).TryGet(out var key, out _)
            ? GrainFactory.GetGrain<IFeedGrain>(key.ToString())
            : null;

    [LoggerMessage(1101, LogLevel.Warning, "Market {Key}: its stream reported an error.")]
    private partial void LogStreamError(string key, Exception error);
}
