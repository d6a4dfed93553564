using System;
using System.CommandLine;
using System.Linq;
using System.Threading.Tasks;
using Orleans.Runtime;
using Spectre.Console;
using Trading.Client.Backtest;
using Trading.Client.Cluster;
using Trading.Client.Paper;
using Trading.Desk;
using Trading.Durable;
using Trading.GrainInterfaces;
using Trading.Model;

namespace Trading.Client.Operator;

/// <summary><c>trading operator</c>: commands to a desk session that runs, and a look at it.</summary>
internal sealed class OperatorCommands(Terminal terminal)
{
    private const string Tail = """


        A command is journaled before it is answered and takes effect with the session's next round. A replay of the session, or a
        backtest with its commands, does the same at the same time.

        Exit codes: 0 accepted, 1 refused, 2 usage, 3 no such session, 4 the cluster does not answer.
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly ClusterFlags _flags = new();
    private readonly Option<string?> _strategy = new("--strategy") { Description = "The strategy's name in the session, such as momentum-1 (default: all)." };
    private readonly Option<string?> _reason = new("--reason") { Description = $"Why; up to {Desk.OperatorCommand.ReasonBytesMax} bytes." };
    private readonly Option<string> _name = new("--operator") { Description = "Who orders it.", DefaultValueFactory = _ => Environment.UserName };

    /// <summary>The commands.</summary>
    public static Command Create(Terminal terminal) => new("operator", "Halt, reduce, flatten and resume strategies of a running session; see how it stands.")
    {
        new OperatorCommands(terminal).Order("halt", CommandKind.Halt, "Stop trading: cancel everything that is open, deny everything but cancels.", isReasonNeeded: false),
        new OperatorCommands(terminal).Order("reduce", CommandKind.Reduce, "Let only orders pass that make positions smaller.", isReasonNeeded: false),
        new OperatorCommands(terminal).Order("flatten", CommandKind.Flatten, "Cancel everything that is open and close all positions at the market.", isReasonNeeded: false),
        new OperatorCommands(terminal).Order("resume", CommandKind.Resume, "Trade again; losses count from here.", isReasonNeeded: true),
        new OperatorCommands(terminal).Status(),
    };

    private Command Order(string verb, CommandKind kind, string what, bool isReasonNeeded)
    {
        var example = isReasonNeeded ? $"trading operator {verb} --session paper-1 --reason \"limits were raised\"" : $"trading operator {verb} --session paper-1";
        _reason.Required = isReasonNeeded;
        var command = new Command(verb, $"{what}\n\nExample: {example}{Tail}") { _strategy, _reason, _name };
        _flags.AddTo(command);
        command.SetAction((parsed, stop) => _flags.WithClusterAsync(parsed, terminal, cluster => OrderAsync(cluster, parsed, kind), stop));
        return command;
    }

    private Command Status()
    {
        var command = new Command("status", "What the session's strategies may trade, hold and have made.\n\nExample: trading operator status --session paper-1");
        _flags.AddTo(command);
        command.SetAction((parsed, stop) => _flags.WithClusterAsync(parsed, terminal, cluster => StatusAsync(cluster, parsed), stop));
        return command;
    }

    private async Task<int> OrderAsync(ClusterConnection cluster, ParseResult parsed, CommandKind kind)
    {
        if (await HeaderAsync(cluster) is not { } header) return NoSession(cluster);
        var number = 0;
        if (parsed.GetValue(_strategy) is { } name)
        {
            number = 1 + header.Config.Strategies.Select(setup => setup.Name).ToList().IndexOf(name);
            if (number == 0)
            {
                var known = string.Join(", ", header.Config.Strategies.Select(setup => setup.Name));
                return terminal.Fail(ExitCode.Usage, $"--strategy {name}: the session has {known}.");
            }
        }

        // The operators' count rises with the clock: whoever orders later has the greater id.
        var id = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks;
        var made = Desk.OperatorCommand.Create(id, kind, number, parsed.GetRequiredValue(_name), parsed.GetValue(_reason) ?? "");
        if (!made.TryGet(out var command, out var wrong)) return terminal.Fail(ExitCode.Usage, Explain(wrong));
        var answer = await SendAsync(cluster, new NodeCall("operators", (ulong)id, SessionRecord.Command(command)));
        if (answer.Status != ReplyStatus.Answered || answer.Payload.Length != 1)
        {
            return terminal.Fail(ExitCode.Environment, $"the session's journal cannot take it: {answer.Status}. It may be there or not: 'trading operator status' shows it.");
        }

        var code = (CommandCode)answer.Payload[0];
        if (_flags.IsJson(parsed)) terminal.WriteJson(new { commandId = id, kind = $"{kind}", strategy = number, code = $"{code}" });
        else if (code == CommandCode.Accepted) terminal.Out.WriteLine($"{kind} accepted as command {id}");
        return code == CommandCode.Accepted ? ExitCode.Ok : terminal.Fail(ExitCode.CheckFailed, Explain(code));
    }

    private async Task<int> StatusAsync(ClusterConnection cluster, ParseResult parsed)
    {
        if (await HeaderAsync(cluster) is not { } header) return NoSession(cluster);
        var session = new PaperSession(cluster.Client, cluster.Session, header);
        var (status, strategies) = (await session.Desk.Status(), await session.StrategiesAsync());
        if (_flags.IsJson(parsed))
        {
            terminal.WriteJson(new
            {
                session = cluster.Session,
                isDone = status.IsDone,
                round = status.Round,
                timeNs = status.TimeNs,
                waitingCommands = status.WaitingCommands,
                problem = status.Problem,
                strategies = strategies.Select((each, i) => Document(header.Config, header.Config.Strategies[i].Name, each)),
            });
            return ExitCode.Ok;
        }

        terminal.Out.WriteLine($"session {cluster.Session}: {(status.IsDone ? "at its end" : "running")}, round {status.Round}");
        if (status.Problem.Length > 0) terminal.Out.WriteLine("problem: " + status.Problem);
        terminal.Rich.Write(Table(header.Config, [.. strategies]));
        return ExitCode.Ok;
    }

    private static object Document(DeskConfig config, string name, StrategyStatus? status) => new
    {
        name,
        stage = $"{status?.Stage}",
        tradingState = $"{status?.TradingState}",
        reason = $"{status?.StateReason}",
        openOrders = status?.OpenOrders,
        denied = status?.Denied,
        positions = status?.Positions.Select(position => new
        {
            instrument = $"{config.Listings[position.Instrument].Instrument.Id}",
            quantity = DecimalText.ToString(position.Quantity.Units, config.Listings[position.Instrument].Instrument.QuantityScale),
            realizedPnl = $"{position.RealizedPnl}",
            unrealizedPnl = position.UnrealizedPnl?.ToString(),
            fees = $"{position.Fees}",
        }),
    };

    private static Table Table(DeskConfig config, StrategyStatus?[] strategies)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("strategy", "stage", "may trade", "instrument", "position", "pnl", "open", "denied");
        foreach (var (status, setup) in strategies.Zip(config.Strategies))
        {
            if (status is null) table.AddRow(setup.Name, "does not answer", "", "", "", "", "", "");
            foreach (var position in status?.Positions ?? [])
            {
                var rules = config.Listings[position.Instrument].Instrument;
                table.AddRow(
                    setup.Name,
                    $"{status?.Stage}",
                    $"{status?.TradingState}",
                    $"{rules.Id}",
                    DecimalText.ToString(position.Quantity.Units, rules.QuantityScale),
                    BacktestReport.Text(position.RealizedPnl + (position.UnrealizedPnl ?? Money.Zero)),
                    $"{status?.OpenOrders}",
                    $"{status?.Denied}");
            }
        }

        return table;
    }

    private static async Task<SessionHeader?> HeaderAsync(ClusterConnection cluster) =>
        SessionHeader.Decode(await cluster.Client.GetGrain<IDeskGrain>($"{cluster.Session}/{IDeskGrain.Name}").Header());

    /// <summary>Sends until there is an answer: the same command may come any number of times.</summary>
    private static async Task<NodeAnswer> SendAsync(ClusterConnection cluster, NodeCall call)
    {
        var desk = cluster.Client.GetGrain<IDeskGrain>($"{cluster.Session}/{IDeskGrain.Name}");
        var started = DateTimeOffset.UtcNow;
        while (true)
        {
            var isLast = DateTimeOffset.UtcNow - started > Patience;
            try
            {
                var answer = await desk.Command(call);
                if (isLast || answer.Status is not (ReplyStatus.Unavailable or ReplyStatus.StoreUnavailable or ReplyStatus.Overloaded)) return answer;
            }
            catch (Exception error) when (!isLast && error is TimeoutException or OrleansException)
            {
                // A silo that is gone: another attempt finds the next.
            }

            await Task.Delay(Pause);
        }
    }

    private int NoSession(ClusterConnection cluster) =>
        terminal.Fail(ExitCode.BadInput, $"the cluster has no session '{cluster.Session}': name one with --session.");

    private static string Explain(CommandCode code) => code switch
    {
        CommandCode.Accepted => "",
        CommandCode.BadCommandId => "the command's id is not positive.",
        CommandCode.UnknownKind => "no such command.",
        CommandCode.UnknownStrategy => "the session has no strategy of this number.",
        CommandCode.OperatorMissing => "--operator: say who orders it.",
        CommandCode.ReasonMissing => "--reason: trading is resumed for a reason; say which.",
        CommandCode.TextTooLong => $"--operator has up to {Desk.OperatorCommand.OperatorBytesMax} bytes, --reason up to {Desk.OperatorCommand.ReasonBytesMax}.",
        CommandCode.Repeated => "a later command was accepted already.",
        CommandCode.SessionEnded => "the session is at its end.",
    };
}
