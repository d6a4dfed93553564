using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Trading.Journal.Processes;
using Trading.Tests.Grains.Cluster;
using Xunit;

namespace Trading.Tests.Grains.Observability;

/// <summary>The silo's own program, with every line that it writes.</summary>
internal sealed class SiloProcess : IDisposable
{
    /// <summary>Among the flags: a dashboard, on a port that is free.</summary>
    public const string FreeDashboardPort = "--dashboard-port";

    private readonly string _folder = Directory.CreateTempSubdirectory("trading-silo-").FullName;
    private readonly ConcurrentQueue<string> _lines = [];
    private readonly SupervisedProcess _process;

    private SiloProcess(int[] ports, string[] flags, Dictionary<string, string> secrets)
    {
        (GatewayPort, HealthPort, DashboardPort) = (ports[1], ports[2], ports[3]);
        string[] all =
        [
            "--silo-port", $"{ports[0]}", "--gateway-port", $"{ports[1]}", "--health-port", $"{ports[2]}", "--data-dir", _folder,
            .. flags.Select(flag => flag == FreeDashboardPort ? $"--dashboard-port={DashboardPort}" : flag),
        ];
        var program = Path.Combine(AppContext.BaseDirectory, "Trading.Silo");
        var started = SupervisedProcess.Start(program, all, _folder, line: _lines.Enqueue, secrets: secrets);
        Assert.NotNull(started);
        _process = started;
    }

    public int GatewayPort { get; }

    public int HealthPort { get; }

    public int DashboardPort { get; }

    public string Folder => _folder;

    public string[] Lines => [.. _lines];

    public static SiloProcess Start(string[] flags, Dictionary<string, string>? secrets = null) =>
        new(HostedSilo.FreePorts(4), flags, secrets ?? []);

    /// <summary>Starts it and waits until it says that it is ready.</summary>
    public static async Task<SiloProcess> ReadyAsync(string[] flags, Dictionary<string, string>? secrets = null)
    {
        var silo = Start(flags, secrets);
        await Wait.UntilAsync(
            () => Task.FromResult(string.Join('\n', silo.Lines)),
            said => said.Contains("Stop with", StringComparison.Ordinal) || said.Contains("is ready on", StringComparison.Ordinal));
        return silo;
    }

    /// <summary>Ends it in an orderly way, and waits until it has said its last line.</summary>
    public async Task StopAsync()
    {
        _process.Send(PosixSignals.Terminate);
        await _process.WaitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits until it ends by itself.</summary>
    public Task EndAsync() => _process.WaitAsync(TestContext.Current.CancellationToken);

    public void Dispose()
    {
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
