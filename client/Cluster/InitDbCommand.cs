using System.CommandLine;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Trading.Journal.Postgres;

namespace Trading.Client.Cluster;

/// <summary><c>trading cluster init-db</c>: makes the tables of a cluster, or brings them up to date.</summary>
internal sealed class InitDbCommand(Terminal terminal)
{
    private const string Description = """
        Make the tables of a cluster in a PostgreSQL database, or bring them up to date: the journal, and what Orleans
        needs for membership, reminders and small state. What is there already is left alone; run it as often as you like.

        Examples:
          trading cluster init-db --connection "Host=127.0.0.1;Database=trading;Username=trading"
          TRADING_CONNECTION=... trading cluster init-db --json

        Keep the password in a passfile (~/.pgpass, mode 0600) or in PGPASSWORD rather than on the command line.
        """;

    private readonly Option<string> _connection = new("--connection")
    {
        Description = "The database, in Npgsql's key=value form; default: the environment's TRADING_CONNECTION.",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new InitDbCommand(terminal);
        var initDb = new Command("init-db", Description) { command._connection, command._json };
        initDb.SetAction(command.RunAsync);
        return initDb;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var connection = parsed.GetValue(_connection)
            ?? System.Environment.GetEnvironmentVariable("TRADING_CONNECTION");
        if (string.IsNullOrWhiteSpace(connection))
        {
            return terminal.Fail(ExitCode.Usage, "name the database with --connection or TRADING_CONNECTION.");
        }

        var made = PostgresDatabase.Create(new PostgresSettings { ConnectionString = connection });
        if (!made.TryGet(out var database, out var problem)) return terminal.Fail(ExitCode.Usage, problem.Message);
        await using (database)
        {
            var result = await PostgresSchema.ApplyAsync(database, cancellation);
            if (!result.TryGet(out var applied, out problem)) return terminal.Fail(Exit(problem), problem.Message);
            if (await database.CheckAsync(cancellation) is { } left) return terminal.Fail(Exit(left), left.Message);
            if (parsed.GetValue(_json))
            {
                terminal.WriteJson(new
                {
                    version = PostgresSchema.Version,
                    applied = applied.Select(script => script.Name).ToArray(),
                });
                return ExitCode.Ok;
            }

            foreach (var script in applied) terminal.Out.WriteLine($"applied {script.Name}");
            terminal.Out.WriteLine(applied.IsEmpty
                ? $"nothing to do: the schema has version {PostgresSchema.Version}."
                : $"the schema has version {PostgresSchema.Version}.");
            return ExitCode.Ok;
        }
    }

    private static int Exit(PostgresProblem problem) =>
        problem.Fault is PostgresFault.Unreachable ? ExitCode.Environment : ExitCode.CheckFailed;
}
