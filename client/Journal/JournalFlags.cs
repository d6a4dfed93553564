using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using Trading.Client.Strategies;
using Trading.Model;
using Trading.Silo;

namespace Trading.Client.Journal;

/// <summary>What all tools on journals are told: the store, the node, and how to print.</summary>
internal sealed class JournalFlags
{
    private readonly Option<string?> _dataDirectory = new("--data-dir")
    {
        Description = "The silo's data directory, for journals in files.",
    };

    private readonly Option<string?> _connection = new("--connection")
    {
        Description = "The database, in Npgsql's key=value form; or TRADING_CONNECTION in the environment.",
    };

    private readonly Option<string?> _node = new("--node");

    private readonly AssemblyFlag? _assemblies;

    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };

    /// <summary>The flags of a command.</summary>
    /// <param name="needsNode">True when one node must be named; otherwise all are meant when none is.</param>
    /// <param name="rebuilds">True when nodes are rebuilt: those of sessions need the strategies that they began with.</param>
    public JournalFlags(bool needsNode = false, bool rebuilds = false)
    {
        _assemblies = rebuilds ? new AssemblyFlag() : null;
        _node.Required = needsNode;
        _node.Description = "The node, as in main/sim:BTC-USDT" + (needsNode ? "." : "; without it all nodes.");
    }

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_dataDirectory);
        command.Add(_connection);
        command.Add(_node);
        _assemblies?.AddTo(command);
        command.Add(_json);
    }

    /// <summary>The nodes that journals are rebuilt with.</summary>
    public Result<RecordedNodes, JournalProblem> ReadNodes(ParseResult parsed)
    {
        if (_assemblies is null) return RecordedNodes.Standard;
        return _assemblies.Read(parsed).TryGet(out var strategies, out var error)
            ? new RecordedNodes(SessionHosts.Create(strategies.Catalog, strategies.Hashes))
            : new JournalProblem(ExitCode.BadInput, $"{error}");
    }

    /// <summary>Whether JSON is asked for.</summary>
    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>Opens the store and runs work on the nodes that are meant.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="terminal">Where failures go.</param>
    /// <param name="isReading">True for work that only reads: it may run beside a silo, and says so.</param>
    /// <param name="work">The work.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(
        ParseResult parsed,
        Terminal terminal,
        bool isReading,
        Func<JournalStore, IReadOnlyList<string>, Task<Result<int, JournalProblem>>> work,
        CancellationToken cancellation)
    {
        if (!Open(parsed).TryGet(out var store, out var problem)) return terminal.Fail(problem.Exit, problem.Message);
        await using (store)
        {
            var used = await store.IsInUseAsync(cancellation);
            if (!used.TryGet(out var isInUse, out problem)) return terminal.Fail(problem.Exit, problem.Message);
            if (isReading && isInUse)
            {
                terminal.Error.WriteLine(
                    $"note: a silo works on {store.Name}: nothing is taken from it, and its newest blocks may not be seen.");
            }

            var named = parsed.GetValue(_node);
            var listed = named is null ? await store.NodesAsync(cancellation) : Result<IReadOnlyList<string>, JournalProblem>.Ok([named]);
            if (!listed.TryGet(out var nodes, out problem)) return terminal.Fail(problem.Exit, problem.Message);
            if (!(await work(store, nodes)).TryGet(out var exit, out problem)) return terminal.Fail(problem.Exit, problem.Message);
            return exit;
        }
    }

    private Result<JournalStore, JournalProblem> Open(ParseResult parsed)
    {
        var (directory, connection) = (parsed.GetValue(_dataDirectory), parsed.GetValue(_connection));
        if (directory is not null && connection is not null)
        {
            return new JournalProblem(ExitCode.Usage, "give --data-dir or --connection, not both.");
        }

        if (directory is not null) return FileJournalStore.Open(directory);
        connection ??= System.Environment.GetEnvironmentVariable("TRADING_CONNECTION");
        return string.IsNullOrWhiteSpace(connection)
            ? new JournalProblem(ExitCode.Usage, "name the journals with --data-dir or --connection.")
            : PostgresJournalStore.Open(connection);
    }
}
