using System.CommandLine;

namespace Trading.Client.Chaos;

/// <summary><c>trading chaos</c>: faults on real processes, under load.</summary>
internal static class ChaosCommand
{
    /// <summary>The command and its verbs.</summary>
    public static Command Create(Terminal terminal) => new("chaos", "Faults on real silos, databases, disks and sessions, under load.")
    {
        new ChaosRunCommand(terminal).Create(),
        new ChaosSoakCommand(terminal).Create(),
    };

    /// <summary>A whole number with its usual value.</summary>
    public static Option<int> Number(string name, int usual, int least, int most, string description)
    {
        var option = new Option<int>(name)
        {
            Description = $"{description}, {least} to {most}. Default {usual}.",
            DefaultValueFactory = _ => usual,
        };
        option.Require(value => value >= least && value <= most, $"{name}: use {least} to {most}.");
        return option;
    }
}
