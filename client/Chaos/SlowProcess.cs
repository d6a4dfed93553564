using System;
using System.IO;
using Trading.Client.ScaleOut;
using Trading.Journal.Processes;

namespace Trading.Client.Chaos;

/// <summary>
/// A silo that gets a part of the processor's time, as on a smaller machine: a shell stops it and lets it go on in turn. Beside us, so that
/// our own load does not disturb it.
/// </summary>
internal sealed class SlowProcess : IDisposable
{
    private const string StopAndGo = """
        while kill -STOP $1 2>/dev/null; do sleep 0.03; kill -CONT $1 2>/dev/null; sleep 0.01; done
        """;

    private readonly SupervisedProcess _shell;
    private readonly TrialSilo _silo;

    private SlowProcess(SupervisedProcess shell, TrialSilo silo) => (_shell, _silo) = (shell, silo);

    /// <summary>Begins.</summary>
    /// <returns>Null when there is no such process, or no shell.</returns>
    public static SlowProcess? Start(ChaosSilo silo) =>
        silo.ProcessId is { } id && SupervisedProcess.Start("/bin/sh", ["-c", StopAndGo, "sh", $"{id}"], Path.GetTempPath()) is { } shell
            ? new SlowProcess(shell, silo.Process)
            : null;

    /// <summary>Lets it run as it can.</summary>
    public void Dispose()
    {
        _shell.Dispose();
        _silo.Send(PosixSignals.Continue);
    }
}
