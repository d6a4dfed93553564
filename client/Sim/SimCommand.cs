using System.CommandLine;

namespace Trading.Client.Sim;

/// <summary><c>trading sim</c>: seeded order flow.</summary>
internal static class SimCommand
{
    /// <summary>The command and its verbs.</summary>
    public static Command Create(Terminal terminal)
    {
        _ = terminal;
        return new Command("sim", "Deterministic order flow from a seed.");
    }
}
