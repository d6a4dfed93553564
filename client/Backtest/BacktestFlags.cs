using System;
using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using Trading.Client.Backtest.Markets;
using Trading.Client.Backtest.Settings;
using Trading.Client.Strategies;
using Trading.Desk;
using Trading.Exchange;
using Trading.Model;
using Trading.Risk;
using Trading.Strategy;

namespace Trading.Client.Backtest;

/// <summary>The flags that say what a desk is: shared by all commands that run one.</summary>
internal sealed class BacktestFlags
{
    private readonly Option<string[]> _strategies = new("--strategy")
    {
        Description = "A strategy: NAME or NAME:parameter=value,parameter=value; may be repeated. See 'trading backtest strategies'.",
        Required = true,
    };

    private readonly AssemblyFlag _assemblies = new();

    private readonly Option<ulong> _seed = new("--seed") { Description = "Seed of all random streams.", DefaultValueFactory = _ => 1UL };

    private readonly Option<string> _capital = new("--capital")
    {
        Description = "What each strategy begins with, of the first instrument's quote asset.",
        DefaultValueFactory = _ => "100000",
    };

    private readonly Option<int> _markMs = new("--mark-interval-ms")
    {
        Description = "How often positions are valued, in milliseconds of event time.",
        DefaultValueFactory = _ => 1_000,
    };

    private readonly Option<bool> _liveBook = new("--live-book")
    {
        Description = "Replay the tape's order flow into a book that our orders stand in, instead of matching against the recording.",
    };

    /// <summary>The flags of a command.</summary>
    /// <param name="execution">One way of execution, or several.</param>
    public BacktestFlags(ExecutionFlags execution)
    {
        Execution = execution;
        _markMs.Require(value => value is >= 1 and <= 86_400_000, "--mark-interval-ms must lie between 1 and 86400000.");
        _capital.Validators.Add(result =>
        {
            if (result.GetValue(_capital) is { } text && (!Money.Parse(text).TryGet(out var amount, out _) || amount <= Money.Zero))
            {
                result.AddError($"--capital {text}: write a positive amount, as in 100000 or 2500.50.");
            }
        });
    }

    /// <summary>How orders are executed, and what strategies may do.</summary>
    public ExecutionFlags Execution { get; }

    /// <summary>The strategies as they are written on the command line.</summary>
    public ImmutableArray<string> StrategiesOf(ParseResult parsed) => [.. parsed.GetRequiredValue(_strategies)];

    /// <summary>Adds the flags to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_strategies, _seed, _capital, _markMs, _liveBook]) command.Options.Add(option);
        _assemblies.AddTo(command);
        Execution.AddTo(command);
    }

    /// <summary>The strategies that there are: ours, and those of the assemblies.</summary>
    /// <returns>The catalogue with the assemblies' hashes, or why one of them is refused.</returns>
    public Result<(StrategyCatalog Catalog, ImmutableArray<string> Hashes), StrategyAssemblyError> ReadCatalog(ParseResult parsed) =>
        _assemblies.Read(parsed);

    /// <summary>The desk that the flags ask for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="market">The market that it trades.</param>
    /// <param name="execution">How orders are executed.</param>
    /// <param name="limits">What each strategy may do.</param>
    /// <param name="strategies">The strategies, as they are written on a command line.</param>
    public DeskConfig Read(
        ParseResult parsed, MarketNames market, ExecutionConfig execution, RiskLimits limits, ImmutableArray<string> strategies)
    {
        Money.Parse(parsed.GetRequiredValue(_capital)).TryGet(out var capital, out _);
        return new DeskConfig
        {
            Seed = SeedOf(parsed),
            Listings = market.Listings,
            Agents = market.Agents,
            Strategies = [.. strategies.Select((text, i) => new StrategySetup(NameOf(text, i), text))],
            ReportingAsset = market.Listings[0].Pair.Quote,
            Capital = capital,
            Execution = execution,
            Limits = limits,
            HasLiveBook = parsed.GetValue(_liveBook),
            MarkIntervalNs = parsed.GetValue(_markMs) * 1_000_000L,
        };
    }

    /// <summary>The seed of all random streams.</summary>
    public ulong SeedOf(ParseResult parsed) => parsed.GetValue(_seed);

    private static string NameOf(string text, int index)
    {
        var name = text.Split(':', 2)[0];
        return string.Create(CultureInfo.InvariantCulture, $"{name[..Math.Min(name.Length, 30)]}-{index + 1}");
    }
}
