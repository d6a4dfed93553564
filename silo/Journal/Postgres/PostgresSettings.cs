using System;

namespace Trading.Journal.Postgres;

/// <summary>How a process uses the database.</summary>
public sealed record PostgresSettings
{
    /// <summary>
    /// Where the database is, in Npgsql's key=value form. A password belongs into a passfile or the environment
    /// rather than here.
    /// </summary>
    public required string ConnectionString { get; init; }

    /// <summary>
    /// After this an append has failed with an unknown outcome; 50 ms or more. Below a second, so that a caller learns of
    /// a database that is gone within one.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMilliseconds(800);

    /// <summary>After this reading, or saving a snapshot, has failed: it may be much.</summary>
    public TimeSpan BulkTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Connections of the journal at most; further appends wait for one until they time out.</summary>
    public int ConnectionsMax { get; init; } = 16;

    /// <summary>
    /// Keeps blocks that snapshots cover, so that the whole history can be replayed. It grows without bound.
    /// </summary>
    public bool KeepsCoveredBlocks { get; init; }
}
