namespace Trading.Market;

/// <summary>How far a market's book can be trusted. Only <see cref="Live"/> is good for new orders.</summary>
public enum BookState : byte
{
    /// <summary>No snapshot has come yet.</summary>
    Empty = 0,

    /// <summary>Every update since the snapshot was applied.</summary>
    Live = 1,

    /// <summary>Nothing has come for longer than allowed.</summary>
    Stale = 2,

    /// <summary>The best bid is at or above the best ask: an update is missing or wrong.</summary>
    Crossed = 3,

    /// <summary>Updates were lost; the levels are discarded until the next snapshot.</summary>
    Gap = 4,

    /// <summary>The venue's checksum differs; the levels are discarded until the next snapshot.</summary>
    ChecksumMismatch = 5,
}
