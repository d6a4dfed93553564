using System;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Spectre.Console;
using Trading.GrainInterfaces;
using Trading.Model;

namespace Trading.Client.Cluster;

/// <summary>Shows a market while it changes.</summary>
internal sealed class MarketWatch(Terminal terminal, string market, bool isJson)
{
    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(100);
    private long _lastSequence = -1;
    private int _count;

    /// <summary>When to stop; null for never.</summary>
    public TimeSpan? Limit { get; init; }

    /// <summary>How many changes to show.</summary>
    public required int CountMax { get; init; }

    /// <summary>Watches until a limit, the tape's end, or the user ends it.</summary>
    public async Task<int> RunAsync(
        ClusterConnection cluster, (InstrumentId Source, string Tape)? play, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (Limit is { } time) limit.CancelAfter(time);
        if (isJson || !terminal.IsInteractive) return await WatchAsync(cluster, play, ShowLine, limit.Token);
        var exit = ExitCode.Ok;
        await terminal.Rich.Live(new Table()).StartAsync(async live => exit = await WatchAsync(
            cluster, play, view => live.UpdateTarget(MarketText.Table(market, view)), limit.Token));
        return exit;
    }

    private async Task<int> WatchAsync(
        ClusterConnection cluster,
        (InstrumentId Source, string Tape)? play,
        Action<MarketView> show,
        CancellationToken limit)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(limit);
        try
        {
            if (play is { } tape)
            {
                var played = await cluster.PlayAsync(
                    tape.Source, tape.Tape, market, (view, _) => Take(view, show, enough), enough.Token);
                return played.TryGet(out _, out var error) ? ExitCode.Ok : terminal.Fail(ExitCode.BadInput, error);
            }

            while (true)
            {
                Take(await cluster.Market(market).View(), show, enough);
                await Task.Delay(PollPeriod, enough.Token);
            }
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            return ExitCode.Ok;
        }
    }

    private void Take(MarketView view, Action<MarketView> show, CancellationTokenSource enough)
    {
        if (view.Sequence == _lastSequence && _count > 0) return;
        _lastSequence = view.Sequence;
        show(view);
        if (++_count >= CountMax) enough.Cancel();
    }

    private void ShowLine(MarketView view) =>
        terminal.Out.WriteLine(
            isJson ? JsonSerializer.Serialize(MarketText.Document(market, view)) : MarketText.Line(market, view));
}
