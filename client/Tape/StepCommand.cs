using System;
using System.CommandLine;
using System.Threading.Tasks;

namespace Trading.Client.Tape;

/// <summary><c>trading tape step</c>: one event after another.</summary>
internal static class StepCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command(
            "step",
            """
            Show the next event, and with --state go on from there the next time.
            Example: trading tape step sim.rpl --state where.json --count 5
            """);
        var arguments = new TapeSession.Arguments(command, hasState: true);
        var count = new Option<long?>("--count")
        {
            Description = "How many events; without it, one, and on a terminal one more at each Enter until q.",
        };
        var json = new Option<bool>("--json") { Description = "One JSON object a line." };
        command.Options.Add(count);
        command.Options.Add(json);
        command.SetAction((parsed, cancellation) =>
        {
            using var session = TapeSession.Open(arguments, parsed, terminal, cancellation, out var exit);
            if (session is null) return Task.FromResult(exit);
            var asks = parsed.GetValue(count) is null && terminal.IsInteractive && !Console.IsInputRedirected;
            return Task.FromResult(Step(terminal, session, parsed.GetValue(count) ?? 1, asks, parsed.GetValue(json)));
        });
        return command;
    }

    private static int Step(Terminal terminal, TapeSession session, long count, bool asks, bool asJson)
    {
        using var printer = new EventPrinter(terminal, session.Header, asJson);
        var isAtEnd = false;
        for (long shown = 0; asks || shown < count; shown++)
        {
            if (!session.TryRead())
            {
                isAtEnd = true;
                break;
            }

            printer.Print(session.Source.Decoder);
            if (asks && Console.ReadLine() is null or "q") break;
        }

        if (session.Source.Failure is null) session.Save();
        if (isAtEnd && session.Source.Failure is null && !asJson) terminal.Out.Write("end of the tape\n");
        return session.Finish(terminal);
    }
}
