using System;
using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using Trading.GrainInterfaces;
using Trading.Silo;

namespace Trading.Client.Cluster;

/// <summary>Which cluster a command works with.</summary>
internal sealed class ClusterFlags
{
    private readonly Option<bool> _embedded = new("--embedded")
    {
        Description = "Host a silo in this process, over the journal in --data-dir; it ends with the command.",
    };

    private readonly Option<int> _gatewayPort = new("--gateway-port")
    {
        Description = "Loopback port of a running silo.",
        DefaultValueFactory = _ => SiloSettings.DefaultGatewayPort,
    };

    private readonly Option<string> _clusterId = new("--cluster-id")
    {
        Description = "The running cluster's name.",
        DefaultValueFactory = _ => SiloSettings.DefaultClusterId,
    };

    private readonly Option<string> _session = new("--session")
    {
        Description = "Sessions share nothing: a-z, 0-9 and '-'.",
        DefaultValueFactory = _ => GrainKey.DefaultSession,
    };

    private readonly Option<string> _dataDirectory = new("--data-dir")
    {
        Description = "With --embedded: the folder of the journal and of the tapes that feeds may play.",
        DefaultValueFactory = _ => "data",
    };

    private readonly Option<string> _store = new("--store")
    {
        Description = "With --embedded: file keeps books and orders for the next command; memory forgets them.",
        DefaultValueFactory = _ => "file",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };

    /// <summary>The flags of one command.</summary>
    public ClusterFlags() => _store.AcceptOnlyFromAmong("file", "memory");

    /// <summary>Adds the flags to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (ReadOnlySpan<Option>)
            [_embedded, _gatewayPort, _clusterId, _session, _dataDirectory, _store, _json])
        {
            command.Add(option);
        }
    }

    /// <summary>Whether JSON is asked for.</summary>
    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>Whether a session is named, rather than left to its default.</summary>
    public bool NamesSession(ParseResult parsed) => parsed.GetResult(_session) is { Implicit: false };

    /// <summary>Runs against the cluster that the flags name.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="terminal">Where a failure is told.</param>
    /// <param name="run">The work; its result is the exit code.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<int> WithClusterAsync(
        ParseResult parsed, Terminal terminal, Func<ClusterConnection, Task<int>> run, CancellationToken cancellation)
    {
        var session = parsed.GetValue(_session) ?? GrainKey.DefaultSession;
        if (!GrainKey.IsSession(session))
        {
            return terminal.Fail(ExitCode.Usage, $"--session {session}: use a-z, 0-9 and '-'.");
        }

        var port = parsed.GetValue(_gatewayPort);
        if (port is < 1 or > 65_535)
        {
            return terminal.Fail(ExitCode.Usage, $"--gateway-port {port}: use a port from 1 to 65535.");
        }

        if (parsed.GetValue(_embedded))
        {
            var store = parsed.GetValue(_store) == "memory" ? StoreKind.Memory : StoreKind.File;
            var started = await ClusterConnection.EmbedAsync(
                session, parsed.GetValue(_dataDirectory) ?? "data", store, cancellation);
            if (!started.TryGet(out var embedded, out var problem)) return terminal.Fail(ExitCode.Environment, problem);
            await using (embedded) return await GuardAsync(terminal, embedded, run, cancellation);
        }

        var clusterId = parsed.GetValue(_clusterId) ?? SiloSettings.DefaultClusterId;
        var connected = await ClusterConnection.ConnectAsync(session, port, clusterId, cancellation);
        if (!connected.TryGet(out var cluster, out var error)) return terminal.Fail(ExitCode.Environment, error);
        await using (cluster) return await GuardAsync(terminal, cluster, run, cancellation);
    }

    /// <summary>A cluster that goes away in the middle is an environment's failure, told in one line.</summary>
    private static async Task<int> GuardAsync(
        Terminal terminal, ClusterConnection cluster, Func<ClusterConnection, Task<int>> run, CancellationToken cancellation)
    {
        try
        {
            return await run(cluster);
        }
        catch (Exception error) when (LostCall.Is(error) && !cancellation.IsCancellationRequested)
        {
            return terminal.Fail(ExitCode.Environment, "the cluster does not answer: " + error.Message);
        }
    }
}
