namespace Trading.Durable;

/// <summary>
/// The bounds of a durable node. Only <see cref="AnswersPerClient"/> shapes the state, and every block records it.
/// </summary>
public sealed record DurableLimits
{
    /// <summary>The bounds that grains use.</summary>
    public static readonly DurableLimits Default = new();

    /// <summary>
    /// Recorded answers kept per client, 1 to 65,535: a client must not make a call while the one that many before it is
    /// unresolved, or a late one becomes TooOld.
    /// </summary>
    public ushort AnswersPerClient { get; init; } = 32;

    /// <summary>Clients remembered; a call of one more is refused as TooManyClients.</summary>
    public int ClientsMax { get; init; } = 4096;

    /// <summary>Bytes of one payload; more is refused as TooLarge.</summary>
    public int PayloadBytesMax { get; init; } = 512 * 1024;

    /// <summary>Bytes after which a block is closed; the next inputs go into the next block.</summary>
    public int BlockBytesMax { get; init; } = 1024 * 1024;

    /// <summary>Inputs waiting for their block; more are refused as Overloaded.</summary>
    public int QueueCountMax { get; init; } = 4096;

    /// <summary>Payload bytes waiting for their block; more are refused as Overloaded.</summary>
    public int QueueBytesMax { get; init; } = 64 * 1024 * 1024;

    /// <summary>Urgent calls that may wait beyond a full queue: as many that go ahead, and as many behind their own callers' calls.</summary>
    public int UrgentCountMax { get; init; } = 1024;

    /// <summary>Records after which a snapshot is due.</summary>
    public int SnapshotRecords { get; init; } = 100_000;

    /// <summary>Bytes of blocks after which a snapshot is due.</summary>
    public int SnapshotBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Outputs waiting for their targets; while there are more, inputs are refused as Overloaded.</summary>
    public int OutboxCountMax { get; init; } = 65_536;
}
