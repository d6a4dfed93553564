using System;
using System.Collections.Immutable;
using System.CommandLine;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Trading.Client.Backtest.Cases;
using Trading.Client.Backtest.Markets;
using Trading.Client.Backtest.Settings;
using Trading.Client.Sim;
using Trading.Model;
using Trading.Simulation;

namespace Trading.Client.Backtest;

/// <summary><c>trading backtest regimes</c>: strategies over simulated markets of different moods.</summary>
internal sealed class RegimesCommand(Terminal terminal)
{
    private const string Description = """
        Run strategies over simulated markets, one for each regime: calm, bursts of trading, storms of cancels. A market is that of
        'trading sim run' with the same seed, rate, duration and regime. It is made while it is traded, in constant memory.

        Examples:
          trading backtest regimes --strategy market-making --seed 7
          trading backtest regimes --strategy momentum --strategy market-making --each --execution ideal --execution realistic

        Exit codes: as for 'trading backtest run'.
        """;

    private readonly BacktestFlags _flags = new(ExecutionFlags.Many("ideal", "realistic"));
    private readonly CaseFlags _cases = new();
    private readonly LatencyFlag _latency = new();
    private readonly Option<string> _regimes = new("--regimes")
    {
        Description = "Which regimes: calm,burst,cancel-storm.",
        DefaultValueFactory = _ => "calm,burst,cancel-storm",
    };

    private readonly Option<string> _duration = new("--duration")
    {
        Description = "How long each market is, in simulated time: 90s, 5m.",
        DefaultValueFactory = _ => "2m",
    };

    private readonly Option<long> _rate = new("--rate")
    {
        Description = "Agent actions per second in calm.",
        DefaultValueFactory = _ => 100,
    };

    /// <summary>The command.</summary>
    public Command Create()
    {
        var command = new Command("regimes", Description) { _regimes, _duration, _rate };
        _latency.AddTo(command);
        _flags.AddTo(command);
        _cases.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        if (!Markets(parsed).TryGet(out var markets, out var wrong)) return terminal.Fail(ExitCode.Usage, wrong);
        if (!_flags.Execution.Read(parsed).TryGet(out var executions, out var refusal)) return terminal.Fail(ExitCode.BadInput, refusal);
        if (!_latency.Read(parsed).TryGet(out var latency, out wrong)) return terminal.Fail(ExitCode.Usage, wrong);
        var start = new BacktestCase { Market = markets[0].Market, Strategies = _flags.StrategiesOf(parsed) };
        var axis = new CaseAxis("regime", [.. markets.Select(market => (market.Regime, On(market.Market)))]);
        return await new CaseSession(terminal, _flags, _cases).RunAsync(parsed, start, [axis, CompareCommand.AxisOf(executions), .. latency], stop);
    }

    private static Func<BacktestCase, BacktestCase> On(IMarketRecipe market) => each => each with { Market = market };

    private Result<ImmutableArray<(string Regime, IMarketRecipe Market)>, string> Markets(ParseResult parsed)
    {
        var duration = parsed.GetRequiredValue(_duration);
        if (!Durations.TryParse(duration, out var durationNs) || durationNs is < 1 or > 86_400_000_000_000)
        {
            return $"--duration {duration}: write a time up to 24h, as in 5m.";
        }

        if (!SimulatedInstruments.Create("BTC-USDT").TryGet(out var instrument, out var error)) return error;
        var markets = ImmutableArray.CreateBuilder<(string, IMarketRecipe)>();
        foreach (var regime in parsed.GetRequiredValue(_regimes).Split(',').Distinct())
        {
            if (!SimFlags.Regimes($"{regime}:{duration}").TryGet(out var phases, out var unknown)) return $"--regimes: {unknown}";
            var config = new SimulationConfig
            {
                Seed = _flags.SeedOf(parsed),
                Instruments = [instrument],
                Regimes = phases,
                RatePerSecond = parsed.GetValue(_rate),
            };
            if (!RegimeRecipe.Create(config, durationNs).TryGet(out var market, out var refusal)) return refusal;
            markets.Add((regime, market));
        }

        return markets.ToImmutable();
    }
}
