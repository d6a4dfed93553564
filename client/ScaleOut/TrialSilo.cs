using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Trading.Journal.Processes;
using Trading.Model;
using Trading.Silo;

namespace Trading.Client.ScaleOut;

/// <summary>A silo in a process of its own.</summary>
internal sealed class TrialSilo : IDisposable
{
    private const string ProgramName = "Trading.Silo";
    private const int LinesKept = 40;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly SupervisedProcess _process;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<string> _lines = [];
    private readonly Lock _gate = new();

    private TrialSilo(int number, int[] ports, Func<Action<string>, SupervisedProcess?> start)
    {
        Number = number;
        SiloPort = ports[0];
        GatewayPort = ports[1];
        _process = start(Hear) ?? throw new IOException("a silo process cannot be started");
    }

    /// <summary>Its number in the trial, from 1.</summary>
    public int Number { get; }

    /// <summary>Its port for other silos, which names it in the membership.</summary>
    public int SiloPort { get; }

    /// <summary>Its port for clients.</summary>
    public int GatewayPort { get; }

    /// <summary>The process, to look at it in /proc; null when it has ended.</summary>
    public int? ProcessId => _process.IdOf(ProgramName);

    /// <summary>Whether the process is gone.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Starts a silo of a cluster and waits until it is ready.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="ports">Ports for silos, for clients and for health.</param>
    /// <param name="connection">The database.</param>
    /// <param name="folder">Its working folder.</param>
    /// <param name="cancellation">Gives up.</param>
    public static Task<Result<TrialSilo, string>> StartAsync(
        int number, int[] ports, string connection, string folder, CancellationToken cancellation) =>
        StartAsync(number, ports, "cluster", new() { ["TRADING_CONNECTION"] = connection }, folder, cancellation);

    /// <summary>Starts a silo that is alone, with its journal in files of a folder, and waits until it is ready.</summary>
    public static Task<Result<TrialSilo, string>> StartOnFilesAsync(
        int number, int[] ports, string folder, CancellationToken cancellation) =>
        StartAsync(number, ports, "embedded", [], folder, cancellation);

    private static async Task<Result<TrialSilo, string>> StartAsync(
        int number, int[] ports, string mode, Dictionary<string, string> secrets, string folder, CancellationToken cancellation)
    {
        string[] arguments =
        [
            "--mode", mode, "--cluster-id", TrialCluster.ClusterId, "--keep-journal", "true",
            "--silo-port", $"{ports[0]}", "--gateway-port", $"{ports[1]}", "--health-port", $"{ports[2]}",
            "--data-dir", folder,
        ];
        var program = Path.Combine(AppContext.BaseDirectory, ProgramName);
        var silo = new TrialSilo(
            number,
            ports,
            hear => SupervisedProcess.Start(program, arguments, folder, line: hear, secrets: secrets));
        try
        {
            await Task.WhenAny(silo._ready.Task, silo._process.WaitAsync(cancellation)).WaitAsync(StartLimit, cancellation);
        }
        catch (TimeoutException)
        {
            // Told below, with what it said.
        }

        if (silo._ready.Task.IsCompleted) return silo;
        var said = silo.Said();
        silo.Dispose();
        return $"silo {number} did not start: {said}";
    }

    /// <summary>Signals it.</summary>
    public void Send(PosixSignals signal) => _process.Send(signal);

    /// <summary>Waits until the process is gone.</summary>
    /// <returns>False when it is not gone in time.</returns>
    public async Task<bool> WaitAsync(TimeSpan limit, CancellationToken cancellation)
    {
        try
        {
            await _process.WaitAsync(cancellation).WaitAsync(limit, cancellation);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Its last lines.</summary>
    public string Said()
    {
        lock (_gate) return string.Join(" | ", _lines);
    }

    /// <summary>Ends it at once.</summary>
    public void Dispose() => _process.Dispose();

    private void Hear(string line)
    {
        lock (_gate)
        {
            _lines.Enqueue(line);
            if (_lines.Count > LinesKept) _lines.Dequeue();
        }

        if (line.StartsWith(SiloBanner.Ready, StringComparison.Ordinal)) _ready.TrySetResult();
    }
}
