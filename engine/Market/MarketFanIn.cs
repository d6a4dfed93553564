using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Trading.Model;

namespace Trading.Market;

/// <summary>One instrument over all venues: takes the feeds' slices, each feed's in their order, and keeps each venue's book
/// and the view over all of them.</summary>
/// <param name="quorum">How many live books make the market healthy.</param>
public sealed class MarketFanIn(int quorum)
{
    /// <summary>The most feeds of one market; slices of one more are passed over.</summary>
    public const int FeedsMax = 64;

    private const int FeedBytesMin = 40;

    private readonly List<MarketFeed> _feeds = [];
    private readonly List<MarketFeed> _venues = [];

    /// <summary>The feeds, in the order of their names.</summary>
    public IReadOnlyList<MarketFeed> Feeds => _feeds;

    /// <summary>The feeds whose books the view shows, by the view's venue index.</summary>
    public IReadOnlyList<MarketFeed> Venues => _venues;

    /// <summary>The best of each venue and of all.</summary>
    public ConsolidatedBook Consolidated { get; private set; } = new([], quorum);

    /// <summary>Events of all feeds' present plays.</summary>
    public long Events
    {
        get
        {
            var events = 0L;
            foreach (var feed in _feeds) events += feed.Events;
            return events;
        }
    }

    /// <summary>The feed of a venue's instrument; null when nothing came from it.</summary>
    public MarketFeed? Find(InstrumentId source) => _feeds.Find(feed => feed.Source == source);

    /// <summary>The top of a feed's book; null while the view does not show it.</summary>
    public VenueTop? TopOf(MarketFeed feed)
    {
        var venue = _venues.IndexOf(feed);
        return venue < 0 ? null : Consolidated.Venues[venue];
    }

    /// <summary>Takes a feed's next slice. A later play replaces all that came before; what an earlier one sends is passed over.</summary>
    /// <param name="source">The feed and its play.</param>
    /// <param name="slice">A slice of the tape; empty for its end.</param>
    public void Take(SliceSource source, ReadOnlySpan<byte> slice)
    {
        if (FindOrAdd(source.Instrument) is not { } feed || source.Play < feed.Play) return;
        if (source.Play > feed.Play) Restart(feed, source.Play);
        if (feed.Take(slice) || !_venues.Contains(feed)) Show(feed);
    }

    internal void Save(StateWriter writer)
    {
        writer.Write(Consolidated.Sequence);
        writer.Write(_feeds.Count);
        foreach (var feed in _feeds) feed.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote into a market without feeds.</summary>
    internal void Load(ref StateReader reader)
    {
        var sequence = reader.ReadInt64();
        for (var left = reader.ReadCount(FeedBytesMin); left > 0; left--)
        {
            var feed = MarketFeed.Load(ref reader);
            if (feed is null || _feeds.Count == FeedsMax || (_feeds.Count > 0 && feed.Source <= _feeds[^1].Source)) reader.Fail();
            else _feeds.Add(feed);
        }

        Rebuild();
        Consolidated.Resume(sequence);
    }

    private MarketFeed? FindOrAdd(InstrumentId source)
    {
        if (Find(source) is { } known) return known;
        if (_feeds.Count == FeedsMax) return null;
        var feed = new MarketFeed(source);
        var rank = _feeds.FindIndex(other => other.Source > source);
        _feeds.Insert(rank < 0 ? _feeds.Count : rank, feed);
        return feed;
    }

    private void Restart(MarketFeed feed, ulong play)
    {
        feed.Restart(play);
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
