using System;
using System.Buffers;
using Trading.Model;
using Trading.Tape;

namespace Trading.Desk;

/// <summary>
/// One instrument's market events on their way to the nodes that follow it: a ring that holds what the slowest of them has
/// not handled yet. Times never step back.
/// </summary>
public sealed class MarketStream
{
    private readonly MarketCursor[] _cursors;
    private TapeEvent[] _events = new TapeEvent[64];
    private LevelRange[] _ranges = new LevelRange[64];
    private PriceLevel[] _levels = new PriceLevel[1024];
    private long _levelsWritten;

    /// <summary>An empty stream.</summary>
    /// <param name="followers">How many nodes follow it.</param>
    public MarketStream(int followers)
    {
        _cursors = new MarketCursor[followers];
        for (var i = 0; i < followers; i++) _cursors[i] = new MarketCursor(this);
    }

    /// <summary>Events that came so far.</summary>
    public long Count { get; private set; }

    /// <summary>Events that a follower has not handled.</summary>
    public long Held => Count - Oldest();

    /// <summary>True when no more events will come.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>When the market ended, UNIX nanoseconds; once it is complete.</summary>
    public long EndNs { get; private set; }

    /// <summary>The time of the last event, UNIX nanoseconds.</summary>
    public long LastNs { get; private set; }

    /// <summary>Every event before this time has come: UNIX nanoseconds; the end of time once it is complete.</summary>
    public long ReadNs { get; private set; }

    /// <summary>The place of one of its followers.</summary>
    public MarketCursor Cursor(int follower) => _cursors[follower];

    /// <summary>Takes the next event.</summary>
    /// <param name="e">The event; its time is not before the last one's.</param>
    /// <param name="levels">Its levels.</param>
    public void Add(in TapeEvent e, ReadOnlySpan<PriceLevel> levels)
    {
        var oldest = OldestHeld = Oldest();
        if (Count - oldest == _events.Length) GrowEvents(oldest);
        var start = Reserve(levels.Length, oldest);
        levels.CopyTo(_levels.AsSpan(start));
        var slot = (int)(Count & (_events.Length - 1));
        _events[slot] = e;
        _ranges[slot] = new LevelRange(_levelsWritten, start, levels.Length);
        _levelsWritten += levels.Length;
        Count++;
        ReadNs = LastNs = e.TimeNs;
    }

    /// <summary>Nothing more will come before a time.</summary>
    public void MarkRead(long readNs) => ReadNs = Math.Max(ReadNs, readNs);

    /// <summary>No more events will come.</summary>
    /// <param name="endNs">When the market ended, UNIX nanoseconds; not before the last event.</param>
    public void Complete(long endNs) => (IsComplete, EndNs, ReadNs) = (true, endNs, long.MaxValue);

    /// <summary>Writes the events that a follower has not handled, and how far the stream has come.</summary>
    internal void Save(StateWriter writer, TapeLines lines)
    {
        var oldest = Oldest();
        writer.Write(oldest);
        writer.Write(LastNs);
        writer.Write(ReadNs);
        writer.Write(EndNs);
        writer.Write(IsComplete);
        var held = new ArrayBufferWriter<byte>();
        for (var number = oldest; number < Count; number++)
        {
            var error = lines.Write(held, EventAt(number), LevelsAt(number));
            // They came as lines, or from a tape.
            if (error != TapeErrorCode.None) throw new InvalidOperationException($"a market event cannot be written: {error}");
        }

        writer.WriteBlock(held.WrittenSpan);
    }

    /// <summary>Reads what <see cref="Save"/> wrote, into an empty stream; before its followers are loaded.</summary>
    internal void Load(ref StateReader reader, TapeLines lines)
    {
        Count = reader.ReadInt64();
        var (lastNs, readNs, endNs) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
        var isComplete = reader.ReadBool();
        OldestHeld = Count;
        foreach (var cursor in _cursors) cursor.StartAt(Count);
        for (var held = reader.ReadBlock(); !held.IsEmpty;)
        {
            if (lines.TryTake(ref held))
            {
                Add(lines.Event, lines.Levels);
                continue;
            }

            reader.Fail();
            return;
        }

        (LastNs, ReadNs, EndNs, IsComplete) = (lastNs, readNs, endNs, isComplete);
    }

    /// <summary>The oldest event that it can still give.</summary>
    internal long OldestHeld { get; private set; }

    internal ref readonly TapeEvent EventAt(long number) => ref _events[number & (_events.Length - 1)];

    internal ReadOnlySpan<PriceLevel> LevelsAt(long number)
    {
        ref readonly var range = ref _ranges[number & (_events.Length - 1)];
        return _levels.AsSpan(range.Start, range.Length);
    }

    private long Oldest()
    {
        var oldest = Count;
        foreach (var cursor in _cursors) oldest = Math.Min(oldest, cursor.Position);
        return oldest;
    }

    private void GrowEvents(long oldest)
    {
        var (events, ranges) = (new TapeEvent[_events.Length * 2], new LevelRange[_events.Length * 2]);
        for (var number = oldest; number < Count; number++)
        {
            events[number & (events.Length - 1)] = EventAt(number);
            ranges[number & (events.Length - 1)] = _ranges[number & (_events.Length - 1)];
        }

        (_events, _ranges) = (events, ranges);
    }

    /// <summary>A stretch of the levels' ring without a break: what does not fit before its end begins at its start.</summary>
    private int Reserve(int length, long oldest)
    {
        while (true)
        {
            var start = (int)(_levelsWritten & (_levels.Length - 1));
            var skipped = start + length <= _levels.Length ? 0 : _levels.Length - start;
            var held = oldest < Count ? _levelsWritten - _ranges[oldest & (_events.Length - 1)].Written : 0;
            if (held + skipped + length <= _levels.Length)
            {
                _levelsWritten += skipped;
                return (int)(_levelsWritten & (_levels.Length - 1));
            }

            GrowLevels(oldest, length);
        }
    }

    private void GrowLevels(long oldest, int length)
    {
        var size = _levels.Length * 2;
        while (size < 2 * length) size *= 2;
        var levels = new PriceLevel[size];
        var written = 0L;
        for (var number = oldest; number < Count; number++)
        {
            LevelsAt(number).CopyTo(levels.AsSpan((int)written));
            ref var range = ref _ranges[number & (_events.Length - 1)];
            range = new LevelRange(written, (int)written, range.Length);
            written += range.Length;
        }

        (_levels, _levelsWritten) = (levels, written);
    }

    /// <summary>Where an event's levels lie.</summary>
    private readonly record struct LevelRange(long Written, int Start, int Length);
}
