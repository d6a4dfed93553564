using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Trading.Client.Observe;
using Trading.GrainInterfaces;
using Xunit;

namespace Trading.Client.Tests.Observe;

/// <summary>What keys and looks make of the view.</summary>
public sealed class TopTests
{
    [Fact]
    public void Keys_sort_pause_and_end()
    {
        var keys = default(TopKeys);
        foreach (var order in new[] { TopOrder.Inputs, TopOrder.Waiting, TopOrder.Name, TopOrder.Calls })
        {
            keys = keys.After(ConsoleKey.S);
            Assert.Equal(order, keys.Order);
        }

        Assert.True(keys.After(ConsoleKey.P).IsPaused);
        Assert.False(keys.After(ConsoleKey.P).After(ConsoleKey.Spacebar).IsPaused);
        Assert.True(keys.After(ConsoleKey.Q).IsOver && keys.After(ConsoleKey.Escape).IsOver);
        Assert.Equal(keys, keys.After(ConsoleKey.X));
    }

    [Theory]
    [InlineData(TopOrder.Calls, "b", "a", "c")]
    [InlineData(TopOrder.Inputs, "a", "b", "c")]
    [InlineData(TopOrder.Waiting, "c", "a", "b")]
    [InlineData(TopOrder.Name, "a", "b", "c")]
    internal void Nodes_are_sorted_by_what_is_wanted(TopOrder order, params string[] expected)
    {
        // Rates are those between two looks: c was busy before.
        var before = Look(10, new NodeFigure("node-a", 10, 0, 0, 0), new NodeFigure("node-b", 0, 0, 0, 0), new NodeFigure("node-c", 900, 900, 0, 0));
        var now = Look(20, new NodeFigure("node-a", 60, 80, 1, 1), new NodeFigure("node-b", 70, 70, 1, 0), new NodeFigure("node-c", 905, 905, 1, 9));
        var text = Drawn(before, now, new TopKeys(order, IsPaused: false, IsOver: false));
        var shown = text.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("node-", StringComparison.Ordinal)).Select(line => line[5..6]);
        Assert.Equal(expected, shown);
        Assert.Contains($"s sort ({order})", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_that_was_activated_anew_and_a_silo_that_started_anew_count_from_nothing()
    {
        var now = Look(5, new NodeFigure("node-a", 50, 50, 1, 0));
        var text = Drawn(Look(100, new NodeFigure("node-a", 900, 900, 1, 0)), now, default);
        Assert.Contains(text.Split('\n'), line => line.Contains("node-a", StringComparison.Ordinal) && line.Contains("  10 ", StringComparison.Ordinal));
    }

    private static ClusterFigures Look(double up, params NodeFigure[] nodes) =>
        new([new SiloReport("127.0.0.1:1", up, new SortedDictionary<string, int> { ["Book"] = nodes.Length }, [], nodes)]);

    private static string Drawn(ClusterFigures before, ClusterFigures now, TopKeys keys)
    {
        using var output = new StringWriter { NewLine = "\n" };
        new Terminal(output, TextWriter.Null, isInteractive: false, useColor: false).Rich.Write(TopView.Draw(before, now, keys));
        return $"{output}";
    }
}
