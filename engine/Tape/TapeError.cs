namespace Trading.Tape;

/// <summary>Why a tape was refused, and where.</summary>
/// <param name="Code">The reason.</param>
/// <param name="Line">The line, from 1; the header is line 1.</param>
/// <param name="Offset">The byte in the uncompressed input at which reading stopped, from 0.</param>
/// <param name="Expected">What was expected, for counts and sequences; otherwise 0.</param>
/// <param name="Actual">What was found, for counts and sequences; otherwise 0.</param>
public readonly record struct TapeError(TapeErrorCode Code, long Line, long Offset, long Expected = 0, long Actual = 0)
{
    /// <summary>Where, why, and what can be done, in one line.</summary>
    public override string ToString() => $"line {Line}, byte {Offset}: {Code}: {Explain()}";

    private string Explain() => Code switch
    {
        TapeErrorCode.None => "nothing is wrong.",
        TapeErrorCode.Empty => "the input is empty; a tape begins with a header line.",
        TapeErrorCode.BadHeader => "this is not a tape header; is the file a tape, and is its compression named by its extension?",
        TapeErrorCode.UnsupportedVersion => $"tape version {Actual} cannot be read; this build reads version {Expected}.",
        TapeErrorCode.BadInstrument => "an instrument's rules contradict each other, or it occurs twice.",
        TapeErrorCode.BadName => "a name must be printable ASCII without quotes and backslashes.",
        TapeErrorCode.TableTooLong => "a table of the header has more entries than a tape may have.",
        TapeErrorCode.LineTooLong => $"the line is longer than {TapeLimits.LineBytesMax} bytes.",
        TapeErrorCode.Malformed => "the line is not canonical JSON of the tape format.",
        TapeErrorCode.UnknownKind => "the event's kind is not known.",
        TapeErrorCode.UnexpectedField => "the field is not known, or this kind of event does not have it.",
        TapeErrorCode.FieldOrder => "the field is out of order or occurs twice.",
        TapeErrorCode.MissingField => "a field that this kind of event needs is missing.",
        TapeErrorCode.OutOfRange => "the number is out of its range, or must be left out at this value.",
        TapeErrorCode.BadIndex => "the index points outside its table in the header.",
        TapeErrorCode.TooManyLevels => $"a side has more than {TapeLimits.LevelsPerSideMax} levels.",
        TapeErrorCode.SequenceGap => $"the event's sequence is {Actual}, expected was {Expected}; lines are missing or out of order.",
        TapeErrorCode.Truncated => "the input ends inside a line.",
        TapeErrorCode.MissingTrailer => "the input ends without a trailer; the tape was cut off.",
        TapeErrorCode.CountMismatch => $"the trailer counts {Expected} events, the tape has {Actual}.",
        TapeErrorCode.HashMismatch => "the lines are not those that the trailer's hash was made of; the tape was changed.",
        TapeErrorCode.AfterTrailer => "something follows the trailer.",
    };
}
