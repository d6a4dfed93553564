namespace Trading.Journal;

/// <summary>What kind of refusal a disk gave. The numbers are stable.</summary>
public enum DiskFault : byte
{
    /// <summary>There is no such file or folder.</summary>
    NotFound = 1,

    /// <summary>The file is there already.</summary>
    Exists = 2,

    /// <summary>No room is left: the disk, a quota or a limit of the file's size.</summary>
    Full = 3,

    /// <summary>Not allowed: rights, or a file system that is mounted read-only.</summary>
    Denied = 4,

    /// <summary>Another process holds the lock.</summary>
    Locked = 5,

    /// <summary>The process or the machine has no descriptors left.</summary>
    TooManyOpen = 6,

    /// <summary>The device or the file system failed.</summary>
    Failed = 7,

    /// <summary>An earlier write or sync of this file failed: nothing is written to it any more.</summary>
    Poisoned = 8,

    /// <summary>A sync that must fail was reported as done: this machine's syncs cannot be trusted.</summary>
    SyncUntrusted = 9,
}

/// <summary>A refusal of a disk.</summary>
/// <param name="Fault">What kind.</param>
/// <param name="Operation">What was tried, in one word.</param>
/// <param name="Path">On which file or folder.</param>
/// <param name="Code">The operating system's error number; 0 when it gave none.</param>
public sealed record DiskError(DiskFault Fault, string Operation, string Path, int Code)
{
    /// <inheritdoc/>
    public override string ToString() =>
        Code == 0 ? $"{Operation} of {Path}: {Fault}" : $"{Operation} of {Path}: {Fault} (error {Code})";
}
