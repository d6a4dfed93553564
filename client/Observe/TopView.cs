using System;
using System.Collections.Generic;
using System.Linq;
using Spectre.Console;
using Spectre.Console.Rendering;
using Trading.GrainInterfaces;

namespace Trading.Client.Observe;

/// <summary>What <c>trading top</c> shows of two looks at a cluster.</summary>
internal static class TopView
{
    private const int NodesShown = 12;
    private const string Cpu = "dotnet.process.cpu.time";
    private const string Heap = "dotnet.gc.heap.total_allocated";

    private static readonly string[] Stages =
    [
        "trading.node.call.duration", "trading.node.delivery.duration", "trading.node.turn.duration", "trading.book.command.duration",
        "trading.journal.append.duration", "trading.journal.sync.duration", "trading.session.round.duration", "trading.node.recovery.duration",
    ];

    private static readonly string[] Alarms =
        ["trading.invariant.violations", "trading.node.fenced", "trading.node.resends", "trading.node.snapshots", "trading.book.rejects"];

    /// <summary>Draws it.</summary>
    /// <param name="before">The look before; null for rates since the silos started.</param>
    /// <param name="now">The last look.</param>
    /// <param name="keys">What is wanted.</param>
    /// <param name="trouble">Why there was no newer look; empty when there was.</param>
    public static Rows Draw(ClusterFigures? before, ClusterFigures now, TopKeys keys, string trouble = "")
    {
        var parts = new List<IRenderable> { Silos(before, now), Latencies(before, now), Counters(now), Nodes(before, now, keys.Order) };
        if (now.Strategies is { Count: > 0 } strategies) parts.Add(Strategies(strategies));
        if (before is not null)
        {
            parts.Add(new Text($"s sort ({keys.Order}), p {(keys.IsPaused ? "go on" : "pause")}, q quit  {trouble}"));
        }

        return new Rows(parts);
    }

    private static Table Silos(ClusterFigures? before, ClusterFigures now)
    {
        var table = Simple("silo", "up", "grains", "nodes", "calls/s", "orders/s", "fills/s", "events/s", "queue", "cpu", "RSS", "gen2", "allocated");
        foreach (var silo in now.Silos)
        {
            var (old, seconds) = Since(before, silo);
            table.AddRow(
                silo.Silo,
                $"{silo.UpSeconds:F0} s",
                $"{silo.Grains.Values.Sum()}",
                $"{silo.Total("trading.node.active"):F0}",
                Rate(silo.Count("trading.node.call.duration") - (old?.Count("trading.node.call.duration") ?? 0)),
                Rate(Orders(silo) - (old is null ? 0 : Orders(old))),
                Rate(Fills(silo) - (old is null ? 0 : Fills(old))),
                Rate(silo.Total("trading.market.events") - (old?.Total("trading.market.events") ?? 0)),
                $"{silo.Total("trading.node.queue.depth"):F0}",
                // The process is older than what the silo measures: without a look before there is only its own total.
                old is null ? $"{silo.Total(Cpu):F1} s" : $"{(silo.Total(Cpu) - old.Total(Cpu)) / seconds:P0}",
                $"{silo.Total("dotnet.process.memory.working_set") / 1e6:F0} MB",
                $"{Of(silo, "dotnet.gc.collections", "gc.heap.generation=gen2"):F0}",
                old is null ? $"{silo.Total(Heap) / 1e6:F0} MB" : $"{(silo.Total(Heap) - old.Total(Heap)) / seconds / 1e6:F1} MB/s");

            string Rate(double count) => $"{count / seconds:F0}";
        }

        return table;
    }

    private static Table Latencies(ClusterFigures? before, ClusterFigures now)
    {
        var table = Simple("stage", "silo", "count", "per s", "p50 us", "p95 us", "p99 us", "p99.9 us", "max us");
        foreach (var stage in Stages)
        {
            foreach (var silo in now.Silos)
            {
                var (old, seconds) = Since(before, silo);
                foreach (var figure in silo.Meters.Where(figure => figure.Name == stage && figure.Count > 0))
                {
                    var earlier = old?.Meters.FirstOrDefault(other => other.Name == stage && other.Tags == figure.Tags)?.Count ?? 0;
                    table.AddRow(
                        $"{stage["trading.".Length..^".duration".Length]} {figure.Tags}",
                        silo.Silo,
                        $"{figure.Count}",
                        $"{(figure.Count - earlier) / seconds:F0}",
                        Us(figure.P50),
                        Us(figure.P95),
                        Us(figure.P99),
                        Us(figure.P999),
                        Us(figure.Max));
                }
            }
        }

        return table;

        static string Us(double seconds) => $"{seconds * 1e6:F0}";
    }

