using System.CommandLine;

namespace Trading.Client.Backtest.Settings;

/// <summary><c>trading backtest execution</c> and <c>trading backtest limits</c>: presets and files, checked and written out whole.</summary>
internal sealed class SettingsCommands(Terminal terminal)
{
    private const string ExecutionDescription = """
        Show how orders are executed, as the JSON file that --execution takes: a preset, or a file of yours, checked and with every
        member written out. A file may leave members out: they are as in the preset that its member "base" names (ideal by default).

          delays    {"kind":"fixed","delayNs":N}, {"kind":"log-normal","medianNs":N,"sigmaPpm":N,"floorNs":N,"capNs":N},
                    {"kind":"empirical","bars":[{"delayNs":N,"weight":N}]}
          queue     front-of-queue, back-of-queue or proportional (with queuePower 1 to 4)
          slippage  kind none, fixed-bps, volatility or spread-and-depth; coefficientPpm; smoothingShift; depthLevels
          fees      tiers of {"fromNotional":"AMOUNT","makerPpm":N,"takerPpm":N} by the notional of 30 days; startNotional
          book      showsLiveBook: a live book is the exchange, and strategies see it, their own orders included
          others    hasImpact, rateLimit, downWindows, outages, rejectPpm, openOrdersMax, markoutNs; docs/design/EXECUTION.md

        Example: trading backtest execution --show realistic

        Exit codes: 0 ok, 2 usage, 3 the file is refused.
        """;

    private const string LimitsDescription = """
        Show what a strategy may do, as the JSON file that --limits takes: the limits without that flag (wide), or a file of yours,
        checked and with every member written out. Amounts are of the instrument's quote asset, maxOrderQty of its base asset.

        Example: trading backtest limits --show wide

        Exit codes: 0 ok, 2 usage, 3 the file is refused.
        """;

    /// <summary>The command about execution.</summary>
    public Command CreateExecution() => Create("execution", ExecutionDescription, SettingsFiles.Execution, "realistic");

    /// <summary>The command about limits.</summary>
    public Command CreateLimits() => Create("limits", LimitsDescription, SettingsFiles.Limits, "wide");

    private Command Create<T>(string name, string description, SettingsFile<T> files, string preset)
        where T : class
    {
        var show = new Option<string>("--show")
        {
            Description = $"{files.PresetNames}, or a file.",
            DefaultValueFactory = _ => preset,
        };
        var command = new Command(name, description) { show };
        command.SetAction(parsed =>
        {
            var text = parsed.GetRequiredValue(show);
            if (!files.Read(text).TryGet(out var value, out var error)) return terminal.Fail(ExitCode.BadInput, $"--show {text}: {error}");
            terminal.Out.Write(SettingsFile<T>.ToText(value));
            return ExitCode.Ok;
        });
        return command;
    }
}
