using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Trading.Client.ScaleOut;

/// <summary><c>trading cluster failover</c>: kills silos one after another under load and tells how long their books were away.</summary>
internal sealed class FailoverCommand(Terminal terminal)
{
    private const string Description = """
        Kill silos of a private cluster one after another under load, each time the one with the most books, replace it, and
        measure how long it takes until each of its books takes orders again on another silo. At the end the check of
        'trading cluster scale-out' is made.

        Example:
          trading cluster failover --kills 20 --json

        Exit 1 when the check fails. The times are figures of this machine, not part of the check.
        """;

    private static readonly TimeSpan CallerPause = TimeSpan.FromMilliseconds(200);
    private const int KillsMax = 10_000;

    private readonly Option<int> _silos = Number("--silos", 3, "Silo processes, 2 to 8.");
    private readonly Option<int> _books = Number("--books", 12, "Books, 1 to 1000.");
    private readonly Option<int> _kills = Number("--kills", 20, $"Kills, 1 to {KillsMax}.");
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new FailoverCommand(terminal);
        var failover = new Command("failover", Description) { command._silos, command._books, command._kills, command._json };
        failover.SetAction(command.RunAsync);
        return failover;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var (silos, books, kills) = (parsed.GetValue(_silos), parsed.GetValue(_books), parsed.GetValue(_kills));
        if (silos is < 2 or > 8) return terminal.Fail(ExitCode.Usage, $"--silos {silos}: use 2 to 8.");
        if (books is < 1 or > 1000) return terminal.Fail(ExitCode.Usage, $"--books {books}: use 1 to 1000.");
        if (kills is < 1 or > KillsMax) return terminal.Fail(ExitCode.Usage, $"--kills {kills}: use 1 to {KillsMax}.");
        var isJson = parsed.GetValue(_json);
        var view = new ScaleOutView(terminal, isJson);
        var started = await TrialCluster.StartAsync(silos, cancellation);
        if (!started.TryGet(out var cluster, out var error)) return terminal.Fail(ExitCode.Environment, error);
        await using (cluster)
        {
            await using var load = new TrialLoad(CallerPause);
            if (await load.ConfigureAsync(cluster.Client, books) is { } refused)
            {
                return terminal.Fail(ExitCode.Environment, refused);
            }

            var run = new ScaleOutRun(cluster, load, view.Tell);
            error = await view.WatchAsync(cluster, load, () => KillAsync(load, run, kills, cancellation));
            if (error.Length > 0) return terminal.Fail(ExitCode.Environment, error);
            var result = await ScaleOutCommand.ResultAsync(cluster, load, run, silos, cancellation);
            Report(result, kills, isJson);
            return result.HasPassed ? ExitCode.Ok : ExitCode.CheckFailed;
        }
    }

    /// <returns>Empty, or why it could not go on.</returns>
    private static async Task<string> KillAsync(TrialLoad load, ScaleOutRun run, int kills, CancellationToken cancellation)
    {
        load.Start();
        for (var kill = 1; kill <= kills; kill++)
        {
            await run.KillAsync(cancellation);
            if (await run.AddAsync(cancellation) is { } error) return error;
        }

        await load.StopAsync();
        return "";
    }

    private void Report(TrialResult result, int kills, bool isJson)
    {
        var times = result.KillMs.Order().ToArray();
        if (isJson)
        {
            terminal.WriteJson(new
            {
                passed = result.HasPassed,
                kills,
                booksMoved = times.Length,
                p50Ms = At(times, 0.50),
                p90Ms = At(times, 0.90),
                p99Ms = At(times, 0.99),
                maxMs = At(times, 1),
                acknowledged = result.Verdict.Acknowledged,
                lost = result.Verdict.Lost,
                duplicated = result.Verdict.Duplicated,
                answeredOtherwise = result.Verdict.AnsweredOtherwise,
                hashesEqual = result.Verdict.HashesEqual,
                staleWritesTried = result.Verdict.Stale.Tried,
                staleWritesAccepted = result.Verdict.Stale.Accepted,
                evictedByMistake = result.Evicted,
                findings = result.Verdict.Findings,
                firstAcceptedMs = times.Select(time => Math.Round(time)),
            });
            return;
        }

        terminal.Out.WriteLine();
        terminal.Out.WriteLine($"{kills} kills, {times.Length} books moved: p50 {At(times, 0.5)} ms, p90 {At(times, 0.9)} ms, "
            + $"p99 {At(times, 0.99)} ms, longest {At(times, 1)} ms");
        terminal.Out.WriteLine($"{result.Verdict.Acknowledged:n0} calls acknowledged, {result.Verdict.Lost} lost, "
            + $"{result.Verdict.Duplicated} duplicated; {result.Evicted} silos evicted by mistake");
        foreach (var finding in result.Verdict.Findings) terminal.Out.WriteLine("finding: " + finding);
        terminal.Out.WriteLine(result.HasPassed ? "passed" : "FAILED");
    }

    private static double At(IReadOnlyList<double> sorted, double fraction) =>
        sorted.Count == 0 ? 0 : Math.Round(sorted[Math.Max(0, (int)Math.Ceiling(fraction * sorted.Count) - 1)]);

    private static Option<int> Number(string name, int usual, string description) =>
        new(name) { Description = $"{description} Default {usual}.", DefaultValueFactory = _ => usual };
}
