using System.IO;
using Microsoft.Data.Sqlite;

namespace Trading.Silo.SmallState;

/// <summary>The file with the small state of a silo that is alone: configuration, not orders.</summary>
internal static class SqliteState
{
    /// <summary>What the provider calls the driver.</summary>
    public const string Invariant = "System.Data.SQLite";

    private const string File = "config.db";

    /// <summary>Makes the file and its tables, if they are not there yet.</summary>
    /// <param name="folder">The data directory.</param>
    /// <returns>How to connect.</returns>
    public static string Prepare(string folder)
    {
        Directory.CreateDirectory(folder);
        var address = new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, File) }.ConnectionString;
        using var connection = new SqliteConnection(address);
        connection.Open();
        Execute(connection, "pragma journal_mode = wal");
        using var script = new StreamReader(
            typeof(SqliteState).Assembly.GetManifestResourceStream("sqlite.sql") ?? Stream.Null);
        Execute(connection, script.ReadToEnd());
        return address;
    }

    private static void Execute(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }
}
