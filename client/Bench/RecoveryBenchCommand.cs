using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading;

namespace Trading.Client.Bench;

/// <summary><c>trading bench recovery</c>: how long a book takes to come back.</summary>
internal static class RecoveryBenchCommand
{
    private const long CommandsMax = 100_000_000;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var commands = new Option<long>("--commands") { Description = "Commands of the longest journal.", DefaultValueFactory = _ => 1_000_000 };
        var batch = new Option<int>("--batch") { Description = "Commands per call, up to 4096.", DefaultValueFactory = _ => 256 };
        var runs = new Option<int>("--runs") { Description = "Timed recoveries of each journal.", DefaultValueFactory = _ => 5 };
        var dataDir = new Option<string>("--data-dir")
        {
            Description = "A folder on the disk to measure; a fresh folder is made in it, and removed.",
            DefaultValueFactory = _ => ".",
        };
        var intervals = new Option<int[]>("--snapshot-bytes")
        {
            Description = "Measure the longest journal alone, with a snapshot after so many bytes of blocks; several may follow.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        intervals.Validators.Add(result =>
        {
            if (result.GetValue(intervals)?.Any(bytes => bytes < 1 << 20) == true) result.AddError("--snapshot-bytes must be 1048576 or more.");
        });
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        batch.Require(value => value is >= 1 and <= 4096, "--batch must lie between 1 and 4096.");
        runs.Require(value => value >= 1, "--runs must be positive.");
        commands.Require(value => value is >= 4096 and <= CommandsMax, $"--commands must lie between 4096 and {CommandsMax}.");
        var command = new Command(
            "recovery",
            """
            Writes journals of 10,000 commands, ten times as many, and so on, and brings their book back: by replaying all of it,
            and from the newest snapshot. With the rights for it, also with the page cache dropped.
            Examples:
              trading bench recovery --commands 10000000
              trading bench recovery --commands 10000000 --snapshot-bytes 16777216 67108864 268435456
            """)
        {
            commands, batch, runs, intervals, dataDir, json,
        };
        command.SetAction((parsed, cancellation) => System.Threading.Tasks.Task.FromResult(Run(
            terminal,
            parsed.GetValue(commands),
            parsed.GetValue(batch),
            parsed.GetValue(runs),
            parsed.GetRequiredValue(intervals),
            parsed.GetRequiredValue(dataDir),
            parsed.GetValue(json),
            cancellation)));
        return command;
    }

    private static int Run(
        Terminal terminal,
        long commands,
        int batch,
        int runs,
        int[] intervals,
        string dataDirectory,
        bool isJson,
        CancellationToken cancellation)
    {
        if (!Directory.Exists(dataDirectory)) return terminal.Fail(ExitCode.BadInput, $"there is no folder '{dataDirectory}'.");
        var folder = Directory.CreateDirectory(Path.Combine(dataDirectory, $"bench-{Guid.NewGuid():n}")).FullName;
        try
        {
            void Note(string note)
            {
                if (terminal.IsInteractive) terminal.Error.WriteLine(note);
            }

            var result = new RecoveryBench(folder, batch, runs).Run(commands, intervals, Note, cancellation);
            if (isJson) terminal.WriteJson(result);
            else Describe(terminal, result);
            return result.HashesEqual ? ExitCode.Ok : ExitCode.CheckFailed;
        }
        catch (IOException refused)
        {
            return terminal.Fail(ExitCode.Environment, refused.Message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Describe(Terminal terminal, RecoveryBenchResult result)
    {
        terminal.Out.WriteLine(
            $"{"commands",10} {"journal MB",11} {"tail ms",9} {"cold",8} {"commands/s",11} "
            + $"{"snapshot ms",12} {"cold",8} {"taken",6} {"write cost",11}");
        foreach (var size in result.Sizes)
        {
            terminal.Out.WriteLine(
                $"{size.Commands,10} {size.JournalBytes / 1e6,11:F1} {size.TailMs,9:F1} {Cold(size.TailColdMs),8} "
                + $"{size.TailCommandsPerSecond,11:F0} {size.SnapshotMs,12:F1} {Cold(size.SnapshotColdMs),8} "
                + $"{size.Snapshots,6} {size.WriteCost,11:F2}");
        }

        if (result.Intervals.Length > 0) DescribeIntervals(terminal, result.Intervals);
        terminal.Out.WriteLine(result.HashesEqual ? "Every recovery ended in the writer's state hash." : "A recovery ended in another state.");
        terminal.Out.WriteLine($"load average {result.LoadAverage}");
    }

    private static void DescribeIntervals(Terminal terminal, SnapshotInterval[] intervals)
    {
        terminal.Out.WriteLine(
            $"{"snapshot MiB",12} {"taken",6} {"besides",8} {"write cost",11} {"tail MiB",9} {"restart ms",11} {"cold",8}");
        foreach (var interval in intervals)
        {
            terminal.Out.WriteLine(
                $"{interval.SnapshotBytes / 1048576.0,12:F0} {interval.Snapshots,6} {interval.SnapshotShare,8:P1} {interval.WriteCost,11:F2} "
                + $"{interval.TailBytes / 1048576.0,9:F0} {interval.RestartMs,11:F1} {Cold(interval.RestartColdMs),8}");
        }
    }

    private static string Cold(double? ms) => ms is { } known ? $"{known:F1}" : "-";
}
