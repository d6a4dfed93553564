using System.Buffers;
using System.Diagnostics;
using System.IO;
using System.Threading;
using HdrHistogram;
using Trading.Client.Tape;
using Trading.Exchange;
using Trading.Model;
using Trading.Simulation;
using Trading.Tape;

namespace Trading.Client.Sim;

/// <summary>Carries out one run: makes or resumes the simulator, steps it to its end, writes what was asked for.</summary>
internal sealed class SimRun(Terminal terminal, SimPlan plan) : ISimulationSink
{
    private const int StepsPerLook = 4_096;

    private readonly LongHistogram _stepNs = new(TimeStamp.Minutes(1), 3);
    private SimulationTape? _tape;
    private TapeHeader? _traced;

    /// <summary>Runs to the end.</summary>
    /// <returns>See <see cref="ExitCode"/>.</returns>
    public int Run(CancellationToken cancellation)
    {
        SimSnapshot? resumed = null;
        if (plan.ResumePath is { } path)
        {
            if (!File.Exists(path)) return terminal.Fail(ExitCode.Environment, $"--resume {path}: no such file.");
            if (!SimSnapshot.Read(path).TryGet(out resumed, out var error)) return terminal.Fail(ExitCode.BadInput, $"--resume {path}: {error}");
        }

        using var output = OpenOutput();
        var made = SimulationTape.Create(plan.Config, output, resumed?.TapeCount ?? 0, resumed?.TapeHash ?? default);
        if (!made.TryGet(out _tape, out var headerError))
        {
            return terminal.Fail(ExitCode.BadInput, $"the configuration does not fit a tape: {headerError}.");
        }

        if (plan.Trace == TraceFormat.Text) _traced = _tape.Writer.Header;
        return Start(resumed).TryGet(out var simulator, out var refusal)
            ? Run(simulator, _tape.Writer, cancellation)
            : terminal.Fail(refusal.Exit, refusal.Message);
    }

    /// <inheritdoc/>
    public void OnEvent(in TapeEvent e)
    {
        _tape?.OnEvent(e);
        if (_traced is null) return;
        terminal.Out.WriteLine(TapeEventText.ToLine(_traced, e with { Sequence = _tape?.Writer.Count ?? 0 }, []));
    }

    /// <inheritdoc/>
    public void OnCommand(int market, in BookCommand command)
    {
        // Only a host of books needs the commands themselves.
    }

    private TapeFileOutput OpenOutput()
    {
        if (plan.OutPath is { } path) return TapeFileOutput.Create(path);
        return plan.Trace == TraceFormat.Ndjson ? TapeFileOutput.Over(new TextStream(terminal.Out)) : TapeFileOutput.Nowhere();
    }

    private Result<Simulator, SimRefusal> Start(SimSnapshot? resumed)
    {
        if (resumed is null)
        {
            return Simulator.Create(plan.Config, this).TryGet(out var simulator, out var error)
                ? simulator
                : new SimRefusal(ExitCode.BadInput, error.ToString());
        }

        if (Simulator.Load(plan.Config, resumed.State.Span, this).TryGet(out var restored, out var damage)) return restored;
        return new SimRefusal(ExitCode.BadInput, damage switch
        {
            SnapshotError.NotASnapshot => "--resume: the file is no snapshot of this version.",
            SnapshotError.Damaged => "--resume: the snapshot is damaged; run from the start instead.",
            SnapshotError.OtherConfiguration => "--resume: the snapshot was made with another seed or configuration; give the same flags and file.",
        });
    }

    private int Run(Simulator simulator, TapeWriter tape, CancellationToken cancellation)
    {
        var before = simulator.Metrics.Events;
        var started = Stopwatch.GetTimestamp();
        using (var progress = new ProgressLine(terminal, "simulating"))
        {
            while (IsOpen(simulator))
            {
                cancellation.ThrowIfCancellationRequested();
                for (var i = 0; i < StepsPerLook && IsOpen(simulator); i++) Step(simulator);
                progress.Report(Fraction(simulator));
            }
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        tape.Complete();
        if (plan.SnapshotPath is { } path) Save(simulator, tape, path);
        var report = SimReport.Create(
            plan.Config, simulator, tape.Hash, plan.IsTimed ? Perf(simulator.Metrics.Events - before, seconds) : null);
        if (plan.IsJson) terminal.WriteJson(report);
        else SimReportText.Write(plan.Trace == TraceFormat.Ndjson ? terminal.Error : terminal.Out, report);
        return ExitCode.Ok;
    }

    private bool IsOpen(Simulator simulator) => simulator.Metrics.Events < plan.EventsMax && simulator.NowNs < plan.EndNs;

    private void Step(Simulator simulator)
    {
        if (!plan.IsTimed)
        {
            simulator.Step();
            return;
        }

        var started = Stopwatch.GetTimestamp();
        simulator.Step();
        _stepNs.RecordValue((Stopwatch.GetTimestamp() - started) * (1_000_000_000 / Stopwatch.Frequency));
    }

    private double Fraction(Simulator simulator) => plan.EndNs != long.MaxValue
        ? (double)(simulator.NowNs - plan.Config.StartTimeNs) / (plan.EndNs - plan.Config.StartTimeNs)
        : (double)simulator.Metrics.Events / plan.EventsMax;

    private SimPerfReport Perf(long events, double seconds) => new(
        seconds,
        events / seconds,
        _stepNs.LowestEquivalentValue(_stepNs.GetValueAtPercentile(0)),
        _stepNs.GetMean(),
        _stepNs.GetValueAtPercentile(50),
        _stepNs.GetValueAtPercentile(95),
        _stepNs.GetValueAtPercentile(99),
        _stepNs.GetMaxValue());

    private static void Save(Simulator simulator, TapeWriter tape, string path)
    {
        var bytes = new ArrayBufferWriter<byte>();
        simulator.Save(bytes);
        new SimSnapshot(tape.Count, tape.Hash, bytes.WrittenMemory).Write(path);
    }
}
