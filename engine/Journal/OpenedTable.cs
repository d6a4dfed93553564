using System.Collections.Generic;

namespace Trading.Journal;

/// <summary>How opening a table went.</summary>
public enum OpenStatus : byte
{
    /// <summary>The caller owns it.</summary>
    Opened = 1,

    /// <summary>The store cannot be reached or written now; try again later.</summary>
    Unavailable = 2,

    /// <summary>Another process has the store.</summary>
    Locked = 3,

    /// <summary>It does not verify: nobody may go on over it until an operator has acted.</summary>
    Corrupt = 4,
}

/// <summary>A table that was opened by a new owner, or why it was not.</summary>
public sealed record OpenedTable
{
    /// <summary>How it went; the rest is meaningful when Opened, <see cref="Damage"/> when Corrupt.</summary>
    public required OpenStatus Status { get; init; }

    /// <summary>The owner's epoch, greater than all before.</summary>
    public ulong Epoch { get; init; }

    /// <summary>The sequence of the oldest block that is kept; one after the last when there is none.</summary>
    public ulong FirstSequence { get; init; } = 1;

    /// <summary>The sequence of the last block; 0 when there never was one.</summary>
    public ulong LastSequence { get; init; }

    /// <summary>The blocks after which snapshots are kept, newest first.</summary>
    public IReadOnlyList<ulong> Snapshots { get; init; } = [];

    /// <summary>What an operator should know, such as a torn tail that was cut off; mostly empty.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>What does not verify, and where.</summary>
    public CorruptData? Damage { get; init; }
}
