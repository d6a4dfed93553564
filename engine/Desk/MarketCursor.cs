using System;
using Trading.Model;
using Trading.Tape;

namespace Trading.Desk;

/// <summary>How far one node has followed a market stream.</summary>
public sealed class MarketCursor
{
    private readonly MarketStream _stream;

    internal MarketCursor(MarketStream stream) => _stream = stream;

    /// <summary>Events handled.</summary>
    public long Position { get; private set; }

    /// <summary>True while the next event is there.</summary>
    public bool HasEvent => Position < _stream.Count;

    /// <summary>True when everything was handled and nothing more will come.</summary>
    public bool IsAtEnd => Position == _stream.Count && _stream.IsComplete;

    /// <summary>The next event; only while there is one.</summary>
    public ref readonly TapeEvent Event => ref _stream.EventAt(Position);

    /// <summary>Its levels, good until the stream takes another event.</summary>
    public ReadOnlySpan<PriceLevel> Levels => _stream.LevelsAt(Position);

    /// <summary>It was handled.</summary>
    internal void Advance() => Position++;

    /// <summary>Goes on where a saved cursor stood.</summary>
    /// <returns>False when the stream does not hold that place.</returns>
    internal bool TryResume(long position)
    {
        if (position > _stream.Count || position < _stream.OldestHeld) return false;
        Position = position;
        return true;
    }

    /// <summary>The stream begins anew: nothing before this place is held.</summary>
    internal void StartAt(long position) => Position = position;
}
