using System;
using Trading.Model;

namespace Trading.Venues;

/// <summary>The events of one decoded frame. Reused from frame to frame; it allocates only while it grows.</summary>
public sealed class VenueFrame
{
    /// <summary>The most events of a frame.</summary>
    public const int EventsMax = 4_096;

    /// <summary>The most levels of a frame, both sides together.</summary>
    public const int LevelsMax = 32_768;

    private VenueEvent[] _events = new VenueEvent[16];
    private PriceLevel[] _levels = new PriceLevel[256];
    private int _eventCount;
    private int _levelCount;

    /// <summary>The events, in the order of the frame. Valid until the next frame.</summary>
    public ReadOnlySpan<VenueEvent> Events => _events.AsSpan(0, _eventCount);

    /// <summary>The levels of a snapshot or delta, each side in the frame's order. Valid until the next frame.</summary>
    public ReadOnlySpan<PriceLevel> LevelsOf(in VenueEvent e) => _levels.AsSpan(e.LevelStart, e.LevelCount);

    internal void Clear()
    {
        _eventCount = 0;
        _levelCount = 0;
    }

    /// <summary>Begins an event: levels that are added from here on are its own.</summary>
    internal VenueEvent Begin(VenueEventKind kind, int symbol) =>
        new() { Kind = kind, Symbol = symbol, LevelStart = _levelCount };

    internal VenueDecodeError Add(ref VenueEvent e)
    {
        if (_eventCount == EventsMax) return VenueDecodeError.TooMany;
        if (_eventCount == _events.Length) Array.Resize(ref _events, _events.Length * 2);
        e.LevelCount = _levelCount - e.LevelStart;
        _events[_eventCount++] = e;
        return VenueDecodeError.None;
    }

    internal VenueDecodeError Add(PriceLevel level)
    {
        if (_levelCount == LevelsMax) return VenueDecodeError.TooMany;
        if (_levelCount == _levels.Length) Array.Resize(ref _levels, _levels.Length * 2);
        _levels[_levelCount++] = level;
        return VenueDecodeError.None;
    }
}
