using System.CommandLine;

namespace Trading.Client.Tape;

/// <summary><c>trading tape</c>: everything about recorded event logs.</summary>
internal static class TapeCommand
{
    /// <summary>The command and its verbs.</summary>
    public static Command Create(Terminal terminal) => new("tape", "Read, check, convert, import and watch .rpl tapes.")
    {
        ReplayCommand.Create(terminal),
        StepCommand.Create(terminal),
        SummaryCommand.Create(terminal),
        FilterCommand.Create(terminal),
        ConvertCommand.Create(terminal),
        ImportCommand.Create(terminal),
        VerifyCommand.Create(terminal),
        ViewCommand.Create(terminal),
    };
}
