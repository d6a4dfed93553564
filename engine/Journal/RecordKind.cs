namespace Trading.Journal;

/// <summary>What a record of a block holds. The numbers are stable.</summary>
public enum RecordKind : byte
{
    /// <summary>A client's call.</summary>
    Call = 1,

    /// <summary>Another node's output.</summary>
    Deliver = 2,

    /// <summary>A timer that came due.</summary>
    Timer = 3,

    /// <summary>A target's committed cursor, which empties the outbox.</summary>
    Covered = 4,
}
