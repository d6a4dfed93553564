using System;

namespace Trading.Faults;

/// <summary>How a run ended.</summary>
public enum FaultOutcome : byte
{
    /// <summary>Faults struck, enough was acknowledged, and every invariant held.</summary>
    Clean = 1,

    /// <summary>An invariant did not hold.</summary>
    Violated = 2,

    /// <summary>No planned fault struck, or too little was acknowledged: the run says nothing.</summary>
    Void = 3,
}

/// <summary>What a run came to.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Violation">The number and sentence of the broken invariant, and where; null unless Violated.</param>
/// <param name="Void">Why the run says nothing; null unless Void.</param>
/// <param name="Step">The step at which it ended.</param>
/// <param name="SimulatedNs">The virtual time that passed.</param>
/// <param name="Commands">Commands that were acknowledged.</param>
/// <param name="StaleAppends">Writes of activations that had been replaced, all of them refused.</param>
/// <param name="Coverage">The faults that struck.</param>
/// <param name="TraceHash">The hash of everything that happened, in order.</param>
public sealed record FaultVerdict(
    FaultOutcome Outcome,
    string? Violation,
    string? Void,
    long Step,
    long SimulatedNs,
    long Commands,
    long StaleAppends,
    FaultCoverage Coverage,
    UInt128 TraceHash);
