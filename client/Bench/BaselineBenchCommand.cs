using System;
using System.CommandLine;
using System.IO;
using System.Text.Json;
using Trading.Bench;

namespace Trading.Client.Bench;

/// <summary><c>trading bench baseline</c>: the core operations in ratios to a frozen book, against those that are committed.</summary>
internal sealed class BaselineBenchCommand(Terminal terminal)
{
    private const string Description = """
        The core operations (mixed, match, insert, cancel, a book node's turn, the same watched, and both durable) on seeded workloads,
        in turn, run by run, each as a ratio to the frozen book of the same run. --check compares them with a file that an earlier run has
        written: a ratio more than --tolerance below it, or a byte more per command, is a finding.

        Examples:
          trading bench baseline
          trading bench baseline --write docs/bench/baseline.json
          trading bench baseline --check docs/bench/baseline.json

        Exit codes: 0 ok, 1 --check found something, 2 usage, 3 the file cannot be read, 4 it cannot be written.
        """;

    private static readonly JsonSerializerOptions Layout = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly Option<int> _runs = new("--runs") { Description = "Timed runs.", DefaultValueFactory = _ => 5 };
    private readonly Option<int> _commands = new("--commands")
    {
        Description = "Commands of each workload at most.",
        DefaultValueFactory = _ => 1_000_000,
    };

    private readonly Option<string?> _check = new("--check") { Description = "Compare with this file." };
    private readonly Option<string?> _write = new("--write") { Description = "Write the figures to this file." };

    private readonly Option<int> _tolerance = new("--tolerance")
    {
        Description = "With --check: percent that a ratio may be lower.",
        DefaultValueFactory = _ => 30,
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON document." };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var bench = new BaselineBenchCommand(terminal);
        var command = new Command("baseline", Description)
        {
            bench._runs, bench._commands, bench._check, bench._write, bench._tolerance, bench._json,
        };
        bench._runs.Require(value => value is >= 1 and <= 1000, "--runs must lie between 1 and 1000.");
        bench._commands.Require(value => value is >= 1024 and <= 4_000_000, "--commands must lie between 1024 and 4000000.");
        bench._tolerance.Require(value => value is >= 0 and <= 99, "--tolerance must lie between 0 and 99.");
        command.SetAction(bench.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        BaselineResult? baseline = null;
        if (parsed.GetValue(_check) is { } path && (baseline = Read(path, out var problem)) is null)
        {
            return terminal.Fail(ExitCode.BadInput, $"--check {path}: {problem}");
        }

        var result = BaselineBench.Run(parsed.GetValue(_runs), parsed.GetValue(_commands));
        if (parsed.GetValue(_json)) terminal.WriteJson(result);
        else Write(result);
        if (parsed.GetValue(_write) is { } target && !TryWrite(target, result, out problem))
        {
            return terminal.Fail(ExitCode.Environment, $"--write {target}: {problem}");
        }

        if (baseline is null) return ExitCode.Ok;
        var findings = BaselineBench.Compare(baseline, result, parsed.GetValue(_tolerance) / 100.0);
        foreach (var finding in findings) terminal.Error.WriteLine("finding: " + finding);
        terminal.Error.WriteLine(findings.IsEmpty ? "within the baseline" : "NOT within the baseline");
        return findings.IsEmpty ? ExitCode.Ok : ExitCode.CheckFailed;
    }

    private static BaselineResult? Read(string path, out string problem)
    {
        problem = "";
        try
        {
            var read = JsonSerializer.Deserialize<BaselineResult>(File.ReadAllBytes(path), Layout);
            if (read is { Rows.IsDefaultOrEmpty: false }) return read;
            problem = "it holds no baseline.";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            problem = error.Message;
        }

        return null;
    }

    private static bool TryWrite(string path, BaselineResult result, out string problem)
    {
        problem = "";
        try
        {
            File.WriteAllText(path, JsonSerializer.Serialize(result, Layout) + "\n");
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problem = error.Message;
            return false;
        }
    }

    private void Write(BaselineResult result)
    {
        var output = terminal.Out;
        output.WriteLine($"{"operation",-24}{"M/s",8}{"ratio",8}{"spread",8}{"p50 ns",8}{"p95 ns",8}{"p99 ns",8}{"B/op",8}");
        foreach (var row in result.Rows)
        {
            output.WriteLine(
                $"{row.Name,-24}{row.OpsPerSecond / 1e6,8:F2}{row.Ratio,8:F2}{row.RatioSpread,8:P0}"
                + $"{row.P50Ns,8:F0}{row.P95Ns,8:F0}{row.P99Ns,8:F0}{row.BytesPerOp,8:F1}");
        }

        output.WriteLine(
            $"reference {result.ReferenceOpsPerSecond / 1e6:F2} M/s; watching costs {result.WatchedCost:P1} of a durable turn; "
            + $"load average {result.LoadAverage}");
    }
}
