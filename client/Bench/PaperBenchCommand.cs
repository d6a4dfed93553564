using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using Trading.Client.Bench.Paper;

namespace Trading.Client.Bench;

/// <summary><c>trading bench paper</c>: a paper session, its rate and its ticks.</summary>
internal sealed class PaperBenchCommand(Terminal terminal)
{
    private const string Description = """
        A paper session of one market maker over a simulated market: how many market events go through its grains per second, beside the
        same desk by direct calls in the same run, and how long it takes from a tick to an order that leaves the account, judged
        twice and journaled. With --paced the market is played as recorded: --rate is then what is offered.

        Examples:
          trading bench paper --seconds 60
          trading bench paper --paced --rate 1000 --seconds 20 --json

        Exit 1 when the session and the direct calls do not end alike.
        """;

    private readonly Option<int> _rate = new("--rate") { Description = "Market events per second of event time.", DefaultValueFactory = _ => 1_000 };
    private readonly Option<int> _seconds = new("--seconds") { Description = "Seconds of event time.", DefaultValueFactory = _ => 20 };
    private readonly Option<int> _silos = new("--silos") { Description = "Silos, 1 to 8.", DefaultValueFactory = _ => 1 };
    private readonly Option<bool> _paced = new("--paced") { Description = "As recorded instead of as fast as it goes." };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON document." };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var bench = new PaperBenchCommand(terminal);
        bench._rate.Require(value => value is >= 1 and <= 100_000, "--rate must lie between 1 and 100000.");
        bench._seconds.Require(value => value is >= 1 and <= 3_600, "--seconds must lie between 1 and 3600.");
        bench._silos.Require(value => value is >= 1 and <= 8, "--silos must lie between 1 and 8.");
        var command = new Command("paper", Description) { bench._rate, bench._seconds, bench._silos, bench._paced, bench._json };
        command.SetAction(bench.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var ran = await new PaperBench(terminal).RunAsync(
            parsed.GetValue(_rate), parsed.GetValue(_seconds), parsed.GetValue(_silos), parsed.GetValue(_paced), stop);
        if (!ran.TryGet(out var result, out var failed)) return failed;
        if (parsed.GetValue(_json))
        {
            terminal.WriteJson(result);
        }
        else
        {
            Line("offered", $"{result.EventsPerSecondOffered:F0} events/s of event time");
            Line("session", $"{result.Events} events in {result.Seconds} s on {result.Silos} silo(s), {result.EventsPerSecond:F0} events/s");
            Line("direct calls", $"{result.EngineEventsPerSecond:F0} events/s; ratio {result.RatioToEngine}");
            Line(
                "tick to order",
                $"p50 {result.TickToOrderP50Ms} ms, p95 {result.TickToOrderP95Ms}, p99 {result.TickToOrderP99Ms}; {result.Ticks} ticks");
            Line("orders", $"{result.Orders}; {(result.Equal ? "both end alike" : "the two end DIFFERENTLY")}");
            Line("load average", $"{result.LoadAverage}");
        }

        return result.Equal ? ExitCode.Ok : ExitCode.CheckFailed;
    }

    private void Line(string name, string value) => terminal.Out.WriteLine($"{name,-18} {value}");
}
