using System.CommandLine;
using Trading.Client.Observe;

namespace Trading.Client.Demo;

/// <summary><c>trading demo</c>: the whole way of the data in one command.</summary>
internal static class DemoCommand
{
    private const string Description = """
        Run everything once, on a silo inside this process: seeded order flow for two instruments goes in batches to their
        book grains, and a real recorded exchange session goes over Orleans streams into a market grain. Then a desk of all
        strategies paper-trades that session through its grains: risk, account, simulated exchange, capital. At the end the
        grains' books are checked against an offline run of the same seed, the recorded book against its known digest, and
        the desk against a backtest.

        Examples:
          trading demo
          trading demo --seed 11 --events 50000 --out my-demo --json

        Everything but the timing block is the same for the same seed. Tapes, the summary and the journal are left in the
        folder. Books journal every batch before they answer: a run that was killed, at whatever moment, goes on with
          trading demo --resume
        and ends with the figures of an undisturbed one.
        """;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var seed = new Option<ulong>("--seed") { Description = "Seed of the order flow.", DefaultValueFactory = _ => 7 };
        var events = new Option<long>("--events") { Description = "Events of the order flow.", DefaultValueFactory = _ => 200_000 };
        var output = new Option<string>("--out") { Description = "Folder of the artifacts.", DefaultValueFactory = _ => "artifacts/demo" };
        var resume = new Option<bool>("--resume") { Description = "Go on with the run that was interrupted in the folder." };
        var metrics = new MetricsFile();
        var json = new Option<bool>("--json") { Description = "Print the summary as JSON." };
        events.Require(value => value is >= 1 and <= 100_000_000, "--events must lie between 1 and 100000000.");
        var command = new Command("demo", Description) { seed, events, output, resume, json };
        metrics.AddTo(command);
        command.SetAction((parsed, cancellation) => new DemoRun(terminal)
        {
            Seed = parsed.GetValue(seed),
            Events = parsed.GetValue(events),
            Folder = parsed.GetValue(output) ?? "",
            Resumes = parsed.GetValue(resume),
            IsJson = parsed.GetValue(json),
            Metrics = metrics.PathOf(parsed),
        }.RunAsync(cancellation));
        return command;
    }
}
