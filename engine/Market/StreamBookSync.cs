using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Trading.Model;
using Trading.Venues;

namespace Trading.Market;

/// <summary>How a delta proves that none is missing before it.</summary>
internal enum Continuity : byte
{
    /// <summary>It does not; the checksum must.</summary>
    None,

    /// <summary>Its id is the last one plus one.</summary>
    ByOne,

    /// <summary>It names the last id, where it names one.</summary>
    ByPrevious,
}

/// <summary>Venues that send the snapshot in the stream: Bybit, Kraken, OKX.</summary>
internal sealed class StreamBookSync(Continuity continuity, ChecksumRule checksum, int priceScale, int quantityScale) : BookSync
{
    private readonly List<PriceLevel> _extended = [];
    private ulong _lastId;
    private int _depth;
    private int _depthAnnounced;

    public override void OnMessage(in VenueEvent e, ReadOnlySpan<PriceLevel> levels, IBookListener listener)
    {
        if (e.Kind == VenueEventKind.Subscribed) _depthAnnounced = e.Depth;
        else if (e.Kind == VenueEventKind.Snapshot) OnSnapshot(e, levels, listener);
        else if (e.Kind == VenueEventKind.Delta) OnDelta(e, levels, listener);
    }

    private void OnSnapshot(in VenueEvent e, ReadOnlySpan<PriceLevel> levels, IBookListener listener)
    {
        // Of several subscriptions to one book, the deepest counts.
        if (e.Depth < _depth)
        {
            Ignored++;
            return;
        }

        _depth = e.Depth;
        _lastId = e.LastUpdateId;
        Book.ApplySnapshot(levels, e.TimeNs, e.LastUpdateId);
        if (Truncates && DepthMax == 0) _depthAnnounced = Math.Max(Book.Levels.Count(Side.Buy), Book.Levels.Count(Side.Sell));
        if (LosesByChecksum(e, listener)) return;
        listener.OnSnapshot(e, levels);
    }

    private void OnDelta(in VenueEvent e, ReadOnlySpan<PriceLevel> levels, IBookListener listener)
    {
        if (!Book.IsSynchronised || e.Depth != _depth)
        {
            Ignored++;
            return;
        }

        if (!Follows(e))
        {
            Book.Lose();
            listener.OnLost(e, BookState.Gap);
            return;
        }

        if (e.LastUpdateId != 0) _lastId = e.LastUpdateId;
        Book.ApplyDelta(levels, e.TimeNs, e.LastUpdateId);
        var applied = Truncates ? Truncate(levels) : levels;
        if (LosesByChecksum(e, listener)) return;
        listener.OnDelta(e, applied);
    }

    private bool Truncates => checksum == ChecksumRule.Kraken;

    private int DepthMax => _depth > 0 ? _depth : _depthAnnounced;

    private bool Follows(in VenueEvent e) => continuity switch
    {
        Continuity.None => true,
        Continuity.ByOne => e.LastUpdateId == _lastId + 1,
        // A message without ids cannot prove anything; one that repeats the last id is a sign of life.
        Continuity.ByPrevious => e.LastUpdateId == 0 || e.PreviousUpdateId == _lastId || e.LastUpdateId == _lastId,
    };

    /// <summary>Levels that fall out of the depth are never sent as removed: they are removed here, and told so.</summary>
    private ReadOnlySpan<PriceLevel> Truncate(ReadOnlySpan<PriceLevel> levels)
    {
        _extended.Clear();
        CollectTruncated(Side.Buy);
        CollectTruncated(Side.Sell);
        if (_extended.Count == 0) return levels;
        _extended.InsertRange(0, levels);
        return CollectionsMarshal.AsSpan(_extended);
    }

    private void CollectTruncated(Side side)
    {
        while (Book.Levels.TryTruncate(side, DepthMax, out var removed)) _extended.Add(removed with { Quantity = 0 });
    }

    private bool LosesByChecksum(in VenueEvent e, IBookListener listener)
    {
        if (!e.HasChecksum || BookChecksum.Compute(checksum, Book.Levels, priceScale, quantityScale) == e.Checksum) return false;
        Book.LoseByChecksum();
        listener.OnLost(e, BookState.ChecksumMismatch);
        return true;
    }
}
