using System.CommandLine;
using System.Threading.Tasks;

namespace Trading.Client.Tape;

/// <summary><c>trading tape convert</c>: another compression, or an export that other programs read.</summary>
internal static class ConvertCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command(
            "convert",
            """
            Copy a tape to another compression, or export it as JSON lines with names and decimals.
            Example: trading tape convert sim.rpl --out sim.rpl.zst
            Example: trading tape convert sim.rpl.zst --out sim.ndjson
            """);
        var arguments = new TapeSession.Arguments(command, hasState: false);
        var output = new Option<string>("--out")
        {
            Description = "The new file: .rpl or .ndjson, alone or with .gz or .zst.",
            Required = true,
        };
        output.Validators.Add(result =>
        {
            if (!TapeCopy.IsTape(result.GetValue(output) ?? "") && !TapeCopy.IsExport(result.GetValue(output) ?? ""))
            {
                result.AddError("--out ends with .rpl or .ndjson, alone or with .gz or .zst.");
            }
        });
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
