namespace Trading.Tape;

/// <summary>A place between two lines of a tape.</summary>
/// <param name="Line">The lines before it.</param>
/// <param name="Offset">The bytes before it, in the uncompressed tape.</param>
/// <param name="Sequence">The sequence of the last event before it; 0 before the first.</param>
public readonly record struct TapePosition(long Line, long Offset, long Sequence);
