using System.Collections.Immutable;
using System.CommandLine;
using Trading.Client.Backtest.Cases;
using Trading.Model;

namespace Trading.Client.Backtest;

/// <summary><c>--latency</c>: cases that differ in how long messages travel.</summary>
internal sealed class LatencyFlag
{
    private readonly Option<string?> _latency = new("--latency")
    {
        Description = "Latencies: 0.1ms,1ms,10ms; each for market data, for orders and for reports.",
    };

    /// <summary>Adds the flag to a command.</summary>
    public void AddTo(Command command) => command.Options.Add(_latency);

    /// <summary>The axis of latencies; none when the flag is not given.</summary>
    /// <returns>At most one axis, or one line for people.</returns>
    public Result<ImmutableArray<CaseAxis>, string> Read(ParseResult parsed)
    {
        if (parsed.GetValue(_latency) is not { } text) return ImmutableArray<CaseAxis>.Empty;
        return SweepAxes.Latency(text).TryGet(out var axis, out var wrong) ? ImmutableArray.Create(axis) : $"--latency {text}: {wrong}";
    }
}
