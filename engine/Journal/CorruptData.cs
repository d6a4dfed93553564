namespace Trading.Journal;

/// <summary>What kind of damage was found. The numbers are stable.</summary>
public enum DamageKind : byte
{
    /// <summary>A segment's own header does not verify.</summary>
    SegmentHeader = 1,

    /// <summary>A block's frame does not verify.</summary>
    Frame = 2,

    /// <summary>A block's bytes do not match their checksum.</summary>
    Block = 3,

    /// <summary>A block is missing: one with a later sequence is there.</summary>
    MissingBlock = 4,

    /// <summary>A block does not follow the one before: its sequence, its epoch or the hash that it names.</summary>
    BrokenChain = 5,

    /// <summary>A whole segment is missing, or two claim the same blocks.</summary>
    MissingSegment = 6,

    /// <summary>Blocks before the oldest are gone and no snapshot that verifies covers them.</summary>
    NoSnapshot = 7,

    /// <summary>A block does not replay: the node gave other outputs, or refuses the version or a record.</summary>
    Replay = 8,

    /// <summary>A number exceeds what any writer writes.</summary>
    Limit = 9,
}

/// <summary>Damage that was found in a table: the node refuses to activate until an operator has acted.</summary>
/// <param name="Kind">What kind.</param>
/// <param name="Segment">The file's name, or the table's.</param>
/// <param name="Offset">Where in the segment, bytes; -1 when it has no place.</param>
/// <param name="Sequence">The block that was expected there.</param>
/// <param name="Detail">In words, for the operator.</param>
public sealed record CorruptData(DamageKind Kind, string Segment, long Offset, ulong Sequence, string Detail)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{Kind} in {Segment} at offset {Offset}, block {Sequence}: {Detail}";
}
