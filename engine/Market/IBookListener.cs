using System;
using Trading.Model;
using Trading.Venues;

namespace Trading.Market;

/// <summary>Hears what a venue's messages mean for its book once they are in order: only what was applied.</summary>
public interface IBookListener
{
    /// <summary>The book was replaced.</summary>
    void OnSnapshot(in VenueEvent e, ReadOnlySpan<PriceLevel> levels);

    /// <summary>Levels changed; those that fell out of the subscribed depth are among them as removals.</summary>
    void OnDelta(in VenueEvent e, ReadOnlySpan<PriceLevel> levels);

    /// <summary>The book is lost until the next snapshot; <paramref name="state"/> says why.</summary>
    void OnLost(in VenueEvent e, BookState state);
}
