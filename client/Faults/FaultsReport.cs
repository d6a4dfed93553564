using System.Collections.Generic;
using System.IO;

namespace Trading.Client.Faults;

/// <summary>A run that broke an invariant, or said nothing.</summary>
internal sealed record FaultsFailure(ulong Seed, string Profile, string? Violation, string? Void, long Step, string Rerun);

/// <summary>How often a fault struck at a step; expected says whether it can.</summary>
internal sealed record CoverageRow(string Fault, string Step, long Hits, bool IsExpected);

/// <summary>What <c>trading faults run</c> tells: a function of the seeds alone.</summary>
internal sealed record FaultsReport
{
    private const int FailuresShownMax = 20;

    public required ulong Seeds { get; init; }

    public required int Violations { get; init; }

    public required int Void { get; init; }

    public required double SimulatedHours { get; init; }

    public required long Commands { get; init; }

    public required long Faults { get; init; }

    public required long StaleAppendsRefused { get; init; }

    public required string TraceHash { get; init; }

    public required IReadOnlyList<FaultsFailure> Failures { get; init; }

    public required IReadOnlyList<CoverageRow>? Coverage { get; init; }

    /// <summary>The same for people.</summary>
    public void Write(TextWriter output)
    {
        for (var i = 0; i < Failures.Count && i < FailuresShownMax; i++)
        {
            var failure = Failures[i];
            output.WriteLine($"seed {failure.Seed} ({failure.Profile}), step {failure.Step}: {failure.Violation ?? "void: " + failure.Void}");
            output.WriteLine("  " + failure.Rerun);
        }

        if (Failures.Count > FailuresShownMax) output.WriteLine($"and {Failures.Count - FailuresShownMax} more.");
        if (Coverage is not null) CoverageText.Write(output, Coverage);
        output.WriteLine($"seeds             {Seeds}");
        output.WriteLine($"violations        {Violations}");
        output.WriteLine($"void              {Void}");
        output.WriteLine($"simulated hours   {SimulatedHours:F3}");
        output.WriteLine($"commands          {Commands}");
        output.WriteLine($"faults            {Faults}");
        output.WriteLine($"stale appends     {StaleAppendsRefused} tried, all refused");
        output.WriteLine($"trace hash        {TraceHash}");
    }
}
