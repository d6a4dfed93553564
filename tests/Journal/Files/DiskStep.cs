namespace Trading.Tests.Journal;

/// <summary>What a step of a disk's trace did.</summary>
internal enum StepKind
{
    MakeFolder,
    Create,
    Write,
    Sync,
    SyncFailed,
    Rename,
    Delete,
    SyncFolder,
}

/// <summary>One call that changes what is on a disk or what is durable.</summary>
/// <param name="Kind">What.</param>
/// <param name="Path">The file or folder.</param>
/// <param name="To">The new path of a renamed file.</param>
/// <param name="File">The number of the file itself, whatever its name; 0 for a folder.</param>
/// <param name="Offset">Where was written; of a creation the length.</param>
/// <param name="Bytes">What was written.</param>
internal sealed record DiskStep(StepKind Kind, string Path, string To, int File, long Offset, byte[] Bytes)
{
    public static string FolderOf(string path) => path.LastIndexOf('/') is var at and >= 0 ? path[..at] : "";
}
