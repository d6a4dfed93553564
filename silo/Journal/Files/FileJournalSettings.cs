namespace Trading.Journal.Files;

/// <summary>Where and how journals are kept in files.</summary>
public sealed record FileJournalSettings
{
    /// <summary>The data directory, made if need be with rights for its owner only. One process has it at a time.</summary>
    public required string Folder { get; init; }

    /// <summary>Threads that write; a node's work always goes to the same one. From 1.</summary>
    public int Writers { get; init; } = 2;

    /// <summary>Requests that may wait before each writer; beyond it they are answered as failed at once.</summary>
    public int QueueMax { get; init; } = 4096;

    /// <summary>The sizes of each node's journal.</summary>
    public FileTableSettings Table { get; init; } = new();
}
