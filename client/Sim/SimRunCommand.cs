using System.CommandLine;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Trading.Client.Tape;
using Trading.Model;
using Trading.Simulation;

namespace Trading.Client.Sim;

/// <summary><c>trading sim run</c>: flags over a file over the defaults.</summary>
internal sealed class SimRunCommand(Terminal terminal)
{
    private const string Description = """
        Run seeded agents against real order books. The same seed and configuration give the same bytes.

        Examples:
          trading sim run --seed 7 --events 100000
          trading sim run --seed 7 --regimes calm:2s,burst:1s,cancel-storm:1s --duration 4s --out run.rpl.zst --json
          trading sim run --seed 7 --inject gap:0.001,duplicate:0.001,reorder:0.001 --jitter 200us --events 50000
          trading sim run --seed 7 --events 50000 --snapshot half.snap && trading sim run --resume half.snap --seed 7 --events 100000
        """;

    private readonly Option<ulong?> _seed = new("--seed") { Description = "Seed of every random stream (default 1)." };
    private readonly Option<string?> _config = new("--config") { Description = "JSON file; flags win over it." };
    private readonly Option<long?> _events = new("--events")
    {
        Description = "Stop after the step in which this many events are reached (default 100000 without --duration).",
    };

    private readonly Option<string?> _duration = new("--duration") { Description = "Stop at this simulated time: 90s, 5m." };
    private readonly Option<string?> _symbols = new("--symbols") { Description = "Symbols: BTC-USDT,ETH-USDT." };
    private readonly Option<string?> _regimes = new("--regimes")
    {
        Description = "Script, repeated: calm:30s,burst:10s,cancel-storm:10s; or 'auto' for thresholds.",
    };

    private readonly Option<string?> _clock = new("--clock") { Description = "event, or tick:1ms." };
    private readonly Option<int?> _queueCapacity = new("--queue-capacity") { Description = "Messages that may wait for the matcher." };
    private readonly Option<string?> _overflow = new("--overflow") { Description = "reject, drop-oldest or drop-newest." };
    private readonly Option<string?> _service = new("--service") { Description = "The matcher's time per message: 1us." };
    private readonly Option<long?> _rate = new("--rate") { Description = "Agent actions per second and symbol in calm." };
    private readonly Option<string?> _agents = new("--agents") { Description = "Counts: noise:20,market-maker:4,cancel-bot:2." };
    private readonly Option<string?> _jitter = new("--jitter") { Description = "Extra delays: 100us, or new:100us,cancel:50us,fill:20us." };
    private readonly Option<string?> _inject = new("--inject") { Description = "Link faults: gap:0.001,duplicate:0.001,reorder:0.001." };
    private readonly Option<string?> _out = new("--out") { Description = "Write the tape: F.rpl, F.rpl.gz or F.rpl.zst." };
    private readonly Option<bool> _trace = new("--trace") { Description = "Print every event." };
    private readonly Option<string?> _format = new("--format") { Description = "Of --trace: text (default) or ndjson." };
    private readonly Option<bool> _perf = new("--perf") { Description = "Add wall-clock figures; everything else is the same per seed." };
    private readonly Option<string?> _snapshot = new("--snapshot") { Description = "Save the state at the end." };
    private readonly Option<string?> _resume = new("--resume") { Description = "Go on from a saved state, under the same configuration." };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON document." };

