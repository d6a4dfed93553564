using System;
using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using Spectre.Console;
using Trading.Client.Cluster;
using Trading.Client.Paper;
using Trading.GrainInterfaces;

namespace Trading.Client.Observe;

/// <summary><c>trading top</c>: what the silos of a cluster do now.</summary>
internal sealed class TopCommand(Terminal terminal)
{
    private const string Description = """
        Show what the silos of a cluster do: throughput, latency by stage, queues, collections, invariants, the busiest books and
        nodes, and the strategies of a session. On a terminal it goes on until q; s sorts the nodes otherwise, p or the space bar
        stops the figures and lets them go on. Elsewhere, or with --once, it prints the totals since the silos started and ends.

        Examples:
          trading top
          trading top --session paper-1 --interval 5s
          trading top --once --json

        docs/METRICS.md has every meter. Exit codes: 0 ok, 2 usage, 3 no such session, 4 the cluster does not answer.
        """;

    private static readonly TimeSpan KeyPeriod = TimeSpan.FromMilliseconds(50);

    private readonly ClusterFlags _flags = new();
    private readonly Option<bool> _once = new("--once")
    {
        Description = "Print once and end; with --json, or without a terminal, it always does.",
    };

    private readonly Option<string> _interval = new("--interval")
    {
        Description = "Between two looks, as in 500ms or 5s.",
        DefaultValueFactory = _ => "1s",
    };


    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var top = new TopCommand(terminal);
        top._interval.Validators.Add(result =>
        {
            if (!TryInterval(result.GetValue(top._interval), out _)) result.AddError("--interval: write 100ms to 1h, as in 5s.");
        });
        var command = new Command("top", Description) { top._once, top._interval };
        top._flags.AddTo(command);
        command.SetAction((parsed, stop) => top._flags.WithClusterAsync(parsed, terminal, cluster => top.RunAsync(cluster, parsed, stop), stop));
        return command;
    }

    private async Task<int> RunAsync(ClusterConnection cluster, ParseResult parsed, CancellationToken stop)
    {
        var isSession = _flags.NamesSession(parsed);
        var (figures, missing) = await ReadAsync(cluster, isSession);
        if (terminal.IsInteractive && !_flags.IsJson(parsed) && !parsed.GetValue(_once))
        {
            await WatchAsync(cluster, isSession, figures, Interval(parsed), stop);
            return ExitCode.Ok;
        }

        if (_flags.IsJson(parsed)) terminal.WriteJson(figures);
        else terminal.Rich.Write(TopView.Draw(null, figures, default));
        return missing is null ? ExitCode.Ok : terminal.Fail(missing.IsAbsent ? ExitCode.BadInput : ExitCode.Environment, Trouble(cluster, missing));
    }

    private async Task WatchAsync(ClusterConnection cluster, bool isSession, ClusterFigures first, TimeSpan interval, CancellationToken stop)
    {
        var (before, now, keys, trouble) = (first, first, default(TopKeys), "");
        await terminal.Rich.Live(TopView.Draw(null, first, keys)).StartAsync(async live =>
        {
            for (var waited = TimeSpan.Zero; !keys.IsOver && !stop.IsCancellationRequested; waited += KeyPeriod)
            {
                await Task.Delay(KeyPeriod, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                var isPressed = false;
                while (terminal.Rich.Input.IsKeyAvailable() && terminal.Rich.Input.ReadKey(intercept: true) is { } key)
                {
                    (keys, isPressed) = (keys.After(key.Key), true);
                }

                if (!keys.IsPaused && waited >= interval)
                {
                    (waited, isPressed) = (TimeSpan.Zero, true);
                    var (read, problem) = await TryReadAsync(cluster, isSession);
                    trouble = problem;
                    if (read is not null) (before, now) = (now, read);
                }

                if (!isPressed) continue;
                live.UpdateTarget(TopView.Draw(before, now, keys, trouble));
                live.Refresh();
            }
        });
    }

    /// <summary>A session is asked for only by name: asking calls up its desk, and looking at a cluster should call up nothing.</summary>
    private static async Task<(ClusterFigures Figures, SessionLookup? Missing)> ReadAsync(ClusterConnection cluster, bool isSession)
    {
        var figures = await ClusterFigures.ReadAsync(cluster.Client);
        if (!isSession) return (figures, null);
        return (await StrategyFigure.ReadAsync(cluster)).TryGet(out var strategies, out var missing)
            ? (figures with { Strategies = strategies }, null)
            : (figures, missing);
    }

    /// <summary>A cluster that does not answer now may do so at the next look.</summary>
    private static async Task<(ClusterFigures? Figures, string Trouble)> TryReadAsync(ClusterConnection cluster, bool isSession)
    {
        try
        {
            var (figures, missing) = await ReadAsync(cluster, isSession);
            return (figures, missing is null ? "" : Trouble(cluster, missing));
        }
        catch (Exception error) when (LostCall.Is(error))
        {
            return (null, "the cluster does not answer");
        }
    }

    private static string Trouble(ClusterConnection cluster, SessionLookup missing) => missing.IsAbsent
        ? $"the cluster has no session '{cluster.Session}'."
        : $"the journal of session '{cluster.Session}' does not answer: {missing.Status}.";

    private TimeSpan Interval(ParseResult parsed) =>
        TryInterval(parsed.GetValue(_interval), out var interval) ? interval : TimeSpan.FromSeconds(1);

    private static bool TryInterval(string? text, out TimeSpan interval)
    {
        var isRead = Durations.TryParse(text ?? "", out var nanoseconds);
        interval = isRead ? TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick) : TimeSpan.Zero;
        return interval >= TimeSpan.FromMilliseconds(100) && interval <= TimeSpan.FromHours(1);
    }
}
