using System;
using System.CommandLine;
using System.Linq;
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
        CreatePublication(terminal),
        CreateSim(terminal),
        CreateTape(terminal),
        CreateRisk(terminal),
        CreateDesk(terminal),
        DurableBenchCommand.Create(terminal),
        MeasuringBenchCommand.Create(terminal),
        RecoveryBenchCommand.Create(terminal),
        PaperBenchCommand.Create(terminal),
        BaselineBenchCommand.Create(terminal),
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

    private static Command CreatePublication(Terminal terminal)
    {
        var readers = new Option<int>("--readers") { Description = "Threads that read the depth all the time.", DefaultValueFactory = _ => 1 };
        var commands = new Option<int>("--commands") { Description = "Commands of mix B, up to 2000000.", DefaultValueFactory = _ => 2_000_000 };
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        RequirePositive(readers);
        RequirePositive(commands);
        var command = new Command(
            "publication",
            """
            What readers of a busy book cost: published snapshots, against one lock and a queue for the owner's turn.
            Example: trading bench publication --readers 3
            """)
        {
            readers, commands, json,
        };
        command.SetAction(parsed =>
        {
            var results = Enum.GetValues<PublicationModel>()
                .Select(model => PublicationBench.Run(model, parsed.GetValue(readers), parsed.GetValue(commands)))
                .ToArray();
            return Show(terminal, parsed.GetValue(json), results, writer =>
            {
                foreach (var result in results)
                {
                    writer("model", $"{result.Model}, readers {result.Readers}");
                    writer("  commands/s", $"{result.CommandsPerSecond:F0}");
                    writer("  reads/s", $"{result.ReadsPerSecond:F0}");
                    writer("  writer's wait", Waits(result.WriterWaitP50Ns, result.WriterWaitP99Ns, result.WriterWaitMaxNs));
                    writer("  reader's wait", Waits(result.ReaderWaitP50Ns, result.ReaderWaitP99Ns, result.ReaderWaitMaxNs));
                    writer("  contended locks", result.Contentions);
                    writer("  bytes per command", $"{result.BytesPerCommand:F1}");
                    writer("  load average", result.LoadAverage);
                }
            });
        });
        return command;

        static string Waits(double p50Ns, double p99Ns, double maxNs) => $"p50 {p50Ns:F0} ns, p99 {p99Ns:F0} ns, max {maxNs / 1000:F0} µs";
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

    private static Command CreateDesk(Terminal terminal)
    {
        var events = new Option<int>("--events") { Description = "Market events of one run.", DefaultValueFactory = _ => 300_000 };
        var runs = new Option<int>("--runs") { Description = "Timed runs of each desk.", DefaultValueFactory = _ => 5 };
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        events.Require(value => value is >= 1_000 and <= 100_000_000, "--events must lie between 1000 and 100000000.");
        RequirePositive(runs);
        var command = new Command(
            "desk", "Desks of rising size over one simulated market, on one core.\nExample: trading bench desk --events 100000")
        {
            events, runs, json,
        };
        command.SetAction(parsed =>
        {
            if (!SimulatedInstruments.Create("BTC-USDT").TryGet(out var instrument, out var error)) return terminal.Fail(ExitCode.BadInput, error);
            var result = DeskBench.Run(instrument, parsed.GetValue(events), parsed.GetValue(runs));
            return Show(terminal, parsed.GetValue(json), result, writer =>
            {
                writer("events", result.Events);
                foreach (var desk in result.Cases)
                {
                    writer(
                        desk.Desk,
                        $"{desk.EventsPerSecond,10:F0} events/s, {desk.NsPerEvent:F0} ns and {desk.BytesPerEvent:F2} B each, "
                        + $"{desk.RoundsPerEvent:F3} rounds; {desk.Orders} orders, {desk.Fills} fills");
                }

                writer("load average", result.LoadAverage);
            });
        });
        return command;
    }

    private static Command CreateRisk(Terminal terminal)
    {
        var decisions = new Option<int>("--decisions") { Description = "Decisions of one run.", DefaultValueFactory = _ => 1_000_000 };
        var runs = new Option<int>("--runs") { Description = "Timed runs.", DefaultValueFactory = _ => 5 };
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        RequirePositive(decisions);
        RequirePositive(runs);
        var command = new Command(
            "risk", "What a decision of risk costs, with thousands of recent orders.\nExample: trading bench risk --decisions 200000")
        {
            decisions, runs, json,
        };
        command.SetAction(parsed =>
        {
            if (!SimulatedInstruments.Create("BTC-USDT").TryGet(out var instrument, out var error)) return terminal.Fail(ExitCode.BadInput, error);
            var result = RiskBench.Run(instrument, parsed.GetValue(decisions), parsed.GetValue(runs));
            return Show(terminal, parsed.GetValue(json), result, writer =>
            {
                writer("p50 / p95", $"{result.P50Ns:F0} / {result.P95Ns:F0} ns");
                writer("p99 / p99.9", $"{result.P99Ns:F0} / {result.P999Ns:F0} ns, timer {result.TimerNs:F0} ns");
                writer("bytes per decision", $"{result.BytesPerDecision:F3}");
                writer("denied", $"{result.Denied} of {result.Decisions}, {result.RecentOrders} orders within a second");
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
