using System;
using Trading.Model;
using Trading.Tape;

namespace Trading.Market;

/// <summary>One venue's book with its state: the levels, how far they can be trusted, and what went wrong so far.</summary>
public sealed class MarketBook
{
    /// <summary>The levels.</summary>
    public VenueBook Levels { get; } = new();

    /// <summary>How far the levels can be trusted.</summary>
    public BookState State { get; private set; }

    /// <summary>The time of the last update, UNIX nanoseconds.</summary>
    public long LastNs { get; private set; }

    /// <summary>The venue's sequence of the last update; 0 where it has none.</summary>
    public ulong VenueSequence { get; private set; }

    /// <summary>Snapshots and deltas applied.</summary>
    public long Updates { get; private set; }

    /// <summary>How often updates were lost.</summary>
    public long Gaps { get; private set; }

    /// <summary>How often the venue's checksum differed.</summary>
    public long ChecksumFailures { get; private set; }

    /// <summary>How often the book became crossed.</summary>
    public long Crossings { get; private set; }

    /// <summary>True when updates can be applied: there was a snapshot and nothing was lost since.</summary>
    public bool IsSynchronised => State is BookState.Live or BookState.Crossed or BookState.Stale;

    /// <summary>Applies an event of a tape if it is one of price levels.</summary>
    /// <returns>False for every other event: nothing is changed then.</returns>
    public bool TryApply(in TapeEvent e, ReadOnlySpan<PriceLevel> levels)
    {
        if (e.Kind == TapeEventKind.BookSnapshot) ApplySnapshot(levels, e.TimeNs, e.VenueSequence);
        else if (e.Kind == TapeEventKind.BookDelta) ApplyDelta(levels, e.TimeNs, e.VenueSequence);
        else if (e.Kind == TapeEventKind.FeedGap) Lose();
        else return false;
        return true;
    }

    /// <summary>Replaces the levels.</summary>
    public void ApplySnapshot(ReadOnlySpan<PriceLevel> levels, long timeNs, ulong venueSequence)
    {
        Levels.Replace(levels);
        Touch(timeNs, venueSequence, BookState.Live);
    }

    /// <summary>Applies changes to a synchronised book; others ignore them.</summary>
    public void ApplyDelta(ReadOnlySpan<PriceLevel> levels, long timeNs, ulong venueSequence)
    {
        if (!IsSynchronised) return;
        Levels.Apply(levels);
        Touch(timeNs, venueSequence, State);
    }

    /// <summary>Discards the levels: updates were lost.</summary>
    public void Lose()
    {
        Levels.Clear();
        State = BookState.Gap;
        Gaps++;
    }

    /// <summary>Discards the levels: the venue's checksum differs.</summary>
    public void LoseByChecksum()
    {
        Levels.Clear();
        State = BookState.ChecksumMismatch;
        ChecksumFailures++;
    }

    /// <summary>Marks a live book stale when nothing has come for too long; the next update makes it live again.</summary>
    /// <param name="nowNs">The time, UNIX nanoseconds.</param>
    /// <param name="staleAfterNs">The longest silence allowed, in nanoseconds.</param>
    public void CheckSilence(long nowNs, long staleAfterNs)
    {
        if (State == BookState.Live && (Int128)nowNs - LastNs > staleAfterNs) State = BookState.Stale;
    }

    /// <summary>Notes that the levels were changed from outside, order by order.</summary>
    internal void TouchLevels(long timeNs) => Touch(timeNs, VenueSequence, State);

    /// <summary>Becomes equal to another book.</summary>
    internal void CopyFrom(MarketBook other)
    {
        Levels.CopyFrom(other.Levels);
        (State, LastNs, VenueSequence) = (other.State, other.LastNs, other.VenueSequence);
        (Updates, Gaps, ChecksumFailures, Crossings) = (other.Updates, other.Gaps, other.ChecksumFailures, other.Crossings);
    }

    internal void Save(StateWriter writer)
    {
        writer.Write((byte)State);
        writer.Write(LastNs);
        writer.Write(VenueSequence);
        writer.Write(Updates);
        writer.Write(Gaps);
        writer.Write(ChecksumFailures);
        writer.Write(Crossings);
        Levels.Save(writer);
    }

    internal void Load(ref StateReader reader)
    {
        State = (BookState)reader.ReadByte();
        if (State > BookState.ChecksumMismatch) reader.Fail();
        LastNs = reader.ReadInt64();
        VenueSequence = reader.ReadUInt64();
        Updates = reader.ReadInt64();
        Gaps = reader.ReadInt64();
        ChecksumFailures = reader.ReadInt64();
        Crossings = reader.ReadInt64();
        Levels.Load(ref reader);
    }

    private void Touch(long timeNs, ulong venueSequence, BookState before)
    {
        LastNs = timeNs;
        VenueSequence = venueSequence;
        Updates++;
        State = Levels.IsCrossed ? BookState.Crossed : BookState.Live;
        if (State == BookState.Crossed && before != BookState.Crossed) Crossings++;
    }
}
