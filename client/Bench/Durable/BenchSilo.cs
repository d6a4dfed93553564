using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Trading.Client.Cluster;
using Trading.Model;

namespace Trading.Client.Bench;

/// <summary>A silo in a process of its own, on free loopback ports, for the length of a benchmark.</summary>
internal sealed class BenchSilo : IAsyncDisposable
{
    private const string ClusterId = "bench";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private readonly Process _process;

    private BenchSilo(Process process, RemoteCluster cluster) => (_process, Cluster) = (process, cluster);

    /// <summary>The connection through its gateway.</summary>
    public RemoteCluster Cluster { get; }

    /// <summary>Starts the silo, with more words on its command line, and connects to it, or says why it cannot.</summary>
    public static async Task<Result<BenchSilo, string>> StartAsync(
        string folder, string store, string? connection, CancellationToken cancellation, params string[] words)
    {
        var (siloPort, gatewayPort) = EmbeddedSilo.FreePorts();
        var start = new ProcessStartInfo(Environment.ProcessPath ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (IsHost(start.FileName)) start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Trading.Silo.dll"));
        else start.FileName = Path.Combine(AppContext.BaseDirectory, "Trading.Silo");
        foreach (var argument in new[] { "--silo-port", $"{siloPort}", "--gateway-port", $"{gatewayPort}" })
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var argument in (string[])["--cluster-id", ClusterId, "--data-dir", folder, "--store", store, .. words])
        {
            start.ArgumentList.Add(argument);
        }

        if (connection is not null) start.Environment["TRADING_CONNECTION"] = connection;
        var process = Process.Start(start);
        if (process is null) return "the silo's process did not start.";
        if (await ReadyAsync(process, cancellation) is { } wrong) return await EndAsync(process, wrong);
        var connected = await RemoteCluster.ConnectAsync(gatewayPort, ClusterId, cancellation);
        return connected.TryGet(out var cluster, out var error)
            ? new BenchSilo(process, cluster)
            : await EndAsync(process, error);
    }

    /// <summary>Ends the connection and the process.</summary>
    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        await EndAsync(_process, "");
    }

    private static bool IsHost(string path) => Path.GetFileNameWithoutExtension(path) == "dotnet";

    /// <summary>Reads on until the banner; its last line says that calls are taken.</summary>
    private static async Task<string?> ReadyAsync(Process process, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(StartLimit);
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (!line.StartsWith("Stop with", StringComparison.Ordinal)) continue;
            // Read to their ends, so that a silo that says much is never held up.
            _ = process.StandardOutput.ReadToEndAsync(cancellation);
            _ = process.StandardError.ReadToEndAsync(cancellation);
            return null;
        }

        return "the silo ended: " + await process.StandardError.ReadToEndAsync(limit.Token);
    }

    private static async Task<string> EndAsync(Process process, string message)
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
        return message;
    }
}
