using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Trading.Client.Tests.Tape;
using Xunit;

namespace Trading.Client.Tests.Chaos;

/// <summary>Needs PostgreSQL's server programs, as the neighbours do.</summary>
public sealed class ChaosEndTests
{
    private const string Says = "faults planned";

    /// <summary>A run ends in its own time, and says so; the library's two seconds would cut it off with another exit code.</summary>
    [Fact]
    public async Task A_run_that_is_asked_to_end_leaves_no_process_and_no_folder()
    {
        string[] words = ["chaos", "run", "--only", "kill", "--books", "2", "--seconds", "600"];
        using var folder = new TestFolder();
        // Run as root, the database server has a user of its own, who must get through to its folder.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder.File(""), (UnixFileMode)0b111_001_001);
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "trading"), words)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["TMPDIR"] = folder.File("") },
        };
        using var run = Process.Start(start);
        Assert.NotNull(run);
        var told = new List<string>();
        while (await run.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            told.Add(line);
            if (line.Contains(Says, StringComparison.Ordinal)) break;
        }

        Assert.Contains(told, line => line.Contains(Says, StringComparison.Ordinal));
        Assert.Contains(Programs(folder), program => program.Contains("postgres", StringComparison.Ordinal));
        Assert.Contains(Programs(folder), program => program.Contains("Trading.Silo", StringComparison.Ordinal));
        using (var kill = Process.Start("kill", ["-TERM", $"{run.Id}"])) await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        var rest = await run.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Environment, run.ExitCode);
        Assert.Contains("stopped before the end", rest);
        Assert.Empty(Programs(folder));
        Assert.Empty(Directory.GetDirectories(folder.File(""), "trading-*"));
    }

    /// <summary>The command lines of processes that work in the run's temporary folder.</summary>
    private static IReadOnlyList<string> Programs(TestFolder folder) =>
    [
        .. Directory.GetDirectories("/proc").Where(each => int.TryParse(Path.GetFileName(each), out _)).Select(CommandLineOf)
            .Where(line => line.Contains(folder.File(""), StringComparison.Ordinal) && !line.StartsWith("kill", StringComparison.Ordinal)),
    ];

    private static string CommandLineOf(string process)
    {
        try
        {
            return File.ReadAllText(process + "/cmdline").Replace('\0', ' ');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It has just ended.
            return "";
        }
    }
}
