using System;
using System.Collections.Generic;
using System.Linq;
using Trading.Market;
using Trading.Model;
using Trading.Venues;

namespace Trading.Tests.Market;

/// <summary>Feeds messages to a book's rules and writes down what they said: <c>snapshot 5</c>, <c>delta 7</c>, <c>Gap 9</c>.</summary>
internal sealed class SyncRun(VenueFeed feed) : IBookListener
{
    public List<string> Said { get; } = [];

    public BookSync Sync { get; } = BookSync.Create(feed, 1, 8);

    public SyncRun Snapshot(ulong id, int depth = 0, uint? checksum = null, params PriceLevel[] levels) =>
        Send(new VenueEvent { Kind = VenueEventKind.Snapshot, FirstUpdateId = id, LastUpdateId = id, Depth = depth }, checksum, levels);

    public SyncRun Delta(ulong first, ulong last, ulong previous = 0, int depth = 0, uint? checksum = null, params PriceLevel[] levels) =>
        Send(
            new VenueEvent
            {
                Kind = VenueEventKind.Delta,
                FirstUpdateId = first,
                LastUpdateId = last,
                PreviousUpdateId = previous,
                Depth = depth,
            },
            checksum,
            levels);

    public SyncRun Subscribed(int depth) => Send(new VenueEvent { Kind = VenueEventKind.Subscribed, Depth = depth }, null, []);

    public void OnSnapshot(in VenueEvent e, ReadOnlySpan<PriceLevel> levels) => Said.Add($"snapshot {e.LastUpdateId}");

    public void OnDelta(in VenueEvent e, ReadOnlySpan<PriceLevel> levels) =>
        Said.Add($"delta {e.LastUpdateId}" + string.Concat(levels.ToArray().Where(l => l.Quantity == 0).Select(l => $" -{l.Price}")));

    public void OnLost(in VenueEvent e, BookState state) => Said.Add($"{state} {e.LastUpdateId}");

    private SyncRun Send(VenueEvent e, uint? checksum, PriceLevel[] levels)
    {
        (e.HasChecksum, e.Checksum) = (checksum is not null, checksum ?? 0);
        Sync.OnMessage(e, levels, this);
        return this;
    }
}
