using System;
using System.CommandLine;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Trading.Journal.Postgres;

namespace Trading.Client.ScaleOut;

/// <summary><c>trading cluster scale-out</c>: silos come, are killed and freeze under load, and nothing is lost.</summary>
internal sealed class ScaleOutCommand(Terminal terminal)
{
    private const string Description = """
        Start silo processes over a private PostgreSQL, put load on their books, add a silo, kill one, freeze one until it is
        replaced and wake it; then prove from the callers' logs and the journals that every acknowledged order is there
        exactly once, that a replay in this process ends in the same state, and that no write of the replaced silo was taken.

        Example:
          trading cluster scale-out --silos 3 --books 12 --seconds 30 --json

        It needs PostgreSQL's server programs (apt-get install postgresql), uses free loopback ports and a temporary folder,
        and leaves nothing behind. Exit 1 when the check fails.
        """;

    private static readonly TimeSpan CallerPause = TimeSpan.FromMilliseconds(30);
    private const int FreezesMax = 6;
    private const int SilosMax = 8;
    private const int BooksMax = 1000;

    private readonly Option<int> _silos = Number("--silos", 3, $"Silo processes to begin with, 2 to {SilosMax}.");
    private readonly Option<int> _books = Number("--books", 12, $"Books, 1 to {BooksMax}.");
    private readonly Option<int> _seconds = Number("--seconds", 30, "Seconds of load at least, 1 to 3600.");
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new ScaleOutCommand(terminal);
        var scaleOut = new Command("scale-out", Description)
        {
            command._silos, command._books, command._seconds, command._json,
        };
        scaleOut.SetAction(command.RunAsync);
        return scaleOut;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var (silos, books, seconds) = (parsed.GetValue(_silos), parsed.GetValue(_books), parsed.GetValue(_seconds));
        if (silos is < 2 or > SilosMax) return terminal.Fail(ExitCode.Usage, $"--silos {silos}: use 2 to {SilosMax}.");
        if (books is < 1 or > BooksMax) return terminal.Fail(ExitCode.Usage, $"--books {books}: use 1 to {BooksMax}.");
        if (seconds is < 1 or > 3600) return terminal.Fail(ExitCode.Usage, $"--seconds {seconds}: use 1 to 3600.");
        var isJson = parsed.GetValue(_json);
        var view = new ScaleOutView(terminal, isJson);
        var started = await TrialCluster.StartAsync(silos, cancellation);
        if (!started.TryGet(out var cluster, out var error)) return terminal.Fail(ExitCode.Environment, error);
        await using (cluster)
        {
            view.Tell($"{silos} silos over a private PostgreSQL");
            await using var load = new TrialLoad(CallerPause);
            if (await load.ConfigureAsync(cluster.Client, books) is { } refused)
            {
                return terminal.Fail(ExitCode.Environment, refused);
            }

            var run = new ScaleOutRun(cluster, load, view.Tell);
            error = await view.WatchAsync(cluster, load, () => StepsAsync(cluster, load, run, seconds, cancellation));
            if (error.Length > 0) return terminal.Fail(ExitCode.Environment, error);
            return Report(await ResultAsync(cluster, load, run, silos, cancellation), isJson);
        }
    }

    /// <returns>Empty, or why the trial could not go on.</returns>
    private static async Task<string> StepsAsync(
        TrialCluster cluster, TrialLoad load, ScaleOutRun run, int seconds, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        var steady = TimeSpan.FromSeconds(seconds / 6.0);
        load.Start();
        await Task.Delay(steady, cancellation);
        if (await run.AddAsync(cancellation) is { } error) return error;
        await Task.Delay(steady, cancellation);
        await run.KillAsync(cancellation);
        var journal = new PostgresJournal(cluster.Database);
        // Whether the woken silo writes before it learns that it is dead is a race: without a write the freeze shows nothing.
        for (var freeze = 1; freeze <= FreezesMax; freeze++)
        {
            await Task.Delay(steady, cancellation);
            await run.FreezeAsync(cancellation);
            if ((await journal.StaleWritesAsync(cancellation)).Tried > 0) break;
            if (freeze < FreezesMax && await run.AddAsync(cancellation) is { } failed) return failed;
        }

        var left = TimeSpan.FromSeconds(seconds) - Stopwatch.GetElapsedTime(start);
        if (left > TimeSpan.Zero) await Task.Delay(left, cancellation);
        await load.StopAsync();
        return "";
    }

    /// <summary>The check, on books that nobody calls any more.</summary>
    internal static async Task<TrialResult> ResultAsync(
        TrialCluster cluster, TrialLoad load, ScaleOutRun run, int silos, CancellationToken cancellation)
    {
        await load.StopAsync();
        var verdict = await new TrialCheck(cluster.Database).RunAsync(load.Books, cancellation);
        return new TrialResult(
            silos, load.Books.Count, load.Look(), verdict, run.KillMs, run.FreezeMs, await run.EvictedAsync(cancellation));
    }

    private int Report(TrialResult result, bool isJson)
    {
        if (isJson) terminal.WriteJson(Document(result));
        else Write(result);
        return result.HasPassed ? ExitCode.Ok : ExitCode.CheckFailed;
    }

    private static object Document(TrialResult result) => new
    {
        passed = result.HasPassed,
        acknowledged = result.Verdict.Acknowledged,
        lost = result.Verdict.Lost,
        duplicated = result.Verdict.Duplicated,
        answeredOtherwise = result.Verdict.AnsweredOtherwise,
        hashesEqual = result.Verdict.HashesEqual,
        staleWritesTried = result.Verdict.Stale.Tried,
        staleWritesAccepted = result.Verdict.Stale.Accepted,
        killToFirstAcceptedMs = Math.Round(result.KillMs.DefaultIfEmpty(0).Max()),
        freezeToFirstAcceptedMs = Math.Round(result.FreezeMs.DefaultIfEmpty(0).Max()),
        evictedByMistake = result.Evicted,
        silos = result.Silos,
        books = result.Books,
        orders = result.Load.Orders,
        ordersPerSecond = Math.Round(result.Load.OrdersPerSecond),
        p50Us = result.Load.P50Us,
        p99Us = result.Load.P99Us,
        findings = result.Verdict.Findings,
    };

    private void Write(TrialResult result)
    {
        var (verdict, load, output) = (result.Verdict, result.Load, terminal.Out);
        output.WriteLine();
        output.WriteLine($"{load.Orders:n0} orders in {verdict.Acknowledged:n0} acknowledged calls: {verdict.Lost} lost, "
            + $"{verdict.Duplicated} duplicated, {verdict.AnsweredOtherwise} answered otherwise");
        output.WriteLine($"state after a replay in this process: {(verdict.HashesEqual ? "equal" : "DIFFERENT")}");
        output.WriteLine($"stale writes: {verdict.Stale.Tried} tried, {verdict.Stale.Accepted} accepted");
        output.WriteLine($"all books took orders again {result.KillMs.DefaultIfEmpty(0).Max():0} ms after the kill, "
            + $"{result.FreezeMs.DefaultIfEmpty(0).Max():0} ms after the freeze; {result.Evicted} silos evicted by mistake");
        output.WriteLine($"{load.OrdersPerSecond:n0} orders/s, round trip p50 {load.P50Us / 1000:0.0} ms, "
            + $"p99 {load.P99Us / 1000:0.0} ms, failures included");
        foreach (var finding in verdict.Findings) output.WriteLine("finding: " + finding);
        output.WriteLine(result.HasPassed ? "passed" : "FAILED");
    }

    private static Option<int> Number(string name, int usual, string description) =>
        new(name) { Description = $"{description} Default {usual}.", DefaultValueFactory = _ => usual };
}
