using System.CommandLine;

namespace Trading.Client.Bench;

/// <summary><c>trading bench measuring</c>: what it costs that a silo measures.</summary>
internal static class MeasuringBenchCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var load = new DurableLoadFlags();
        var warmUp = DurableLoadFlags.Positive("--warm-up", "Seconds of load on each silo before the first pair.", 10);
        var milliseconds = DurableLoadFlags.Positive("--milliseconds", "Length of each half of a pair; short ones are close neighbours.", 500);
        var pairs = DurableLoadFlags.Positive("--pairs", "Pairs, of which every other begins with the silo that measures.", 200);
        var page = new Option<bool>("--page") { Description = "The silo that measures has its page for Prometheus too; nobody asks for it." };
        var dashboard = new Option<bool>("--dashboard") { Description = "The silo that measures has Orleans' dashboard too; nobody looks at it." };
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var command = new Command(
            "measuring",
            """
            What it costs that a silo measures: two silo processes over files, of which one measures, and the same durable orders on
            one and on the other, pair by pair. Told are ratios, measured by unmeasured; let the machine be quiet meanwhile.
            Example: trading bench measuring --pairs 200 --json
            """)
        {
            warmUp, milliseconds, pairs, page, dashboard, json,
        };
        load.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var options = new DurableBenchOptions(
                "file",
                Connection: null,
                load.BatchOf(parsed),
                load.ClientsOf(parsed),
                load.InFlightOf(parsed),
                parsed.GetValue(warmUp),
                parsed.GetValue(milliseconds) / 1000.0,
                parsed.GetValue(pairs));
            var made = await DurableBenchCommand.InFreshFolderAsync(
                terminal,
                load.DataDirectoryOf(parsed),
                folder => MeasuringBench.RunAsync(
                    options,
                    parsed.GetValue(page),
                    parsed.GetValue(dashboard),
                    folder,
                    note => DurableBenchCommand.Note(terminal, note),
                    cancellation));
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
        var more = (result.HasPage ? ", with a page" : "") + (result.HasDashboard ? ", with a dashboard" : "");
        terminal.Out.WriteLine($"{"measured by unmeasured",-24} {result.OrdersPerSecond.Pairs.Count} pairs, batches of {result.Batch}{more}");
        Line("durable orders/s", result.OrdersPerSecond);
        Line("silo's processor time", result.SiloCpuPerOrder);
        terminal.Out.WriteLine($"{"load average",-24} {result.LoadBefore}, then {result.LoadAfter}");
    }
}
