using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Trading.Channels;
using Trading.Model;

namespace Trading.Market;

/// <summary>One instrument over all venues: takes the feeds' blocks in whatever order they come, keeps each venue's
/// book and the view over all of them.</summary>
/// <param name="quorum">How many live books make the market healthy.</param>
public sealed class MarketFanIn(int quorum)
{
    /// <summary>The most feeds of one market; blocks of one more are refused.</summary>
    public const int FeedsMax = 64;

    private readonly List<MarketFeed> _feeds = [];
    private readonly List<MarketFeed> _venues = [];

    /// <summary>The feeds, in the order of their names.</summary>
    public IReadOnlyList<MarketFeed> Feeds => _feeds;

    /// <summary>The feeds whose books the view shows, by the view's venue index.</summary>
    public IReadOnlyList<MarketFeed> Venues => _venues;

    /// <summary>The best of each venue and of all.</summary>
    public ConsolidatedBook Consolidated { get; private set; } = new([], quorum);

    /// <summary>The feed of a venue's instrument; null when nothing came from it.</summary>
    public MarketFeed? Find(InstrumentId source) => _feeds.Find(feed => feed.Source == source);

    /// <summary>The feed of a venue's instrument, known or new.</summary>
    /// <returns>Null when it is new and there is no room for one more.</returns>
    public MarketFeed? FindOrAdd(InstrumentId source)
    {
        if (Find(source) is { } known) return known;
        if (_feeds.Count == FeedsMax) return null;
        var feed = new MarketFeed(source);
        var rank = _feeds.FindIndex(other => other.Source > source);
        _feeds.Insert(rank < 0 ? _feeds.Count : rank, feed);
        return feed;
    }

    /// <summary>Offers a block: see <see cref="ChannelReceiver.Offer"/> for what to do next.</summary>
    /// <param name="feed">The feed that it came from.</param>
    /// <param name="epoch">The feed's epoch.</param>
    /// <param name="sequence">The block's sequence.</param>
    /// <param name="bytes">The slice of the tape.</param>
    public ChannelStep Offer(MarketFeed feed, ulong epoch, ulong sequence, ReadOnlySpan<byte> bytes)
    {
        var step = feed.Channel.Offer(epoch, sequence);
        if (step == ChannelStep.Apply && feed.Apply(bytes)) Show(feed);
        if (step == ChannelStep.Restart) Restart(feed);
        return step;
    }

    /// <summary>Offers a block that was asked for again.</summary>
    public void Refill(MarketFeed feed, ulong epoch, ulong sequence, ReadOnlySpan<byte> bytes)
    {
        if (Offer(feed, epoch, sequence, bytes) == ChannelStep.Apply) feed.CountRefill();
    }

    /// <summary>Takes a heartbeat.</summary>
    /// <param name="feed">The feed that it came from.</param>
    /// <param name="epoch">The feed's epoch.</param>
    /// <param name="lastSequence">The last block that it published.</param>
    /// <param name="isEnded">True when nothing comes after it.</param>
    public ChannelStep Heartbeat(MarketFeed feed, ulong epoch, ulong lastSequence, bool isEnded)
    {
        var step = feed.Channel.Heartbeat(epoch, lastSequence);
        if (step == ChannelStep.Restart) Restart(feed);
        if (step == ChannelStep.Duplicate && isEnded && feed.Channel.Cursor == lastSequence) feed.Complete();
        return step;
    }

    /// <summary>Forgets all of a feed's data: its blocks are asked for again from the first on.</summary>
    public void Rewind(MarketFeed feed)
    {
        feed.Channel.Rewind();
        Restart(feed);
    }

    /// <summary>A block is gone for good: the venue's book is lost until the feed starts anew.</summary>
    public void Lose(MarketFeed feed, string reason)
    {
        feed.Fail(reason);
        Show(feed);
    }

    private void Restart(MarketFeed feed)
    {
        feed.Restart();
        if (_venues.Contains(feed)) Rebuild();
    }

    private void Show(MarketFeed feed)
    {
        if (feed.Book is not { } book) return;
        var venue = _venues.IndexOf(feed);
        if (venue < 0) Rebuild();
        else Consolidated.Update(venue, book);
    }

    /// <summary>
    /// The venues of a consolidated book are fixed, so a feed that comes or restarts makes a new one.
    /// </summary>
    private void Rebuild()
    {
        _venues.Clear();
        var rules = ImmutableArray.CreateBuilder<Instrument>();
        foreach (var feed in _feeds)
        {
            if (feed.Rules is not { } instrument) continue;
            _venues.Add(feed);
            rules.Add(instrument);
        }

        Consolidated = new ConsolidatedBook(rules.ToImmutable(), quorum);
        for (var venue = 0; venue < _venues.Count; venue++)
        {
            if (_venues[venue].Book is { } book) Consolidated.Update(venue, book);
        }
    }
}
