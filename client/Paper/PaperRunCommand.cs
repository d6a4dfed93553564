using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using Trading.Backtest;
using Trading.Client.Backtest;
using Trading.Client.Backtest.Files;
using Trading.Client.Backtest.Settings;
using Trading.Client.Observe;
using Trading.Desk;
using Trading.Model;
using Trading.Silo;

namespace Trading.Client.Paper;

/// <summary><c>trading paper run</c>: a desk on a cluster, its market a tape that is played as if it were live.</summary>
internal sealed class PaperRunCommand(Terminal terminal)
{
    private const string Description = """
        Paper-trade: play a tape as if it were live through the grains of a cluster on this machine: feeds, markets, strategies,
        account, exchanges, capital. Everything is journaled under --data-dir; a run that was killed goes on with --resume. With
        --connect the silos are others that run already, and the journal is theirs: the session goes on without this command. The
        same strategies, tape, execution and seed end in the trace hash and the amounts of 'trading backtest run', however many
        silos there are and whatever dies meanwhile.

        Operators join from another terminal: 'trading operator status', 'trading operator halt'.

        Examples:
          trading paper run --strategy market-making --tape btcusdt.rpl.gz
          trading paper run --strategy momentum --strategy market-making --tape btcusdt.rpl.gz --silos 3 --shuffle 7 --json
          trading paper run --strategy market-making --tape btcusdt.rpl.gz --silos 3 --lossy 7 --check
          trading paper run --strategy market-making --tape btcusdt.rpl.gz --speed 10x
          trading paper run --strategy market-making --tape btcusdt.rpl.gz --resume
          trading paper run --strategy market-making --tape btcusdt.rpl.gz --connect 30000 --connect 30001
          trading paper run --strategy market-making --tape btcusdt.rpl.gz --check

        Exit codes: 0 ok, 1 --check found a difference, 2 usage, 3 a tape, assembly, settings file or session is refused, 4 the
        data directory or a port cannot be used, or the cluster does not answer.
        """;

    private readonly BacktestFlags _flags = new(ExecutionFlags.One());
    private readonly TapeFlag _tape = new();

    private readonly PaperPlaceFlags _place = new();
    private readonly Option<string> _speed = new("--speed")
    {
        Description = "1x as recorded, 10x, any whole number up to 1000x, or max.",
        DefaultValueFactory = _ => "max",
    };

    private readonly Option<bool> _resume = new("--resume")
    {
        Description = "Go on with a session that was interrupted, given the same flags as before.",
    };

    private readonly Option<string?> _session = new("--session")
    {
        Description = "The session's name (default: paper-1, paper-2, … ; with --resume the last of them).",
    };

    private readonly Option<string> _data = new("--data-dir")
    {
        Description = "The folder of the journal and of the sessions.",
        DefaultValueFactory = _ => "data/paper",
    };

    private readonly Option<bool> _check = new("--check") { Description = "Afterwards run the backtest with the session's commands and compare." };
    private readonly Option<string?> _fills = new("--fills") { Description = "Write every fill to a CSV file." };
    private readonly Option<string?> _equity = new("--equity") { Description = "Write equity and exposure at the marks to a CSV file." };
    private readonly Option<string?> _inventory = new("--inventory") { Description = "Write positions as they change to a CSV file." };
    private readonly MetricsFile _metrics = new();
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON document." };