    private static Table Counters(ClusterFigures now)
    {
        var table = Simple("counter", "silo", "of", "total");
        foreach (var alarm in Alarms)
        {
            foreach (var silo in now.Silos)
            {
                var figures = silo.Meters.Where(figure => figure.Name == alarm).ToArray();
                if (figures.Length == 0) table.AddRow(alarm["trading.".Length..], silo.Silo, "", "0");
                foreach (var figure in figures) table.AddRow(alarm["trading.".Length..], silo.Silo, figure.Tags, $"{figure.Value:F0}");
            }
        }

        return table;
    }

    private static Table Nodes(ClusterFigures? before, ClusterFigures now, TopOrder order)
    {
        var rows = new List<(NodeFigure Node, string Silo, double Calls, double Inputs)>();
        foreach (var silo in now.Silos)
        {
            var (old, seconds) = Since(before, silo);
            foreach (var node in silo.Nodes)
            {
                var earlier = old?.Nodes.FirstOrDefault(other => other.Key == node.Key && other.Calls <= node.Calls);
                rows.Add((node, silo.Silo, (node.Calls - (earlier?.Calls ?? 0)) / seconds, (node.Inputs - (earlier?.Inputs ?? 0)) / seconds));
            }
        }

        var sorted = order switch
        {
            TopOrder.Calls => rows.OrderByDescending(row => row.Calls),
            TopOrder.Inputs => rows.OrderByDescending(row => row.Inputs),
            TopOrder.Waiting => rows.OrderByDescending(row => row.Node.Waiting),
            TopOrder.Name => rows.OrderBy(row => row.Node.Key, StringComparer.Ordinal),
        };
        var table = Simple("hottest nodes", "silo", "calls", "calls/s", "inputs/s", "blocks", "waiting");
        foreach (var (node, silo, calls, inputs) in sorted.ThenBy(row => row.Node.Key, StringComparer.Ordinal).Take(NodesShown))
        {
            table.AddRow(Markup.Escape(node.Key), silo, $"{node.Calls}", $"{calls:F0}", $"{inputs:F0}", $"{node.Blocks}", $"{node.Waiting}");
        }

        return table;
    }

    private static Table Strategies(IReadOnlyList<StrategyFigure> strategies)
    {
        var table = Simple("strategy", "may trade", "instrument", "position", "pnl", "open", "denied");
        foreach (var each in strategies)
        {
            table.AddRow(each.Strategy, each.TradingState, each.Instrument, each.Position, each.Pnl, $"{each.OpenOrders}", $"{each.Denied}");
        }

        return table;
    }

    /// <summary>Orders that books accepted, and those that sessions sent.</summary>
    private static double Orders(SiloReport silo) =>
        Of(silo, "trading.book.reports", "kind=accepted") + Of(silo, "trading.session.messages", "kind=order");

    private static double Fills(SiloReport silo) => Of(silo, "trading.book.reports", "kind=trade");

    private static double Of(SiloReport silo, string meter, string tags) =>
        silo.Meters.FirstOrDefault(figure => figure.Name == meter && figure.Tags == tags)?.Value ?? 0;

    /// <summary>The same silo at the look before, and the seconds in between. A silo that started anew has none.</summary>
    private static (SiloReport? Old, double Seconds) Since(ClusterFigures? before, SiloReport silo)
    {
        var old = before?.Silos.FirstOrDefault(other => other.Silo == silo.Silo && other.UpSeconds < silo.UpSeconds);
        return (old, Math.Max(0.001, silo.UpSeconds - (old?.UpSeconds ?? 0)));
    }

    private static Table Simple(params string[] columns) => new Table().Border(TableBorder.Simple).AddColumns(columns);
}
