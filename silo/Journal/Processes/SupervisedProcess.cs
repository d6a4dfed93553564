using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Trading.Journal.Processes;

/// <summary>
/// A program that we start and that does not outlive us: a shell between us and it ends it when our end of the shell's
/// input closes, however that comes about.
/// </summary>
/// <remarks>
/// SIGQUIT ends a database server with its children. A program that a shell starts in the background may ignore it, as silos do,
/// so SIGKILL follows.
/// </remarks>
public sealed class SupervisedProcess : IDisposable
{
    private const string Supervise = """
        exec 3<&0
        "$@" </dev/null &
        program=$!
        (cat <&3 >/dev/null; kill -QUIT $program; sleep 3; kill -KILL $program) >/dev/null 2>&1 &
        watch=$!
        exec 3<&-
        wait $program 2>/dev/null
        ended=$?
        kill -KILL $watch 2>/dev/null
        exit $ended
        """;

    private readonly Process _shell;
    private bool _isDisposed;

    private SupervisedProcess(Process shell) => _shell = shell;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _isDisposed || _shell.HasExited;

    /// <summary>Starts a program.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">Its working folder.</param>
    /// <param name="log">
    /// Where its output goes, a file that it appends to; or null to hand each line to <paramref name="line"/>.
    /// </param>
    /// <param name="line">Called for each line of output and of errors, from any thread.</param>
    /// <param name="secrets">Variables added to its environment, where arguments would be seen by everybody.</param>
    /// <param name="user">The user that it runs as; null for ours.</param>
    /// <returns>Null when there is no shell to run it with.</returns>
    public static SupervisedProcess? Start(
        string program,
        IEnumerable<string> arguments,
        string folder,
        string? log = null,
        Action<string>? line = null,
        IReadOnlyDictionary<string, string>? secrets = null,
        string? user = null)
    {
        var script = log is null ? Supervise : $"exec >>'{log}' 2>&1\n{Supervise}";
        var start = new ProcessStartInfo("/bin/sh", ["-c", script, "sh", program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        foreach (var (name, value) in secrets ?? new Dictionary<string, string>()) start.Environment[name] = value;
        if (user is not null) start.UserName = user;
        if (Process.Start(start) is not { } shell) return null;
        shell.OutputDataReceived += (_, output) => Tell(output.Data);
        shell.ErrorDataReceived += (_, output) => Tell(output.Data);
        shell.BeginOutputReadLine();
        shell.BeginErrorReadLine();
        return new SupervisedProcess(shell);

        void Tell(string? text)
        {
            if (text is not null) line?.Invoke(text);
        }
    }

    /// <summary>Signals the program and all its children.</summary>
    public void Send(PosixSignals signal)
    {
        if (!_shell.HasExited) ProcessSignals.SendToDescendants(_shell.Id, signal);
    }

    /// <summary>The process's number, to look at it in /proc.</summary>
    /// <param name="name">Its name there: the program's file name, up to 15 characters.</param>
    /// <returns>Null when it has ended.</returns>
    public int? IdOf(string name)
    {
        if (HasExited) return null;
        foreach (var id in ProcessSignals.WithDescendants(_shell.Id))
        {
            var path = $"/proc/{id}/comm";
            try
            {
                if (File.ReadAllText(path).TrimEnd('\n') == name) return id;
            }
            catch (IOException)
            {
                // It ended meanwhile.
            }
        }

        return null;
    }

    /// <summary>Waits until it has ended.</summary>
    public Task WaitAsync(CancellationToken cancellation) => _shell.WaitForExitAsync(cancellation);

    /// <summary>Kills it if it still runs, and waits until it is gone.</summary>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        Send(PosixSignals.Kill);
        _shell.WaitForExit();
        _shell.Dispose();
    }
}