    /// <summary>The command.</summary>
    public Command Create()
    {
        _speed.Validators.Add(result =>
        {
            if (Speed(result.GetValue(_speed) ?? "") is null) result.AddError("--speed: use 1x, 10x, another whole number up to 1000x, or max.");
        });
        var command = new Command("run", Description)
        {
            _speed, _resume, _session, _data, _check, _fills, _equity, _inventory, _json,
        };
        _place.AddTo(command);
        _flags.AddTo(command);
        _tape.AddTo(command);
        _metrics.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        if (!_tape.Read(parsed, stop).TryGet(out var recipe, out var refusal)) return terminal.Fail(ExitCode.BadInput, refusal);
        if (!_flags.Execution.Read(parsed).TryGet(out var executions, out refusal)) return terminal.Fail(ExitCode.BadInput, refusal);
        if (!_flags.Execution.ReadLimits(parsed).TryGet(out var limits, out refusal)) return terminal.Fail(ExitCode.BadInput, refusal);
        if (!_flags.ReadCatalog(parsed).TryGet(out var strategies, out var assembly)) return terminal.Fail(ExitCode.BadInput, $"{assembly}");
        var config = _flags.Read(parsed, recipe.Names, executions[0].Config, limits, _flags.StrategiesOf(parsed));
        if (!TradingDesk.Create(config, strategies.Catalog).TryGet(out _, out var error)) return terminal.Fail(ExitCode.Usage, $"{error}");
        var folder = new SessionFolder(parsed.GetRequiredValue(_data));
        if (!folder.TryChoose(parsed.GetValue(_session), parsed.GetValue(_resume), out var name, out refusal))
        {
            return terminal.Fail(ExitCode.Usage, refusal);
        }

        Result<PaperTape, string> read;
        using (var progress = new ProgressLine(terminal, "tape")) read = PaperTape.Read(_tape.PathOf(parsed), recipe, progress, stop);
        if (!read.TryGet(out var tape, out refusal)) return terminal.Fail(ExitCode.BadInput, refusal);
        var host = SessionHosts.Create(strategies.Catalog, strategies.Hashes);
        var speed = Speed(parsed.GetRequiredValue(_speed)) ?? 0;
        var header = new SessionHeader(config, host.Build, tape.Name, tape.Sha256, strategies.Hashes, LongestRoundNs(speed), speed);
        var opened = await _place.OpenAsync(parsed, parsed.GetRequiredValue(_data), tape, host, stop);
        if (!opened.TryGet(out var place, out refusal)) return terminal.Fail(ExitCode.Environment, refusal);
        await using (place)
        {
            var session = new PaperSession(place.Grains, name, header);
            if (!parsed.GetValue(_resume) && await session.LookUpAsync() is { IsAbsent: false } known)
            {
                return known.Header is null
                    ? terminal.Fail(ExitCode.Environment, $"nobody knows whether there is a session '{name}': its journal says {known.Status}.")
                    : terminal.Fail(ExitCode.Usage, $"--session {name}: the cluster has it already; go on with --resume, or take another name.");
            }

            folder.Keep(name, header.Encode());
            terminal.Error.WriteLine($"session {name}, port {place.GatewayPort} for operators");
            using var files = new BacktestFiles(config, parsed.GetValue(_fills), parsed.GetValue(_equity), parsed.GetValue(_inventory));
            var play = new PaperPlay(terminal, session, header, host, files);
            if (await play.RunAsync(parsed.GetValue(_json), stop) is { } failed) return failed;
            if (place.Loss is { } loss) terminal.Error.WriteLine($"{loss}");
            if (await play.ResultAsync(tape) is not { } result)
            {
                return terminal.Fail(ExitCode.Environment, "a node does not show its state; go on with --resume.");
            }

            await MetricsFile.WriteAsync(_metrics.PathOf(parsed), place.Grains, stop);
            if (parsed.GetValue(_json)) terminal.WriteJson(BacktestReport.Document(result, config.ReportingAsset.Code, strategies.Hashes));
            else BacktestReport.Write(terminal.Out, result, config.ReportingAsset.Code);
            return parsed.GetValue(_check) ? Check(result, config, strategies.Catalog, recipe, play.Commands, stop) : ExitCode.Ok;
        }
    }

    /// <summary>The same desk by direct calls: it must end in the same hashes.</summary>
    private int Check(
        BacktestResult paper,
        DeskConfig config,
        Strategy.StrategyCatalog catalog,
        Backtest.Markets.TapeRecipe recipe,
        IReadOnlyList<TimedCommand> commands,
        CancellationToken stop)
    {
        recipe.Progress = null;
        using var market = recipe.Open(stop);
        if (!BacktestRun.Create(config, catalog, market, commands: commands).TryGet(out var run, out var error))
        {
            return terminal.Fail(ExitCode.CheckFailed, $"the backtest cannot be made: {error}");
        }

        var backtest = run.Run();
        if (backtest == paper)
        {
            terminal.Error.WriteLine($"check: the backtest with {commands.Count} commands ends in the same trace hash, state hash and amounts");
            return ExitCode.Ok;
        }

        return terminal.Fail(
            ExitCode.CheckFailed,
            $"the backtest ends in trace hash {StateHasher.ToText(backtest.TraceHash)} and state hash {StateHasher.ToText(backtest.StateHash)}.");
    }

    /// <summary>Rounds of a paced session are short enough to look even.</summary>
    private static long LongestRoundNs(int speed) => speed == 0 ? long.MaxValue : speed * 20_000_000L;

    private static int? Speed(string text)
    {
        if (text == "max") return 0;
        return text.EndsWith('x') && int.TryParse(text.AsSpan(0, text.Length - 1), out var speed) && speed is >= 1 and <= 1_000 ? speed : null;
    }
}
