using System.CommandLine;

namespace Trading.Client.Paper;

/// <summary><c>trading paper</c>: the desk on a cluster, without money.</summary>
internal static class PaperCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) => new("paper", "Paper trading on a cluster, reproducible to the last byte.")
    {
        new PaperRunCommand(terminal).Create(),
    };
}
