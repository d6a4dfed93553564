using System.IO;
using System.Threading.Tasks;
using Xunit;

namespace Trading.Client.Tests;

/// <summary>Runs a command line in process and keeps what it wrote.</summary>
internal sealed record TradingCommand(int Exit, string Out, string Error)
{
    public static async Task<TradingCommand> Run(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal(output, error, isInteractive: false, useColor: false);
        var exit = await CommandLine.RunAsync(args, terminal, TestContext.Current.CancellationToken);
        return new TradingCommand(exit, output.ToString(), error.ToString());
    }
}
