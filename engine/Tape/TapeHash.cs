using System;
using System.IO.Hashing;

namespace Trading.Tape;

/// <summary>
/// The running hash of a tape: XxHash128 of each line, newline included, seeded with the hash of the lines before it.
/// Its state is the hash itself, so a run that was saved and resumed ends in the hash of an uninterrupted one.
/// </summary>
public static class TapeHash
{
    /// <summary>The hash after one more line.</summary>
    /// <param name="previous">The hash before; 0 before the first line.</param>
    /// <param name="line">The line with its newline.</param>
    public static UInt128 Next(UInt128 previous, ReadOnlySpan<byte> line) =>
        XxHash128.HashToUInt128(line, unchecked((long)(previous >> 64) ^ (long)(ulong)previous));
}
