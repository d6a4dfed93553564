namespace Trading.Invariants;

/// <summary>
/// Something that always holds: checked by tests, by the fault simulator and by runtime counters under one number.
/// </summary>
/// <param name="Number">Stable and never reused; the hundreds name the room.</param>
/// <param name="Name">A short name.</param>
/// <param name="Sentence">The rule as one positive sentence.</param>
public sealed record Invariant(int Number, string Name, string Sentence);

/// <summary>An invariant that did not hold.</summary>
/// <param name="Invariant">Which.</param>
/// <param name="Detail">The numbers that contradict it.</param>
public sealed record Violation(Invariant Invariant, string Detail);
