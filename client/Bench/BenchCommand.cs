using System;
using System.CommandLine;
using Trading.Bench;
using Trading.Client.Sim;

namespace Trading.Client.Bench;

/// <summary><c>trading bench</c>: what the engine's rooms cost on this machine.</summary>
internal static class BenchCommand
{
    /// <summary>The command and its verbs.</summary>
    public static Command Create(Terminal terminal) => new("bench", "Measure the engine on this machine, as ratios where there is a baseline.")
    {
        CreateBook(terminal),
        CreateSim(terminal),
        CreateTape(terminal),
        DurableBenchCommand.Create(terminal),
        RecoveryBenchCommand.Create(terminal),
    };

    private static Command CreateBook(Terminal terminal)
    {
        var mix = new Option<string>("--mix")
        {
            Description = "A insert only, B mixed, C match heavy, deep (long queues), wide (wandering prices).",
            DefaultValueFactory = _ => "B",
        };
        mix.AcceptOnlyFromAmong("A", "B", "C", "deep", "wide");
        var runs = new Option<int>("--runs") { Description = "Timed runs of each book.", DefaultValueFactory = _ => 5 };
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var command = new Command(
            "book",
            """
            The order book against the frozen baseline, alternating in one process; both must trade alike.
            Example: trading bench book --mix C --json
            """)
        {
            mix, runs, json,
        };
        RequirePositive(runs);
        command.SetAction(parsed =>
        {
            var kind = Enum.Parse<BookMix>(parsed.GetRequiredValue(mix), ignoreCase: true);
            var result = BookBench.Run(kind, new BookBenchOptions(Runs: parsed.GetValue(runs)));
            return Show(terminal, parsed.GetValue(json), result, writer =>
            {
                writer("mix", result.Mix);
                writer("commands/s", $"{result.OpsPerSecond:F0}");
                writer("baseline", $"{result.BaselineOpsPerSecond:F0}");
                writer("ratio", $"{result.RatioToBaseline:F2}");
                writer("p50 / p95", $"{result.P50Ns:F0} / {result.P95Ns:F0} ns");
                writer("p99 / p99.9", $"{result.P99Ns:F0} / {result.P999Ns:F0} ns, timer {result.TimerNs:F0} ns");
                writer("bytes per command", $"{result.BytesPerOp:F3}");
                writer("trades", $"{result.Trades}, hash {result.TradeHash}");
                writer("load average", result.LoadAverage);
            });
        });
        return command;
    }

    private static Command CreateSim(Terminal terminal)
    {
        var events = new Option<long>("--events") { Description = "Events of one run.", DefaultValueFactory = _ => 2_000_000 };
        var runs = new Option<int>("--runs") { Description = "Timed runs.", DefaultValueFactory = _ => 5 };
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        RequirePositive(runs);
        events.Require(value => value >= 2, "--events must be at least 2.");
        var command = new Command("sim", "Simulated order flow with its trace.\nExample: trading bench sim --events 1000000") { events, runs, json };
        command.SetAction(parsed =>
        {
            if (!SimulatedInstruments.Create("BTC-USDT").TryGet(out var instrument, out var error)) return terminal.Fail(ExitCode.BadInput, error);
            var result = SimBench.Run(instrument, parsed.GetValue(events), parsed.GetValue(runs));
            return Show(terminal, parsed.GetValue(json), result, writer =>
            {
                writer("events/s", $"{result.EventsPerSecond:F0}");
                writer("bytes per event", $"{result.BytesPerEvent:F3}");
                writer("trace hash", result.TraceHash);
                writer("load average", result.LoadAverage);
            });
        });
        return command;
    }

    private static Command CreateTape(Terminal terminal)
    {
        var events = new Option<int>("--events") { Description = "Events of the tape.", DefaultValueFactory = _ => 1_000_000 };
        var runs = new Option<int>("--runs") { Description = "Timed runs.", DefaultValueFactory = _ => 5 };
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        RequirePositive(events);
        RequirePositive(runs);
        var command = new Command("tape", "Writing a tape, and reading it with its summary.\nExample: trading bench tape --events 500000")
        {
            events, runs, json,
        };
        command.SetAction(parsed =>
        {
            var result = TapeBench.Run(parsed.GetValue(events), parsed.GetValue(runs));
            return Show(terminal, parsed.GetValue(json), result, writer =>
            {
                writer("read events/s", $"{result.ReadEventsPerSecond:F0}, {result.ReadMegabytesPerSecond:F0} MB/s");
                writer("write events/s", $"{result.WriteEventsPerSecond:F0}");
                writer("bytes per event", $"{result.ReadBytesPerEvent:F3} read, {result.WriteBytesPerEvent:F3} written");
                writer("tape", $"{result.Events} events, {result.TapeBytes} bytes, hash {result.Hash}");
                writer("load average", result.LoadAverage);
            });
        });
        return command;
    }

    private static void RequirePositive(Option<int> option) => option.Require(value => value >= 1, $"{option.Name} must be positive.");

    private static int Show<T>(Terminal terminal, bool isJson, T result, Action<Action<string, object>> describe)
    {
        if (isJson) terminal.WriteJson(result);
        else describe((name, value) => terminal.Out.WriteLine($"{name,-24} {value}"));
        return ExitCode.Ok;
    }
}
