using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Npgsql;
using NpgsqlTypes;
using Trading.Model;

namespace Trading.Journal.Postgres;

/// <summary>One script of the schema.</summary>
/// <param name="Version">Its number, from 1 without gaps.</param>
/// <param name="Name">Its file's name.</param>
/// <param name="Text">Its statements.</param>
public sealed record SchemaScript(int Version, string Name, string Text)
{
    /// <summary>The hash of the text, which the database remembers: a script is never edited once it is applied.</summary>
    public string Hash => StateHasher.ToText(StateHasher.Hash(System.Text.Encoding.UTF8.GetBytes(Text)));
}

/// <summary>
/// The versioned schema: scripts that are applied once each, in order, one transaction per script, under a lock that
/// makes two appliers take turns.
/// </summary>
public static class PostgresSchema
{
    private const string ResourcePrefix = "postgres/";
    private const int ScriptSeconds = 60;
    private const long LockKey = 0x7472_6164_696E_6700;

    private const string Prepare = """
        create schema if not exists trading;
        create table if not exists trading.schema_version
        (
            version integer primary key,
            name text not null,
            hash text not null,
            applied_at timestamptz not null default now()
        );
        """;

    /// <summary>The scripts of this build, in order.</summary>
    public static ImmutableArray<SchemaScript> Scripts { get; } = [.. ReadScripts()];

    /// <summary>The version that this build needs.</summary>
    public static int Version => Scripts[^1].Version;

    /// <summary>Applies what is missing. Running it again changes nothing.</summary>
    /// <param name="database">Where.</param>
    /// <param name="cancellation">Gives up between scripts; what was applied stays.</param>
    /// <returns>The scripts applied now, empty when there was nothing to do; or why it stopped.</returns>
    public static async Task<Result<ImmutableArray<SchemaScript>, PostgresProblem>> ApplyAsync(
        PostgresDatabase database, CancellationToken cancellation)
    {
        var applied = ImmutableArray.CreateBuilder<SchemaScript>();
        try
        {
            await using var connection = await database.Source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
            await ExecuteAsync(connection, $"select pg_advisory_lock({LockKey})", cancellation).ConfigureAwait(false);
            await ExecuteAsync(connection, Prepare, cancellation).ConfigureAwait(false);
            var present = await PresentAsync(connection, cancellation).ConfigureAwait(false);
            if (Compare(present) is { Fault: not PostgresFault.SchemaMissing } problem) return problem;
            foreach (var script in Scripts.Skip(present.Count))
            {
                await ApplyAsync(connection, script, cancellation).ConfigureAwait(false);
                applied.Add(script);
            }

            await ExecuteAsync(connection, $"select pg_advisory_unlock({LockKey})", cancellation).ConfigureAwait(false);
            return applied.ToImmutable();
        }
        catch (Exception error) when (PostgresDatabase.IsOutside(error))
        {
            return PostgresDatabase.Unreachable(error);
        }
    }

    /// <summary>Whether the schema is the one that this build needs.</summary>
    /// <returns>Null, or the problem.</returns>
    internal static async Task<PostgresProblem?> CheckAsync(
        NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var exists = new NpgsqlCommand("select to_regclass('trading.schema_version') is not null", connection);
        return await exists.ExecuteScalarAsync(cancellation).ConfigureAwait(false) is true
            ? Compare(await PresentAsync(connection, cancellation).ConfigureAwait(false))
            : Compare([]);
    }

    private static PostgresProblem? Compare(IReadOnlyList<(int Version, string Hash)> present)
    {
        if (present.Count > Scripts.Length)
        {
            return new(
                PostgresFault.SchemaNewer,
                $"the database's schema has version {present[^1].Version}, this build knows {Version}: use a newer build.");
        }

        for (var i = 0; i < present.Count; i++)
        {
            if (present[i] == (Scripts[i].Version, Scripts[i].Hash)) continue;
            return new(
                PostgresFault.SchemaChanged,
                $"script {Scripts[i].Name} was applied with another text: the schema is of another build.");
        }

        return present.Count == Scripts.Length
            ? null
            : new(
                PostgresFault.SchemaMissing,
                $"the database's schema has version {present.Count}, this build needs {Version}: "
                + "run 'trading cluster init-db'.");
    }

    private static async Task<IReadOnlyList<(int Version, string Hash)>> PresentAsync(
        NpgsqlConnection connection, CancellationToken cancellation)
    {
        var present = new List<(int Version, string Hash)>();
        await using var command = new NpgsqlCommand(
            "select version, hash from trading.schema_version order by version", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            present.Add((reader.GetInt32(0), reader.GetString(1)));
        }

        return present;
    }

    private static async Task ApplyAsync(
        NpgsqlConnection connection, SchemaScript script, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await ExecuteAsync(connection, script.Text, cancellation).ConfigureAwait(false);
        await using var note = new NpgsqlCommand(
            "insert into trading.schema_version (version, name, hash) values ($1, $2, $3)", connection)
        {
            Parameters =
            {
                new NpgsqlParameter<int> { TypedValue = script.Version, NpgsqlDbType = NpgsqlDbType.Integer },
                new NpgsqlParameter<string> { TypedValue = script.Name, NpgsqlDbType = NpgsqlDbType.Text },
                new NpgsqlParameter<string> { TypedValue = script.Hash, NpgsqlDbType = NpgsqlDbType.Text },
            },
        };
        await note.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Runs a script. Without parameters and without preparing, or the provider would take the '@' of the
    /// stored queries for its own.
    /// </summary>
    private static async Task ExecuteAsync(NpgsqlConnection connection, string text, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(text, connection) { CommandTimeout = ScriptSeconds };
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    private static IEnumerable<SchemaScript> ReadScripts()
    {
        var assembly = typeof(PostgresSchema).Assembly;
        var names = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        var version = 0;
        foreach (var name in names)
        {
            using var stream = assembly.GetManifestResourceStream(name) ?? Stream.Null;
            using var reader = new StreamReader(stream);
            yield return new SchemaScript(++version, name[ResourcePrefix.Length..], reader.ReadToEnd());
        }
    }
}
