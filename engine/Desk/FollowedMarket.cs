using Trading.Model;
using Trading.Numerics;

namespace Trading.Desk;

/// <summary>A market stream as one node sees it: every event some time after it happened, and none before the one before it.</summary>
internal sealed class FollowedMarket(int instrument, MarketStream stream, MarketCursor cursor, DelaySampler? delay)
{
    private readonly DelayLine? _line = delay is null ? null : new DelayLine(delay);
    private long _nextNs = long.MaxValue;

    /// <summary>The instrument's index.</summary>
    public int Instrument => instrument;

    /// <summary>The place in the stream.</summary>
    public MarketCursor Cursor => cursor;

    /// <summary>True once the stream's end was handled.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>When the next event, or the stream's end, takes effect here; the end of time while neither is known.</summary>
    public long NextNs
    {
        get
        {
            if (_nextNs == long.MaxValue) Look();
            return _nextNs;
        }
    }

    /// <summary>When the stream ends, where that is known and not handled; the end of time otherwise.</summary>
    public long EndNs => stream.IsComplete && !IsEnded ? stream.EndNs : long.MaxValue;

    /// <summary>The next event, or the end, was handled.</summary>
    public void Advance()
    {
        _nextNs = long.MaxValue;
        if (cursor.HasEvent) cursor.Advance();
        else IsEnded = true;
    }

    public void Save(StateWriter writer)
    {
        writer.Write(cursor.Position);
        writer.Write(_nextNs);
        writer.Write(IsEnded);
        _line?.Save(writer);
    }

    public void Load(ref StateReader reader)
    {
        if (!cursor.TryResume(reader.ReadInt64())) reader.Fail();
        _nextNs = reader.ReadInt64();
        IsEnded = reader.ReadBool();
        _line?.Load(ref reader);
    }

    private void Look()
    {
        if (cursor.HasEvent) _nextNs = Delayed(cursor.Event.TimeNs);
        else if (cursor.IsAtEnd && !IsEnded) _nextNs = Delayed(stream.EndNs);
    }

    private long Delayed(long timeNs) => _line?.ArrivalNs(timeNs) ?? timeNs;
}
