using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Trading.Journal.Processes;

namespace Trading.Client.Chaos;

/// <summary>
/// Kills a process at a point of its protocol, not at a moment: <c>strace</c>, attached from outside, turns one of its syncs into
/// SIGKILL as it is entered. The process has written, has not synced, and knows nothing of the trap.
/// </summary>
internal sealed class SyncTrap : IDisposable
{
    private const string Program = "strace";
    private readonly int _sync;
    private SupervisedProcess? _tracer;
    private string _lastLine = "";
    private int _entered;
    private bool _hasKilled;

    private SyncTrap(int sync) => _sync = sync;

    /// <summary>What is missing on this machine; null when nothing is.</summary>
    public static string? Missing =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, Program)))
            ? null
            : "kill-at-sync needs strace: install it with 'apt-get install strace', or name other faults with --only.";

    /// <summary>Whether it was this that killed the process.</summary>
    public bool HasKilled => Volatile.Read(ref _hasKilled);

    /// <summary>Sets one. Each thread's syncs are counted by themselves, and a silo's journal has two that write.</summary>
    /// <param name="process">The process.</param>
    /// <param name="sync">The deadly sync, 1 being the next.</param>
    /// <returns>Null when no process can be started.</returns>
    public static SyncTrap? Set(int process, int sync)
    {
        var trap = new SyncTrap(sync);
        trap._tracer = SupervisedProcess.Start(
            Program,
            ["-f", "-e", "trace=fdatasync", "-e", $"inject=fdatasync:signal=SIGKILL:when={sync}", "-p", $"{process}"],
            Path.GetTempPath(),
            line: trap.Hear);
        return trap._tracer is null ? null : trap;
    }

    /// <summary>Waits until the tracer has told all, and says what that was.</summary>
    public async Task<string> ToldAsync(CancellationToken cancellation)
    {
        if (_tracer is not null) await _tracer.WaitAsync(cancellation);
        return HasKilled ? $"killed as one of its writers entered sync {_sync}, number {_entered} of all" : $"not killed at a sync: {_lastLine}";
    }

    /// <inheritdoc/>
    public void Dispose() => _tracer?.Dispose();

    private void Hear(string line)
    {
        _lastLine = line;
        if (line.Contains("fdatasync(", StringComparison.Ordinal)) _entered++;
        if (line.Contains("killed by SIGKILL", StringComparison.Ordinal)) Volatile.Write(ref _hasKilled, true);
    }
}
