namespace Trading.Tape;

/// <summary>Why a tape, or an event for one, was refused. The numbers are stable and never reused.</summary>
public enum TapeErrorCode : byte
{
    /// <summary>Nothing is wrong.</summary>
    None = 0,

    /// <summary>The input is empty.</summary>
    Empty = 1,

    /// <summary>The first line is not a tape header.</summary>
    BadHeader = 2,

    /// <summary>The header names a version that this build does not read.</summary>
    UnsupportedVersion = 3,

    /// <summary>An instrument of the header has rules that contradict each other, or occurs twice.</summary>
    BadInstrument = 4,

    /// <summary>An agent's, regime's or provenance text has a character outside printable ASCII, a quote or a backslash, or a bad length.</summary>
    BadName = 5,

    /// <summary>A table of the header is longer than its limit.</summary>
    TableTooLong = 6,

    /// <summary>A line is longer than the limit.</summary>
    LineTooLong = 10,

    /// <summary>The line is not JSON of the canonical form.</summary>
    Malformed = 11,

    /// <summary>The event's kind is not known.</summary>
    UnknownKind = 12,

    /// <summary>A field's name is not known, or its kind of event does not have it.</summary>
    UnexpectedField = 13,

    /// <summary>A field stands before one that it must follow, or occurs twice.</summary>
    FieldOrder = 14,

    /// <summary>A field that its kind of event needs is missing.</summary>
    MissingField = 15,

    /// <summary>A number is out of its range, or is written where its empty value must be left out.</summary>
    OutOfRange = 16,

    /// <summary>An index points outside its table in the header.</summary>
    BadIndex = 17,

    /// <summary>A side of a book event has more levels than the limit.</summary>
    TooManyLevels = 18,

    /// <summary>The sequence number is not the one that follows.</summary>
    SequenceGap = 20,

    /// <summary>The input ends inside a line.</summary>
    Truncated = 21,

    /// <summary>The input ends without a trailer.</summary>
    MissingTrailer = 22,

    /// <summary>The trailer's count is not the number of events.</summary>
    CountMismatch = 23,

    /// <summary>The trailer's hash is not the hash of the lines before it.</summary>
    HashMismatch = 24,

    /// <summary>Something follows the trailer.</summary>
    AfterTrailer = 25,
}
