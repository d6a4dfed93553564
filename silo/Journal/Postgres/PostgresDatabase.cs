using System;
using System.Diagnostics;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Npgsql;
using Trading.Model;

namespace Trading.Journal.Postgres;

/// <summary>Connections to the database, with the settings that "committed" depends on.</summary>
public sealed class PostgresDatabase : IAsyncDisposable
{
    /// <summary>The schema of all tables.</summary>
    public const string Schema = "trading";

    private const int StatementsPrepared = 32;
    private const int ConnectSeconds = 5;
    private const int ProviderSeconds = 5;
    private static readonly TimeSpan CheckLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CheckPause = TimeSpan.FromMilliseconds(250);

    private NpgsqlDataSource _source;

    private PostgresDatabase(NpgsqlDataSource source, PostgresSettings settings)
    {
        _source = source;
        Settings = settings;
    }

    /// <summary>The settings.</summary>
    public PostgresSettings Settings { get; }

    /// <summary>How Orleans' providers connect, with a pool and limits of their own; it may hold a password.</summary>
    public string ProviderConnectionString
    {
        get
        {
            var complete = CompleteString(Settings);
            complete.CommandTimeout = ProviderSeconds;
            complete.CancellationTimeout = -1;
            return complete.ConnectionString;
        }
    }

    /// <summary>The connections.</summary>
    internal NpgsqlDataSource Source => Volatile.Read(ref _source);

    /// <summary>Prepares to connect; nothing is sent yet.</summary>
    public static Result<PostgresDatabase, PostgresProblem> Create(PostgresSettings settings)
    {
        try
        {
            return new PostgresDatabase(NpgsqlDataSource.Create(CompleteString(settings)), settings);
        }
        catch (ArgumentException error)
        {
            return new PostgresProblem(
                PostgresFault.BadConnectionString,
                "the connection string is not understood: " + error.Message.ReplaceLineEndings(" ")
                + " Write it as in 'Host=127.0.0.1;Port=5432;Database=trading;Username=trading'.");
        }
    }

    /// <summary>
    /// Whether the server keeps what it acknowledges and its schema is the one that this build needs.
    /// </summary>
    /// <returns>Null, or the problem.</returns>
    public async Task<PostgresProblem?> CheckAsync(CancellationToken cancellation)
    {
        try
        {
            return await CheckConnectedAsync(cancellation).WaitAsync(CheckLimit, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (IsOutside(error))
        {
            return Unreachable(error);
        }
    }

    /// <summary>The same, but a server that cannot be reached is waited for: it may be starting too.</summary>
    public async Task<PostgresProblem?> CheckAsync(TimeSpan patience, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var problem = await CheckAsync(cancellation).ConfigureAwait(false);
            var mayPass = problem?.Fault == PostgresFault.Unreachable && Stopwatch.GetElapsedTime(start) < patience;
            if (!mayPass) return problem;
            await Task.Delay(CheckPause, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the connections.</summary>
    public ValueTask DisposeAsync() => Source.DisposeAsync();

    /// <summary>
    /// Leaves connections behind on which a step hangs. Asking the server to cancel it would block a thread on the
    /// very server that does not answer; the operating system ends them.
    /// </summary>
    /// <param name="stuck">The connections among which one hangs.</param>
    internal void Abandon(NpgsqlDataSource stuck)
    {
        var fresh = NpgsqlDataSource.Create(CompleteString(Settings));
        if (Interlocked.CompareExchange(ref _source, fresh, stuck) == stuck) stuck.Dispose();
        else fresh.Dispose();
    }

    /// <summary>True for what the database or the way to it may bring about at any time.</summary>
    internal static bool IsOutside(Exception error) =>
        error is NpgsqlException or SocketException or TimeoutException or OperationCanceledException
            or System.IO.IOException;

    /// <summary>A failure to reach the database as a problem.</summary>
    internal static PostgresProblem Unreachable(Exception error) => new(
        PostgresFault.Unreachable,
        "the database cannot be used: " + error.Message.ReplaceLineEndings(" ").TrimEnd('.')
        + ". Check the connection string and that the server runs.");

    private async Task<PostgresProblem?> CheckConnectedAsync(CancellationToken cancellation)
    {
        await using var connection = await Source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        return await DurabilityAsync(connection, cancellation).ConfigureAwait(false)
            ?? await PostgresSchema.CheckAsync(connection, cancellation).ConfigureAwait(false);
    }

    private static NpgsqlConnectionStringBuilder CompleteString(PostgresSettings settings)
    {
        var complete = new NpgsqlConnectionStringBuilder(settings.ConnectionString)
        {
            SearchPath = Schema,
            Timezone = "UTC",
            ApplicationName = "orleans-trading",
            MaxPoolSize = settings.ConnectionsMax,
            MaxAutoPrepare = StatementsPrepared,
            AutoPrepareMinUsages = 1,
            // Our sessions hold no state that a reset would have to undo.
            NoResetOnClose = true,
            Enlist = false,
            Timeout = ConnectSeconds,
            // Steps are bounded by those who wait for them: see Abandon.
            CommandTimeout = 0,
            TcpKeepAlive = true,
            TcpKeepAliveTime = 5,
            TcpKeepAliveInterval = 1,
        };
        // The server's or the role's default may be 'off': then a crash could undo a commit.
        if (complete.Options?.Contains("synchronous_commit", StringComparison.Ordinal) != true)
        {
            complete.Options = (complete.Options + " -c synchronous_commit=on").TrimStart();
        }

        return complete;
    }

    private static async Task<PostgresProblem?> DurabilityAsync(
        NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            select current_setting('fsync'), current_setting('full_page_writes'), current_setting('synchronous_commit'),
                pg_is_in_recovery()
            """,
            connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        if (!await reader.ReadAsync(cancellation).ConfigureAwait(false)) return null;
        var (fsync, pages, commit) = (reader.GetString(0), reader.GetString(1), reader.GetString(2));
        if (fsync == "on" && pages == "on" && commit is "on" or "remote_write" or "remote_apply" && !reader.GetBoolean(3))
        {
            return null;
        }

        return new PostgresProblem(
            PostgresFault.NotDurable,
            $"the server would acknowledge what a crash can undo (fsync={fsync}, full_page_writes={pages}, "
            + $"synchronous_commit={commit}, standby={reader.GetBoolean(3)}): use a primary with all three on.");
    }
}
