using System.CommandLine;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Trading.Client.Chaos;

/// <summary><c>trading chaos soak</c>: every fault of a cluster in turn, for long, while the silos' processes are watched.</summary>
internal sealed class ChaosSoakCommand(Terminal terminal)
{
    private const string Description = """
        Do harm to a cluster under load for minutes or hours, every fault in turn, and look at memory, handles and threads of its
        silos every five seconds. Silo 1 is never killed or frozen, so that its slopes cover the whole time; the check at the end
        is that of 'trading chaos run'.

        Examples:
          trading chaos soak --minutes 10
          trading chaos soak --minutes 120 --seed 7 --report soak.md --json

        Exit codes: 0 ok, 1 a violation or void, 2 usage, 4 something is missing on this machine. Slopes are figures; after
        half an hour and more a silo whose working set still grows is a violation.
        """;

    private readonly Option<int> _minutes = ChaosCommand.Number("--minutes", 10, 2, 1440, "Minutes of load");
    private readonly Option<ulong> _seed = new("--seed")
    {
        Description = "Plan and load are drawn from it. Default 1.",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<int> _silos = ChaosCommand.Number("--silos", 3, 2, 8, "Silo processes");
    private readonly Option<int> _books = ChaosCommand.Number("--books", 8, 1, 200, "Books");
    private readonly Option<int> _rate = ChaosCommand.Number("--rate", 60, 1, 100_000, "Calls a second over all clients");
    private readonly Option<string?> _report = new("--report") { Description = "Write a report in Markdown." };

    private readonly Option<string?> _out = new("--out")
    {
        Description = "A folder for report.json and, where something does not hold, violations.json.",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };

    /// <summary>The command.</summary>
    public Command Create()
    {
        var command = new Command("soak", Description) { _minutes, _seed, _silos, _books, _rate, _report, _out, _json };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var (minutes, seed) = (parsed.GetValue(_minutes), parsed.GetValue(_seed));
        var size = new ChaosSize(parsed.GetValue(_silos), parsed.GetValue(_books), parsed.GetValue(_rate));
        var plan = ChaosPlan.Create(ChaosProfile.Soak.Faults, seed, minutes * 60, size.Silos, size.Books, sparesFirst: true);
        var made = await StandRun.RunAsync(ChaosProfile.Soak, plan, size, terminal.Error.WriteLine, cancellation);
        if (!made.TryGet(out var result, out var missing)) return terminal.Fail(ExitCode.Environment, missing);
        if (parsed.GetValue(_report) is { } file)
        {
            var command = $"trading chaos soak --minutes {minutes} --seed {seed} --silos {size.Silos} --books {size.Books} --rate {size.Rate}";
            await File.WriteAllTextAsync(file, SoakReport.Text(command, minutes, result), CancellationToken.None);
        }

        if (parsed.GetValue(_out) is { } folder) ChaosFiles.Write(folder, [(ChaosProfile.Soak, plan)], [result]);
        if (parsed.GetValue(_json)) terminal.WriteJson(result.Document());
        else foreach (var line in result.Lines()) terminal.Out.WriteLine(line);
        return result.Outcome == "ok" ? ExitCode.Ok : ExitCode.CheckFailed;
    }
}
