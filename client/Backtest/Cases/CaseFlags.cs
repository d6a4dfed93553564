using System;
using System.CommandLine;
using System.Linq;

namespace Trading.Client.Backtest.Cases;

/// <summary>The flags of all commands that run several cases.</summary>
internal sealed class CaseFlags
{
    private readonly Option<bool> _each = new("--each")
    {
        Description = "Each strategy on a desk of its own, in rows of its own; without it all share one desk.",
    };

    private readonly Option<int> _jobs = new("--jobs")
    {
        Description = "How many cases run at once (default: one per core). The output does not depend on it.",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON document." };
    private readonly Option<bool> _markdown = new("--markdown") { Description = "Print the table as Markdown." };
    private readonly Option<string?> _only = new("--only")
    {
        Description = "In the table one figure alone, by its name in CSV files (pnl, fees), with the choices of the last axis as columns.",
    };

    private readonly Option<string?> _csv = new("--csv") { Description = "Write every figure of every case to a CSV file, too." };

    /// <summary>Adds the flags to a command.</summary>
    public void AddTo(Command command)
    {
        _jobs.Require(value => value is >= 1 and <= 1_024, "--jobs must lie between 1 and 1024.");
        foreach (var option in (Option[])[_each, _jobs, _json, _markdown, _only, _csv]) command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_only) is { } name && CaseMetric.Of(name) is null)
            {
                result.AddError($"--only {name}: use one of {string.Join(", ", CaseMetric.All.Select(metric => metric.Column))}.");
            }

            if (result.GetValue(_json) && result.GetValue(_markdown)) result.AddError("--json and --markdown both write to the output: choose one.");
        });
    }

    /// <summary>True to give each strategy a desk of its own.</summary>
    public bool IsEach(ParseResult parsed) => parsed.GetValue(_each);

    /// <summary>How many run at once.</summary>
    public int Jobs(ParseResult parsed) => parsed.GetValue(_jobs);

    /// <summary>True to print JSON.</summary>
    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>True to print Markdown.</summary>
    public bool IsMarkdown(ParseResult parsed) => parsed.GetValue(_markdown);

    /// <summary>The one figure that is wanted; null for the usual ones.</summary>
    public CaseMetric? Only(ParseResult parsed) => parsed.GetValue(_only) is { } name ? CaseMetric.Of(name) : null;

    /// <summary>The CSV file; null for none.</summary>
    public string? Csv(ParseResult parsed) => parsed.GetValue(_csv);
}
