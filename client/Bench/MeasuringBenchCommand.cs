using System.CommandLine;

namespace Trading.Client.Bench;

/// <summary><c>trading bench measuring</c>: what it costs that a silo measures.</summary>
internal static class MeasuringBenchCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var batch = DurableBenchCommand.Positive("--batch", "Orders per call, up to 4096.", 256);
        var clients = DurableBenchCommand.Positive("--clients", "Callers, each with a book of its own.", 2);
        var inFlight = DurableBenchCommand.Positive("--in-flight", "Calls that each caller has on their way, up to 32.", 8);
        var warmUp = DurableBenchCommand.Positive("--warm-up", "Seconds of load on each silo before the first pair.", 10);
        var milliseconds = DurableBenchCommand.Positive("--milliseconds", "Length of each half of a pair; short ones are close neighbours.", 500);
        var pairs = DurableBenchCommand.Positive("--pairs", "Pairs, of which every other begins with the silo that measures.", 200);
        var page = new Option<bool>("--page") { Description = "The silo that measures has its page for Prometheus too; nobody asks for it." };
        var dataDir = new Option<string>("--data-dir")
        {
            Description = "A folder on the disk to use; a fresh folder is made in it, and removed.",
            DefaultValueFactory = _ => ".",
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var command = new Command(
            "measuring",
            """
            What it costs that a silo measures: two silo processes over files, of which one measures, and the same durable orders on
            one and on the other, pair by pair. Told are ratios, measured by unmeasured; let the machine be quiet meanwhile.
            Example: trading bench measuring --pairs 200 --json
            """)
        {
            batch, clients, inFlight, warmUp, milliseconds, pairs, page, dataDir, json,
        };
        batch.Require(value => value <= 4096, "--batch: a book takes at most 4096 orders in a call.");
        inFlight.Require(value => value <= 32, "--in-flight: a book remembers 32 answers of a caller.");
        command.SetAction(async (parsed, cancellation) =>
        {
            var options = new DurableBenchOptions(
                "file",
                Connection: null,
                parsed.GetValue(batch),
                parsed.GetValue(clients),
                parsed.GetValue(inFlight),
                parsed.GetValue(warmUp),
                parsed.GetValue(milliseconds) / 1000.0,
                parsed.GetValue(pairs));
            var made = await DurableBenchCommand.InFreshFolderAsync(
                terminal,
                parsed.GetRequiredValue(dataDir),
                folder => MeasuringBench.RunAsync(
                    options, parsed.GetValue(page), folder, note => DurableBenchCommand.Note(terminal, note), cancellation));
            if (!made.TryGet(out var result, out var exit)) return exit;
            if (parsed.GetValue(json)) terminal.WriteJson(result);
            else Describe(terminal, result);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Describe(Terminal terminal, MeasuringBenchResult result)
    {
        void Line(string name, PairRatios ratios) => terminal.Out.WriteLine(
            $"{name,-24} {ratios.Median:F3}, half of the pairs from {ratios.LowerQuartile:F3} to {ratios.UpperQuartile:F3}");
        var page = result.HasPage ? ", with a page" : "";
        terminal.Out.WriteLine($"{"measured by unmeasured",-24} {result.OrdersPerSecond.Pairs.Count} pairs, batches of {result.Batch}{page}");
        Line("durable orders/s", result.OrdersPerSecond);
        Line("silo's processor time", result.SiloCpuPerOrder);
        terminal.Out.WriteLine($"{"load average",-24} {result.LoadBefore}, then {result.LoadAfter}");
    }
}
