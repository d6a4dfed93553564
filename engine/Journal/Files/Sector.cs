using System;
using System.Numerics;

namespace Trading.Journal;

/// <summary>
/// The unit in which disks write: whole or not at all. Nothing is ever written to a sector that holds committed bytes.
/// </summary>
internal static class Sector
{
    public const int Bytes = 512;

    public static int RoundUp(int bytes) => (bytes + Bytes - 1) & -Bytes;

    public static long RoundUp(long bytes) => (bytes + Bytes - 1) & -Bytes;

    public static bool IsZero(ReadOnlySpan<byte> bytes) => !bytes.ContainsAnyExcept((byte)0);

    /// <summary>Sectors that are all zeros.</summary>
    public static int CountZero(ReadOnlySpan<byte> sectors)
    {
        var count = 0;
        for (; !sectors.IsEmpty; sectors = sectors[Bytes..])
        {
            if (IsZero(sectors[..Bytes])) count++;
        }

        return count;
    }

    /// <summary>
    /// Sectors that are zeros, or that one flipped bit turns into zeros: as many zero sectors as this tell no loss.
    /// </summary>
    public static int CountSparse(ReadOnlySpan<byte> sectors)
    {
        var count = 0;
        for (; !sectors.IsEmpty; sectors = sectors[Bytes..])
        {
            if (IsSparse(sectors[..Bytes])) count++;
        }

        return count;
    }

    private static bool IsSparse(ReadOnlySpan<byte> sector)
    {
        var first = sector.IndexOfAnyExcept((byte)0);
        return first < 0 || (BitOperations.PopCount(sector[first]) == 1 && IsZero(sector[(first + 1)..]));
    }
}
