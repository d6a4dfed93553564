namespace Trading.Journal;

/// <summary>How a conditional write ended.</summary>
public enum AppendOutcome : byte
{
    /// <summary>It is durable, to the extent that the table is.</summary>
    Committed = 1,

    /// <summary>Another epoch owns the table, or the sequence is not its next: nothing was written.</summary>
    Fenced = 2,

    /// <summary>Unknown: it may or may not have been written.</summary>
    Failed = 3,
}
