using System.CommandLine;
using System.Threading.Tasks;

namespace Trading.Client.Tape;

/// <summary><c>trading tape filter</c>: the events that pass become a tape of their own.</summary>
internal static class FilterCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command(
            "filter",
            """
            Write the events that pass to a new tape, numbered anew.
            Example: trading tape filter sim.rpl --type fill --agent maker-1 --out fills.rpl.gz
            """);
        var arguments = new TapeSession.Arguments(command, hasState: false);
        var output = new Option<string>("--out") { Description = "The new tape: .rpl, .rpl.gz or .rpl.zst.", Required = true };
        var json = new Option<bool>("--json") { Description = "The result as JSON." };
        command.Options.Add(output);
        command.Options.Add(json);
        command.SetAction((parsed, cancellation) =>
        {
            using var session = TapeSession.Open(arguments, parsed, terminal, cancellation, out var exit);
            return Task.FromResult(session is null
                ? exit
                : TapeCopy.Run(terminal, session, parsed.GetRequiredValue(output), parsed.GetValue(json)));
        });
        return command;
    }
}
