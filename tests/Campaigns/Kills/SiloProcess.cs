using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Hosting;
using Trading.Silo;

namespace Trading.Campaigns.Kills;

/// <summary>A silo in a process of its own, with its journals in files.</summary>
internal sealed partial class SiloProcess : IAsyncDisposable
{
    private const int Terminate = 15;
    private readonly Process _process;
    private readonly int _gatewayPort;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IHost? _client;

    private SiloProcess(Process process, int gatewayPort) => (_process, _gatewayPort) = (process, gatewayPort);

    /// <summary>What it printed.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Done when it is ready; cancelled when it ended before.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Starts one.</summary>
    /// <param name="dataDirectory">Its data directory.</param>
    /// <param name="plantedBug">A bug to plant; null for the silo as it is.</param>
    public static SiloProcess Start(string dataDirectory, string? plantedBug)
    {
        var (siloPort, gatewayPort) = FreePorts();
        string[] flags = ["--data-dir", dataDirectory, "--silo-port", $"{siloPort}", "--gateway-port", $"{gatewayPort}"];
        string[] arguments = plantedBug is null ? ["--store", "file", .. flags] : ["host", plantedBug, .. flags];
        var program = plantedBug is null ? Path.Combine(AppContext.BaseDirectory, "Trading.Silo") : Environment.ProcessPath ?? "";
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var silo = new SiloProcess(new Process { StartInfo = start, EnableRaisingEvents = true }, gatewayPort);
        silo.Watch();
        return silo;
    }

    /// <summary>A connection to it.</summary>
    public async Task<IClusterClient> ConnectAsync(CancellationToken stop)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.UseOrleansClient(client =>
            client.UseLocalhostClustering(_gatewayPort, SiloSettings.ServiceId, SiloSettings.DefaultClusterId));
        _client = builder.Build();
        await _client.StartAsync(stop);
        return _client.Services.GetRequiredService<IClusterClient>();
    }

    /// <summary>Ends it as a crash does.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Ends it as an operator does; it drains first.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        if (Signal(_process.Id, Terminate) != 0) return -1;
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        if (_client is not null) await CloseAsync(_client);
        _process.Dispose();
    }

    /// <summary>The other side is gone: nothing is waited for.</summary>
    private static async Task CloseAsync(IHost client)
    {
        try
        {
            await client.StopAsync(new CancellationToken(canceled: true));
        }
        catch (Exception error) when (error is OperationCanceledException or Orleans.Runtime.OrleansException)
        {
            // A client that cannot say goodbye is closed all the same.
        }

        client.Dispose();
    }

    private void Watch()
    {
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.Exited += (_, _) => _ready.TrySetCanceled();
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void Take(string? line)
    {
        if (line is null) return;
        _output.Enqueue(line);
        if (line.Contains("silo is ready", StringComparison.Ordinal)) _ready.TrySetResult();
    }

    private static (int Silo, int Gateway) FreePorts()
    {
        using var silo = new TcpListener(IPAddress.Loopback, 0);
        using var gateway = new TcpListener(IPAddress.Loopback, 0);
        silo.Start();
        gateway.Start();
        return (((IPEndPoint)silo.LocalEndpoint).Port, ((IPEndPoint)gateway.LocalEndpoint).Port);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
