using System;
using System.CommandLine;
using System.Linq;
using System.Threading.Tasks;
using Spectre.Console;
using Trading.Client.Cluster;
using Trading.Client.Paper;
using Trading.Desk;
using Trading.Durable;
using Trading.GrainInterfaces;

namespace Trading.Client.Operator;

/// <summary><c>trading operator</c>: commands to a desk session that runs, and a look at it.</summary>
internal sealed class OperatorCommands(Terminal terminal)
{
    private const string Tail = """


        A command is journaled before it is answered and takes effect with the session's next round. A replay of the session, or a
        backtest with its commands, does the same at the same time. While the journal is gone, commands that take risk away are kept in
        the emergency log and come first once it is back; for all strategies only, since it is the journal that knows them by name.

        Exit codes: 0 accepted or in the emergency log, 1 refused, 2 usage, 3 no such session, 4 the cluster does not answer.
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly ClusterFlags _flags = new();
    private readonly Option<string?> _strategy = new("--strategy")
    {
        Description = "The strategy's name in the session, such as momentum-1 (default: all).",
    };

    private readonly Option<string?> _reason = new("--reason") { Description = $"Why; up to {Desk.OperatorCommand.ReasonBytesMax} bytes." };
    private readonly Option<string> _name = new("--operator") { Description = "Who orders it.", DefaultValueFactory = _ => Environment.UserName };

    /// <summary>The commands.</summary>
    public static Command Create(Terminal terminal) => new("operator", "Halt, reduce, flatten and resume strategies of a running session.")
    {
        new OperatorCommands(terminal).Order("halt", CommandKind.Halt, "Stop trading: cancel what is open, deny everything but cancels."),
        new OperatorCommands(terminal).Order("reduce", CommandKind.Reduce, "Let only orders pass that make positions smaller."),
        new OperatorCommands(terminal).Order("flatten", CommandKind.Flatten, "Cancel what is open and close all positions at the market."),
        new OperatorCommands(terminal).Order("resume", CommandKind.Resume, "Trade again; losses count from here."),
        new StatusCommand(terminal).Create(),
    };

    private Command Order(string verb, CommandKind kind, string what)
    {
        _reason.Required = kind == CommandKind.Resume;
        var example = $"trading operator {verb} --session paper-1" + (_reason.Required ? " --reason \"limits were raised\"" : "");
        var command = new Command(verb, $"{what}\n\nExample: {example}{Tail}") { _strategy, _reason, _name };
        _flags.AddTo(command);
        command.SetAction((parsed, stop) => _flags.WithClusterAsync(parsed, terminal, cluster => OrderAsync(cluster, parsed, kind), stop));
        return command;
    }

    private async Task<int> OrderAsync(ClusterConnection cluster, ParseResult parsed, CommandKind kind)
    {
        var desk = cluster.Desk;
        var number = 0;
        if (parsed.GetValue(_strategy) is { } name)
        {
            var known = SessionLookup.Of(await RepeatAsync(desk.Header));
            if (known.IsAbsent) return StatusCommand.NoSession(terminal, cluster);
            if (known.Header is not { } header)
            {
                return terminal.Fail(
                    ExitCode.Environment,
                    $"--strategy {name}: the session's journal, which knows strategies by name, does not answer: {known.Status}. " +
                    "Without --strategy the command is for all of them, and needs no name.");
            }

            number = 1 + header.Config.Strategies.Select(setup => setup.Name).ToList().IndexOf(name);
            if (number == 0)
            {
                var names = string.Join(", ", header.Config.Strategies.Select(setup => setup.Name));
                return terminal.Fail(ExitCode.Usage, $"--strategy {name}: the session has {names}.");
            }
        }

        // The operators' count rises with the clock: whoever orders later has the greater id.
        var id = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks;
        var made = Desk.OperatorCommand.Create(id, kind, number, parsed.GetRequiredValue(_name), parsed.GetValue(_reason) ?? "");
        if (!made.TryGet(out var command, out var wrong)) return terminal.Fail(ExitCode.Usage, Explain(wrong));
        var answer = await RepeatAsync(() => desk.Command(new NodeCall("operators", (ulong)id, SessionRecord.Command(command))));
        if (answer.Status == ReplyStatus.Emergency) return ShowEmergency(cluster.Session, parsed, command);
        if (answer.Status != ReplyStatus.Answered || answer.Payload.Length != 1)
        {
            return terminal.Fail(
                ExitCode.Environment,
                $"the session's journal does not answer: {answer.Status}. The command may be there or not: see 'trading operator status'.");
        }

        var code = (CommandCode)answer.Payload[0];
        if (code == CommandCode.SessionEnded && (await SessionLookup.AskAsync(desk)).IsAbsent) return StatusCommand.NoSession(terminal, cluster);
        if (_flags.IsJson(parsed)) terminal.WriteJson(new { commandId = id, kind = $"{kind}", strategy = number, code = $"{code}" });
        else if (code == CommandCode.Accepted) terminal.Out.WriteLine($"{kind} accepted as command {id}");
        return code == CommandCode.Accepted ? ExitCode.Ok : terminal.Fail(ExitCode.CheckFailed, Explain(code));
    }

    /// <summary>Whether there is such a session nobody can say now: its name is told, so that a wrong one is seen.</summary>
    private int ShowEmergency(string session, ParseResult parsed, OperatorCommand command)
    {
        if (_flags.IsJson(parsed))
        {
            terminal.WriteJson(new { session, commandId = command.CommandId, kind = $"{command.Kind}", command.Strategy, emergency = true });
            return ExitCode.Ok;
        }

        terminal.Out.WriteLine(
            $"the journal cannot be written; {command.Kind} of session '{session}' is in the emergency log and comes first once it is back.");
        return ExitCode.Ok;
    }

    /// <summary>Asks until there is an answer: the same command may come any number of times.</summary>
    private static async Task<NodeAnswer> RepeatAsync(Func<Task<NodeAnswer>> ask)
    {
        var started = DateTimeOffset.UtcNow;
        while (true)
        {
            var isLast = DateTimeOffset.UtcNow - started > Patience;
            try
            {
                var answer = await ask();
                if (isLast || answer.Status is not (ReplyStatus.Unavailable or ReplyStatus.StoreUnavailable or ReplyStatus.Overloaded)) return answer;
            }
            catch (Exception error) when (!isLast && LostCall.Is(error))
            {
                // A silo that is gone: another attempt finds the next.
            }

            await Task.Delay(Pause);
        }
    }

    private static string Explain(CommandCode code) => code switch
    {
        CommandCode.Accepted => "",
        CommandCode.BadCommandId => "the command's id is not positive.",
        CommandCode.UnknownKind => "no such command.",
        CommandCode.UnknownStrategy => "the session has no strategy of this number.",
        CommandCode.OperatorMissing => "--operator: say who orders it.",
        CommandCode.ReasonMissing => "--reason: trading is resumed for a reason; say which.",
        CommandCode.TextTooLong =>
            $"--operator has up to {Desk.OperatorCommand.OperatorBytesMax} bytes, --reason up to {Desk.OperatorCommand.ReasonBytesMax}.",
        CommandCode.Repeated => "a later command was accepted already.",
        CommandCode.SessionEnded => "the session is at its end.",
    };
}
