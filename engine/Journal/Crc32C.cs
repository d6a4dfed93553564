using System;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Trading.Journal;

/// <summary>CRC-32C (Castagnoli, as in RFC 3720 appendix B.4): the checksum of everything that a journal holds.</summary>
public static class Crc32C
{
    /// <summary>The checksum of bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => ~Append(uint.MaxValue, bytes);

    /// <summary>The checksum of bytes, the four at an offset left out: those that hold it.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes, int leftOut) =>
        ~Append(Append(uint.MaxValue, bytes[..leftOut]), bytes[(leftOut + 4)..]);

    private static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words) crc = BitOperations.Crc32C(crc, word);
        foreach (var rest in bytes[(words.Length * 8)..]) crc = BitOperations.Crc32C(crc, rest);
        return crc;
    }
}
