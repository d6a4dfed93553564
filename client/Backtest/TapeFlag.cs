using System.CommandLine;
using System.Threading;
using Trading.Client.Backtest.Markets;
using Trading.Model;

namespace Trading.Client.Backtest;

/// <summary><c>--tape</c>: for commands whose market is a file.</summary>
internal sealed class TapeFlag
{
    private readonly Option<string> _tape = new("--tape") { Description = "The market: an .rpl tape, alone or with .gz or .zst.", Required = true };

    /// <summary>Adds the flag to a command.</summary>
    public void AddTo(Command command) => command.Options.Add(_tape);

    /// <summary>The file.</summary>
    public string PathOf(ParseResult parsed) => parsed.GetRequiredValue(_tape);

    /// <summary>The market.</summary>
    /// <returns>The market, or why it cannot be traded, in one line.</returns>
    public Result<TapeRecipe, string> Read(ParseResult parsed, CancellationToken stop) => TapeRecipe.Create(parsed.GetRequiredValue(_tape), stop);
}
