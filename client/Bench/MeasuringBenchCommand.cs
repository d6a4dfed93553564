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
        var pairs = DurableLoadFlags.Positive("--pairs", "Pairs of each start, of which every other begins with the silo that measures.", 25);
        var starts = DurableLoadFlags.Positive("--starts", "How often both silos are started anew.", 10);
        var page = new Option<bool>("--page") { Description = "The silo that measures has its page for Prometheus too; nobody asks for it." };
        var dashboard = new Option<bool>("--dashboard") { Description = "The silo that measures has Orleans' dashboard too; nobody looks at it." };
        var blank = new Option<bool>("--blank") { Description = "Both silos measure: what is found then is the noise." };
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var command = new Command(
            "measuring",
            """
            What it costs that a silo measures: two silo processes over files, of which one measures, and the same durable orders on
            one and on the other, pair by pair. Told are ratios, measured by unmeasured; let the machine be quiet meanwhile. A disk
            makes more noise than there is to be found: a folder in memory shows the cost alone, and makes it larger.
            Example: trading bench measuring --starts 10 --page --data-dir /dev/shm
            """)
        {
            warmUp, milliseconds, pairs, starts, page, dashboard, blank, json,
        };
        load.AddTo(command);
        command.Validators.Add(result =>
        {
            if (!result.GetValue(blank) || !(result.GetValue(page) || result.GetValue(dashboard))) return;
            result.AddError("--blank: both silos are alike; leave out --page and --dashboard.");
        });
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
                    new MeasuringContest(
                        parsed.GetValue(starts), parsed.GetValue(page), parsed.GetValue(dashboard), parsed.GetValue(blank)),
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
            $"{name,-24} {ratios.Median:F3}, with 95 % between {ratios.Lower95:F3} and {ratios.Upper95:F3}; " +
            $"half of the pairs from {ratios.LowerQuartile:F3} to {ratios.UpperQuartile:F3}");
        var silos = result.Silos;
        var (title, more) = silos.IsBlank
            ? ("measured by measured", "")
            : ("measured by unmeasured", (silos.HasPage ? ", with a page" : "") + (silos.HasDashboard ? ", with a dashboard" : ""));
        terminal.Out.WriteLine(
            $"{title,-24} {result.OrdersPerSecond.Pairs.Count} pairs of {silos.Starts} starts, batches of {result.Batch}{more}");
        Line("durable orders/s", result.OrdersPerSecond);
        Line("silo's processor time", result.SiloCpuPerOrder);
        terminal.Out.WriteLine($"{"load average",-24} {result.LoadBefore}, then {result.LoadAfter}");
    }
}
