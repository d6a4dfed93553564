using System;
using System.Collections.Generic;
using Trading.Model;
using Trading.Venues;

namespace Trading.Market;

/// <summary>
/// Binance: diffs are buffered until a REST snapshot comes; then the older ones are dropped and the rest must join on.
/// Spot ids follow each other; USD-M ids do not, each diff names the last id of the one before.
/// </summary>
internal sealed class SplicedBookSync(bool namesPrevious) : BookSync
{
    /// <summary>The most diffs that wait for a snapshot. Beyond it the oldest is dropped, which the splice then notices.</summary>
    internal const int BufferedMax = 8_192;

    /// <summary>The most levels in waiting diffs, all together.</summary>
    internal const int BufferedLevelsMax = 1 << 20;

    private readonly Queue<(VenueEvent Event, PriceLevel[] Levels)> _buffer = new();
    private int _bufferedLevels;
    private ulong _lastId;
    private bool _isSpliced;

    public override void OnMessage(in VenueEvent e, ReadOnlySpan<PriceLevel> levels, IBookListener listener)
    {
        if (e.Kind == VenueEventKind.Snapshot) OnSnapshot(e, levels, listener);
        else if (e.Kind == VenueEventKind.Delta && Book.IsSynchronised) OnDelta(e, levels, listener);
        else if (e.Kind == VenueEventKind.Delta) Buffer(e, levels);
    }

    private void OnSnapshot(in VenueEvent e, ReadOnlySpan<PriceLevel> levels, IBookListener listener)
    {
        var isTooOld = _buffer.TryPeek(out var oldest) && !JoinsOn(oldest.Event, e.LastUpdateId);
        if (Book.IsSynchronised || isTooOld)
        {
            // A live book is ahead of any snapshot; one from before the first diff leaves a hole.
            Ignored++;
            return;
        }

        Book.ApplySnapshot(levels, e.TimeNs, e.LastUpdateId);
        listener.OnSnapshot(e, levels);
        _lastId = e.LastUpdateId;
        _isSpliced = false;
        while (Book.IsSynchronised && _buffer.TryDequeue(out var waiting))
        {
            _bufferedLevels -= waiting.Levels.Length;
            OnDelta(waiting.Event, waiting.Levels, listener);
        }
    }

    private void OnDelta(in VenueEvent e, ReadOnlySpan<PriceLevel> levels, IBookListener listener)
    {
        if (IsOld(e))
        {
            Ignored++;
            return;
        }

        if (_isSpliced ? !Follows(e) : !JoinsOn(e, _lastId))
        {
            Book.Lose();
            listener.OnLost(e, BookState.Gap);
            _buffer.Clear();
            _bufferedLevels = 0;
            Buffer(e, levels);
            return;
        }

        _isSpliced = true;
        _lastId = e.LastUpdateId;
        Book.ApplyDelta(levels, e.TimeNs, e.LastUpdateId);
        listener.OnDelta(e, levels);
    }

    // USD-M keeps a first diff that ends exactly at the snapshot; spot does not need it.
    private bool IsOld(in VenueEvent e) =>
        namesPrevious && !_isSpliced ? e.LastUpdateId < _lastId : e.LastUpdateId <= _lastId;

    private bool JoinsOn(in VenueEvent e, ulong snapshotId) =>
        namesPrevious ? e.FirstUpdateId <= snapshotId : e.FirstUpdateId <= snapshotId + 1;

    private bool Follows(in VenueEvent e) =>
        namesPrevious ? e.PreviousUpdateId == _lastId : e.FirstUpdateId <= _lastId + 1;

    private void Buffer(in VenueEvent e, ReadOnlySpan<PriceLevel> levels)
    {
        _buffer.Enqueue((e, levels.ToArray()));
        _bufferedLevels += levels.Length;
        while (_buffer.Count > BufferedMax || _bufferedLevels > BufferedLevelsMax)
        {
            _bufferedLevels -= _buffer.Dequeue().Levels.Length;
            Ignored++;
        }
    }
}
