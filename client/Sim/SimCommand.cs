using System.CommandLine;

namespace Trading.Client.Sim;

/// <summary><c>trading sim</c>: seeded order flow.</summary>
internal static class SimCommand
{
    /// <summary>The command and its verbs.</summary>
    public static Command Create(Terminal terminal) => new("sim", "Deterministic order flow from a seed.")
    {
        new SimRunCommand(terminal).Create(),
        CreateSchema(terminal),
    };

    private static Command CreateSchema(Terminal terminal)
    {
        var command = new Command("schema", "Print the JSON schema of the file that sim run --config reads.");
        command.SetAction(_ =>
        {
            terminal.Out.WriteLine(SimulationFile.ToSchema());
            return ExitCode.Ok;
        });
        return command;
    }
}
