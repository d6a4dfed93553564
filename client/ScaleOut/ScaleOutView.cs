using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Trading.Client.ScaleOut;

/// <summary>
/// What a person sees of a trial: a table that is kept up to date on a terminal, lines as things happen elsewhere, nothing
/// where JSON is asked for.
/// </summary>
internal sealed class ScaleOutView(Terminal terminal, bool isJson)
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly Lock _gate = new();
    private readonly List<string> _events = [];

    private bool IsLive => terminal.IsInteractive && !isJson;

    /// <summary>Something happened.</summary>
    public void Tell(string what)
    {
        var line = $"{Stopwatch.GetElapsedTime(_start).TotalSeconds,6:0.0} s  {what}";
        lock (_gate) _events.Add(line);
        if (!IsLive && !isJson) terminal.Out.WriteLine(line);
    }

    /// <summary>Runs a trial and shows it.</summary>
    public async Task<T> WatchAsync<T>(TrialCluster cluster, TrialLoad load, Func<Task<T>> run)
    {
        if (!IsLive) return await run();
        T? result = default;
        await terminal.Rich.Live(new Text("")).StartAsync(async live =>
        {
            var running = run();
            while (!running.IsCompleted)
            {
                live.UpdateTarget(Draw(await cluster.LookAsync(), cluster, load.Look()));
                live.Refresh();
                await Task.WhenAny(running, Task.Delay(Period));
            }

            result = await running;
        });
        return result ?? throw new InvalidOperationException("the trial has no result");
    }

    private Rows Draw(IReadOnlyList<SiloView> views, TrialCluster cluster, LoadView load)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("silo", "port", "status", "books");
        foreach (var silo in cluster.Silos.OrderBy(silo => silo.Number))
        {
            var view = views.FirstOrDefault(view => view.Port == silo.SiloPort);
            table.AddRow($"{silo.Number}", $"{silo.SiloPort}", view?.Status.ToString() ?? "", $"{view?.Books.Count ?? 0}");
        }

        var figures = new Text(
            $"{load.OrdersPerSecond:n0} orders/s   p50 {load.P50Us / 1000:0.0} ms   p99 {load.P99Us / 1000:0.0} ms");
        lock (_gate) return new Rows((IEnumerable<IRenderable>)[table, figures, .. _events.Select(line => new Text(line))]);
    }
}
