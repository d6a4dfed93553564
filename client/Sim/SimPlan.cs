using Trading.Simulation;

namespace Trading.Client.Sim;

/// <summary>How the events of a run are printed.</summary>
internal enum TraceFormat : byte
{
    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>One readable line each.</summary>
    Text = 1,

    /// <summary>The lines of the tape.</summary>
    Ndjson = 2,
}

/// <summary>A command line that cannot be carried out.</summary>
/// <param name="Exit">The exit code.</param>
/// <param name="Message">What is wrong and what to do.</param>
internal sealed record SimRefusal(int Exit, string Message);

/// <summary>One run, as the command line asks for it.</summary>
internal sealed record SimPlan
{
    /// <summary>What the run depends on.</summary>
    public required SimulationConfig Config { get; init; }

    /// <summary>Stop when this many events are reached.</summary>
    public required long EventsMax { get; init; }

    /// <summary>Stop at this simulated time.</summary>
    public required long EndNs { get; init; }

    /// <summary>Where the tape goes, if anywhere.</summary>
    public string? OutPath { get; init; }

    /// <summary>Where the state goes at the end, if anywhere.</summary>
    public string? SnapshotPath { get; init; }

    /// <summary>Where the run goes on, if not at its start.</summary>
    public string? ResumePath { get; init; }

    /// <summary>How events are printed.</summary>
    public TraceFormat Trace { get; init; }

    /// <summary>True to measure.</summary>
    public bool IsTimed { get; init; }

    /// <summary>True to print JSON.</summary>
    public bool IsJson { get; init; }
}