    /// <summary>The command.</summary>
    public Command Create()
    {
        var command = new Command("run", Description)
        {
            _seed, _config, _events, _duration, _symbols, _regimes, _clock, _queueCapacity, _overflow, _service, _rate,
            _agents, _jitter, _inject, _out, _trace, _format, _perf, _snapshot, _resume, _json,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        if (!ReadPlan(parsed).TryGet(out var plan, out var refusal)) return terminal.Fail(refusal.Exit, refusal.Message);
        return new SimRun(terminal, plan).Run(cancellation);
    }

    private Result<SimPlan, SimRefusal> ReadPlan(ParseResult parsed)
    {
        var file = new SimulationFile();
        if (parsed.GetValue(_config) is { } path)
        {
            if (!File.Exists(path)) return new SimRefusal(ExitCode.Environment, $"--config {path}: no such file.");
            if (!SimulationFile.Read(path).TryGet(out var read, out var error))
            {
                return new SimRefusal(ExitCode.BadInput, $"--config {path}: {error}");
            }

            file = read;
        }

        if (parsed.GetValue(_symbols) is { } symbols) file = file with { Symbols = symbols.Split(',') };
        if (!file.ToConfig().TryGet(out var config, out var configError))
        {
            return new SimRefusal(ExitCode.BadInput, configError);
        }

        if (!ApplyFlags(parsed, config).TryGet(out config, out var flagError)) return new SimRefusal(ExitCode.Usage, flagError);
        return Complete(parsed, config);
    }

    private Result<SimPlan, SimRefusal> Complete(ParseResult parsed, SimulationConfig config)
    {
        long durationNs = 0;
        if (parsed.GetValue(_duration) is { } duration)
        {
            if (!Durations.TryParse(duration, out durationNs) || durationNs == 0)
            {
                return new SimRefusal(ExitCode.Usage, $"--duration {duration}: write a duration, as in 90s.");
            }

            if (durationNs > long.MaxValue - config.StartTimeNs)
            {
                return new SimRefusal(ExitCode.BadInput, $"--duration {duration}: the end lies after the last time there is.");
            }
        }

        if (parsed.GetValue(_out) is { } output && !TapeCopy.IsTape(output))
        {
            return new SimRefusal(ExitCode.Usage, $"--out {output}: the name ends with .rpl, .rpl.gz or .rpl.zst.");
        }

        var format = parsed.GetValue(_format) ?? "text";
        if (format is not ("text" or "ndjson")) return new SimRefusal(ExitCode.Usage, $"--format {format}: use text or ndjson.");
        if (parsed.GetValue(_format) is not null && !parsed.GetValue(_trace))
        {
            return new SimRefusal(ExitCode.Usage, "--format says how --trace prints: give both.");
        }

        if (parsed.GetValue(_trace) && parsed.GetValue(_json))
        {
            return new SimRefusal(ExitCode.Usage, "--trace and --json both write to the output: choose one.");
        }

        // A long run must not find out at its end that it cannot be saved.
        if (parsed.GetValue(_snapshot) is { } snapshot && !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(snapshot))))
        {
            return new SimRefusal(ExitCode.Environment, $"--snapshot {snapshot}: its folder does not exist.");
        }

        var events = parsed.GetValue(_events) ?? (durationNs > 0 ? long.MaxValue : 100_000);
        if (events <= 0) return new SimRefusal(ExitCode.Usage, "--events must be positive.");
        return new SimPlan
        {
            Config = config,
            EventsMax = events,
            EndNs = durationNs > 0 ? config.StartTimeNs + durationNs : long.MaxValue,
            OutPath = parsed.GetValue(_out),
            Trace = !parsed.GetValue(_trace) ? TraceFormat.None : format == "text" ? TraceFormat.Text : TraceFormat.Ndjson,
            SnapshotPath = parsed.GetValue(_snapshot),
            ResumePath = parsed.GetValue(_resume),
            IsTimed = parsed.GetValue(_perf),
            IsJson = parsed.GetValue(_json),
        };
    }

    private Result<SimulationConfig, string> ApplyFlags(ParseResult parsed, SimulationConfig config)
    {
        config = config with
        {
            Seed = parsed.GetValue(_seed) ?? config.Seed,
            RatePerSecond = parsed.GetValue(_rate) ?? config.RatePerSecond,
            Queue = config.Queue with { Capacity = parsed.GetValue(_queueCapacity) ?? config.Queue.Capacity },
        };
        if (parsed.GetValue(_regimes) is { } regimes)
        {
            if (regimes == "auto") config = config with { Thresholds = config.Thresholds ?? new RegimeThresholds() };
            else if (!SimFlags.Regimes(regimes).TryGet(out var phases, out var error)) return "--regimes: " + error;
            else config = config with { Regimes = phases, Thresholds = null };
        }

        if (parsed.GetValue(_agents) is { } agents)
        {
            if (!SimFlags.Agents(agents).TryGet(out var groups, out var error)) return "--agents: " + error;
            config = config with { Agents = groups };
        }

        if (parsed.GetValue(_clock) is { } clock)
        {
            if (!SimFlags.Clock(clock).TryGet(out var tick, out var error)) return "--clock: " + error;
            config = config with { TickNs = tick };
        }

        return ApplyFlowFlags(parsed, config);
    }

    private Result<SimulationConfig, string> ApplyFlowFlags(ParseResult parsed, SimulationConfig config)
    {
        if (parsed.GetValue(_overflow) is { } overflow)
        {
            if (SimFlags.Overflow(overflow) is not { } policy)
            {
                return $"--overflow {overflow}: use reject, drop-oldest or drop-newest.";
            }

            config = config with { Queue = config.Queue with { Overflow = policy } };
        }

        if (parsed.GetValue(_service) is { } service)
        {
            if (!Durations.TryParse(service, out var serviceNs)) return $"--service {service}: write a duration, as in 1us.";
            config = config with { Queue = config.Queue with { ServiceNs = serviceNs } };
        }

        if (parsed.GetValue(_jitter) is { } jitter)
        {
            if (!SimFlags.Jitter(jitter).TryGet(out var settings, out var error)) return "--jitter: " + error;
            config = config with { Jitter = settings };
        }

        if (parsed.GetValue(_inject) is { } inject)
        {
            if (!SimFlags.Injection(inject, config.Injection).TryGet(out var settings, out var error)) return "--inject: " + error;
            config = config with { Injection = settings };
        }

        return config;
    }
}
