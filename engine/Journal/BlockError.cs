namespace Trading.Journal;

/// <summary>
/// Why a block was not replayed. The node is then unusable: no activation may go on over a damaged or foreign table.
/// </summary>
public enum BlockError : byte
{
    /// <summary>Shorter than its header, or than the length in it.</summary>
    Truncated = 1,

    /// <summary>It does not begin with the block's magic number.</summary>
    BadMagic = 2,

    /// <summary>A layout version that this build does not read.</summary>
    UnknownLayout = 3,

    /// <summary>The checksum does not match the bytes.</summary>
    BadChecksum = 4,

    /// <summary>Written by another version of the node, which may decide otherwise.</summary>
    OtherNodeVersion = 5,

    /// <summary>Written under another number of recorded answers per client.</summary>
    OtherLimits = 6,

    /// <summary>The sequence or the position does not follow the block before.</summary>
    OutOfSequence = 7,

    /// <summary>The epoch is lower than the block's before.</summary>
    EpochWentBack = 8,

    /// <summary>It does not name the hash of the block before.</summary>
    BrokenChain = 9,

    /// <summary>A record is not well formed.</summary>
    MalformedRecord = 10,

    /// <summary>The node gave other outputs than when the block was written.</summary>
    Diverged = 11,

    /// <summary>Blocks are replayed before an activation is loaded, not after.</summary>
    NotLoading = 12,
}
