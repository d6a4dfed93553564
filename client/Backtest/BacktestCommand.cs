using System.CommandLine;
using Trading.Client.Backtest.Settings;
using Trading.Strategy;

namespace Trading.Client.Backtest;

/// <summary><c>trading backtest</c>: strategies over a recorded or simulated market.</summary>
internal static class BacktestCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var settings = new SettingsCommands(terminal);
        return new Command("backtest", "Strategies over a recorded or simulated market, deterministically.")
        {
            new RunCommand(terminal).Create(),
            new CompareCommand(terminal).Create(),
            new SweepCommand(terminal).Create(),
            new RegimesCommand(terminal).Create(),
            CreateList(terminal),
            settings.CreateExecution(),
            settings.CreateLimits(),
        };
    }

    private static Command CreateList(Terminal terminal)
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var command = new Command("strategies", "The strategies by name, with their parameters.\nExample: trading backtest strategies") { json };
        command.SetAction(parsed => StrategyList.Show(terminal, StrategyCatalog.Standard, parsed.GetValue(json)));
        return command;
    }
}
