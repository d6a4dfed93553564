using System;
using System.CommandLine;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Trading.Client.Observe;
using Trading.Model;

namespace Trading.Client.Bench;

/// <summary><c>trading bench durable</c>: acknowledged, journaled orders per second.</summary>
internal static class DurableBenchCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var store = new Option<string>("--store") { Description = "file, postgres or memory.", DefaultValueFactory = _ => "file" };
        store.AcceptOnlyFromAmong("file", "postgres", "memory");
        var connection = new Option<string?>("--connection")
        {
            Description = "The database, for postgres; default: $TRADING_CONNECTION, or else a private one for this run.",
        };
        var load = new DurableLoadFlags();
        var warmUp = DurableLoadFlags.Positive("--warm-up", "Seconds of load before the first timed run.", 8);
        var seconds = DurableLoadFlags.Positive("--seconds", "Length of a timed run.", 3);
        var runs = DurableLoadFlags.Positive("--runs", "Timed runs.", 5);
        var metrics = new MetricsFile();
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var command = new Command(
            "durable",
            """
            Orders from this process through the gateway to books that journal them before they answer, in a silo process of its
            own; beside it, in the same run, the same calls through an empty grain, bare synced appends of the same blocks, and
            the book alone. One order at a time, for the round trip: --batch 1 --clients 1 --in-flight 1.
            Example: trading bench durable --batch 256 --clients 2 --json
            """)
        {
            store, connection, warmUp, seconds, runs, json,
        };
        load.AddTo(command);
        metrics.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(
            terminal,
            new DurableBenchOptions(
                parsed.GetRequiredValue(store),
                parsed.GetValue(connection) ?? Environment.GetEnvironmentVariable("TRADING_CONNECTION"),
                load.BatchOf(parsed),
                load.ClientsOf(parsed),
                load.InFlightOf(parsed),
                parsed.GetValue(warmUp),
                parsed.GetValue(seconds),
                parsed.GetValue(runs)),
            load.DataDirectoryOf(parsed),
            parsed.GetValue(json),
            metrics.PathOf(parsed),
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        Terminal terminal,
        DurableBenchOptions options,
        string dataDirectory,
        bool isJson,
        string? metrics,
        CancellationToken cancellation)
    {
        var made = await InFreshFolderAsync(
            terminal, dataDirectory, folder => DurableBench.RunAsync(options, folder, note => Note(terminal, note), metrics, cancellation));
        if (!made.TryGet(out var figures, out var exit)) return exit;
        if (isJson) terminal.WriteJson(figures);
        else Describe(terminal, figures);
        return ExitCode.Ok;
    }

    /// <summary>Runs a benchmark over a folder of its own, which is removed afterwards.</summary>
    /// <returns>Its figures, or the exit code after the reason was told.</returns>
    public static async Task<Result<T, int>> InFreshFolderAsync<T>(
        Terminal terminal, string dataDirectory, Func<string, Task<Result<T, string>>> run)
        where T : notnull
    {
        if (!Directory.Exists(dataDirectory)) return terminal.Fail(ExitCode.BadInput, $"there is no folder '{dataDirectory}'.");
        var folder = Directory.CreateDirectory(Path.Combine(dataDirectory, $"bench-{Guid.NewGuid():n}")).FullName;
        try
        {
            var result = await run(folder);
            return result.TryGet(out var figures, out var error) ? figures : terminal.Fail(ExitCode.Environment, error);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Tells how far it is, to a person.</summary>
    public static void Note(Terminal terminal, string note)
    {
        if (terminal.IsInteractive) terminal.Error.WriteLine(note);
    }

    private static void Describe(Terminal terminal, DurableBenchResult result)
    {
        void Line(string name, object value) => terminal.Out.WriteLine($"{name,-24} {value}");
        Line("store", $"{result.Store}, batches of {result.Batch}, {result.Clients} callers x {result.InFlight} in flight");
        Line("durable orders/s", $"{result.OrdersPerSecond:F0}, {result.CallsPerSync:F1} calls per sync");
        Line("ceiling: gateway", $"{result.CeilingGatewayPerSecond:F0}");
        Line("ceiling: synced appends", $"{result.CeilingSyncPerSecond:F0}");
        Line("book alone", $"{result.EngineOnlyPerSecond:F0}");
        Line("ratio to lower ceiling", $"{result.RatioToLowerCeiling:F2}");
        Line("p50 / p95", $"{result.P50Us:F0} / {result.P95Us:F0} us");
        Line("p99 / p99.9", $"{result.P99Us:F0} / {result.P999Us:F0} us");
        Line("allocated per order", $"{result.AllocatedBytesPerOrder:F1} B beyond payloads and answers");
        Line("journal per order", $"{result.JournalBytesPerOrder:F1} B");
        Line("processor per order", $"silo {result.SiloCpuUsPerOrder:F3} us, this process {result.ClientCpuUsPerOrder:F3} us");
        Line("load average", result.LoadAverage);
    }
}
