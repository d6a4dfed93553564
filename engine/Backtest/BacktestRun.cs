using System.Collections.Generic;
using Trading.Desk;
using Trading.Model;
using Trading.Strategy;

namespace Trading.Backtest;

/// <summary>
/// One backtest: a desk over a market, driven in rounds by direct calls, in constant memory in the length of the market's tape.
/// </summary>
public sealed class BacktestRun
{
    private readonly TradingDesk _desk;
    private readonly MarketPump _pump;
    private readonly RoundDriver _driver;
    private readonly BacktestMeter _meter;

    private BacktestRun(TradingDesk desk, IMarketSource market, IDeskWatcher? watcher, IReadOnlyList<TimedCommand> commands)
    {
        _desk = desk;
        _pump = new MarketPump(market, desk.Markets);
        _driver = new RoundDriver(desk.Nodes, _pump);
        _meter = new BacktestMeter(desk.Config, watcher);
        desk.Control.Watcher = _meter;
        _driver.Command(desk.Control, commands);
    }

    /// <summary>Market events read so far.</summary>
    public long Events => _pump.Events;

    /// <summary>The time of the last market event that was read, UNIX nanoseconds.</summary>
    public long LastNs => _pump.LastNs;

    /// <summary>The desk.</summary>
    public TradingDesk Desk => _desk;

    /// <summary>Makes a backtest.</summary>
    /// <param name="config">What the desk depends on.</param>
    /// <param name="catalog">Where its strategies come from.</param>
    /// <param name="market">The market's events.</param>
    /// <param name="watcher">Hears fills, values and notices as they happen; null for nobody.</param>
    /// <param name="commands">What operators order and when, in that order; null for nothing. With the commands of a session, and
    /// the times that they were given there, the backtest ends as that session did.</param>
    public static Result<BacktestRun, DeskConfigError> Create(
        DeskConfig config,
        StrategyCatalog catalog,
        IMarketSource market,
        IDeskWatcher? watcher = null,
        IReadOnlyList<TimedCommand>? commands = null) =>
        TradingDesk.Create(config, catalog).TryGet(out var desk, out var error)
            ? new BacktestRun(desk, market, watcher, commands ?? [])
            : error;

    /// <summary>Takes an operator's command, which takes effect at the start of the next round.</summary>
    /// <returns>The command with that time.</returns>
    public TimedCommand Command(in OperatorCommand command) => new(_driver.Command(_desk.Control, command), command);

    /// <summary>Drives a number of rounds.</summary>
    /// <returns>False once nothing is left to handle.</returns>
    public bool TryAdvance(int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            if (!_driver.TryRound()) return false;
        }

        return true;
    }

    /// <summary>Drives all rounds and gives the result.</summary>
    public BacktestResult Run()
    {
        while (TryAdvance(rounds: 1_024))
        {
        }

        return Result();
    }

    /// <summary>The result so far.</summary>
    public BacktestResult Result() => new DeskSummary(DeskNodeSet.Of(_desk), _meter).Result(_pump.Events, (_pump.FirstNs, _pump.LastNs));
}
