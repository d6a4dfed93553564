namespace Trading.Journal.Postgres;

/// <summary>Why the database cannot be used. The numbers are stable.</summary>
public enum PostgresFault : byte
{
    /// <summary>The connection string does not parse.</summary>
    BadConnectionString = 1,

    /// <summary>Nobody answers, or it refuses us.</summary>
    Unreachable = 2,

    /// <summary>The schema is not there, or older than this build needs: run init-db.</summary>
    SchemaMissing = 3,

    /// <summary>The schema is newer than this build knows.</summary>
    SchemaNewer = 4,

    /// <summary>A script that was applied differs from the one of this build.</summary>
    SchemaChanged = 5,

    /// <summary>The server would acknowledge what a crash can undo.</summary>
    NotDurable = 6,

    /// <summary>PostgreSQL's programs are not installed.</summary>
    BinariesMissing = 7,

    /// <summary>A private server did not start.</summary>
    NotStarted = 8,
}

/// <summary>Why the database cannot be used.</summary>
/// <param name="Fault">What kind.</param>
/// <param name="Message">What happened and what to do, in one sentence or two.</param>
public sealed record PostgresProblem(PostgresFault Fault, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Message;
}
