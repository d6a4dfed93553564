using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using Trading.Model;

namespace Trading.Client.Backtest.Cases;

/// <summary>Cases side by side: up to four as columns with every figure, more as rows with the most important ones.</summary>
/// <param name="axes">The names of what the cases differ in.</param>
/// <param name="outcomes">The cases, in the order in which they are shown.</param>
/// <param name="asset">The asset of amounts.</param>
/// <param name="assemblies">The hashes of the assemblies that strategies came from.</param>
internal sealed class CaseTable(
    ImmutableArray<string> axes, ImmutableArray<CaseOutcome> outcomes, string asset, ImmutableArray<string> assemblies)
{
    private const int ColumnsMax = 4;

    /// <summary>Aligned columns, as Markdown or plain.</summary>
    /// <param name="isMarkdown">True for a table in Markdown.</param>
    /// <param name="only">One figure, with the choices of the last axis as columns; null for the usual figures.</param>
    public string ToText(bool isMarkdown, CaseMetric? only)
    {
        var (rows, labels) = only is not null ? Pivoted(only) : outcomes.Length > ColumnsMax ? Rows() : Columns();
        return isMarkdown ? Layout(rows, labels, " | ", "|") : Layout(rows, labels, "  ", "");
    }

    /// <summary>Every figure of every case, a row each.</summary>
    public string ToCsv()
    {
        var text = new StringBuilder();
        string[] heads = [.. axes.Select(Field), .. CaseMetric.All.Select(metric => metric.Column), "trace_hash", "refusal"];
        text.AppendJoin(',', heads).Append('\n');
        foreach (var outcome in outcomes)
        {
            var figures = CaseMetric.All.Select(metric => outcome.Result is { } result ? metric.Exact(result) : "");
            var hash = outcome.Result is { } ended ? StateHasher.ToText(ended.TraceHash) : "";
            text.AppendJoin(',', outcome.Labels.Select(Field).Concat(figures).Append(hash).Append(Field(outcome.Refusal ?? ""))).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The JSON document.</summary>
    public object ToDocument() => new
    {
        asset,
        cases = outcomes.Select(outcome => new
        {
            labels = new JsonObject(axes.Zip(outcome.Labels, (axis, label) => KeyValuePair.Create(axis, (JsonNode?)label))),
            result = outcome.Result is { } result ? BacktestReport.Document(result, asset, assemblies) : null,
            refusal = outcome.Refusal,
        }),
    };

    /// <summary>A row for each case.</summary>
    private (List<string[]> Rows, int Labels) Rows()
    {
        var shown = CaseMetric.All.Where(metric => metric.IsInRows).ToArray();
        List<string[]> rows = [[.. axes, .. shown.Select(Head)]];
        rows.AddRange(outcomes.Select(outcome => (string[])[.. outcome.Labels, .. shown.Select(metric => Text(metric, outcome))]));
        return (rows, axes.Length);
    }

    /// <summary>A column for each case.</summary>
    private (List<string[]> Rows, int Labels) Columns()
    {
        var rows = new List<string[]>();
        for (var axis = 0; axis < axes.Length; axis++)
        {
            var place = axis;
            rows.Add([axes[axis], .. outcomes.Select(outcome => outcome.Labels[place])]);
        }

        rows.AddRange(CaseMetric.All.Select(metric => (string[])[Head(metric), .. outcomes.Select(outcome => Text(metric, outcome))]));
        return (rows, 1);
    }

    /// <summary>A column for each choice of the last axis: it runs fastest, so a row is that many cases.</summary>
    private (List<string[]> Rows, int Labels) Pivoted(CaseMetric metric)
    {
        var choices = outcomes.Select(outcome => outcome.Labels[^1]).Distinct().ToArray();
        List<string[]> rows = [[.. axes.Length == 1 ? [""] : axes[..^1], .. choices.Select(choice => $"{metric.Name}, {choice}")]];
        foreach (var row in outcomes.Chunk(choices.Length))
        {
            string[] labels = axes.Length == 1 ? [axes[0]] : [.. row[0].Labels[..^1]];
            rows.Add([.. labels, .. row.Select(outcome => outcome.Result is { } result ? metric.Text(result) : "-")]);
        }

        return (rows, Math.Max(1, axes.Length - 1));
    }

    private string Head(CaseMetric metric) => metric.Name == "pnl" ? $"pnl, {asset}" : metric.Name;

    /// <summary>What a refused case says stands where its first figure would.</summary>
    private static string Text(CaseMetric metric, CaseOutcome outcome)
    {
        if (outcome.Result is { } result) return metric.Text(result);
        return metric == CaseMetric.All[0] ? "refused: " + outcome.Refusal : "";
    }

    private static string Layout(List<string[]> rows, int labels, string between, string edge)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => Width(row[column]))).ToArray();
        var text = new StringBuilder();
        for (var row = 0; row < rows.Count; row++)
        {
            var cells = rows[row].Select((cell, column) => column < labels ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
            Append(string.Join(between, cells));
            if (edge.Length > 0 && row == 0) Append(string.Join(between, widths.Select(Rule)));
        }

        return text.ToString();

        string Rule(int width, int column) => column < labels ? new string('-', width) : new string('-', width - 1) + ":";

        void Append(string line) => text.Append(edge.Length > 0 ? $"{edge} {line} {edge}" : line.TrimEnd()).Append('\n');

        // A refusal is a sentence: it may stick out, and at least a rule with its colon fits.
        static int Width(string cell) => cell.StartsWith("refused: ", StringComparison.Ordinal) ? 2 : Math.Max(2, cell.Length);
    }

    private static string Field(string text) =>
        text.AsSpan().ContainsAny(",\"\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
