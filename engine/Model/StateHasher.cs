using System;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;

namespace Trading.Model;

/// <summary>The one hash of the engine's states and traces: XxHash128 over a stated sequence of little-endian fields.</summary>
/// <remarks>Not cryptographic: it finds divergence, it does not resist forgery.</remarks>
public sealed class StateHasher
{
    private readonly XxHash128 _hash = new();

    /// <summary>Adds raw bytes.</summary>
    public StateHasher Add(ReadOnlySpan<byte> bytes)
    {
        _hash.Append(bytes);
        return this;
    }

    /// <summary>Adds 64 bits.</summary>
    public StateHasher Add(long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        _hash.Append(bytes);
        return this;
    }

    /// <summary>Adds 64 bits.</summary>
    public StateHasher Add(ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        _hash.Append(bytes);
        return this;
    }

    /// <summary>Adds 128 bits.</summary>
    public StateHasher Add(UInt128 value) => Add(unchecked((ulong)value)).Add((ulong)(value >> 64));

    /// <summary>Adds a text: its length in UTF-8 bytes, then the bytes.</summary>
    public StateHasher Add(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Add((long)bytes.Length).Add(bytes);
    }

    /// <summary>The hash of all that was added since the start or the last <see cref="Reset"/>; adding may go on.</summary>
    public UInt128 Current => _hash.GetCurrentHashAsUInt128();

    /// <summary>Starts again.</summary>
    public void Reset() => _hash.Reset();

    /// <summary>The hash of a block, at once.</summary>
    public static UInt128 Hash(ReadOnlySpan<byte> bytes) => XxHash128.HashToUInt128(bytes);

    /// <summary>A running hash: the hash of (previous, block). The head of such a chain names the whole sequence.</summary>
    public static UInt128 Chain(UInt128 previous, ReadOnlySpan<byte> block)
    {
        Span<ulong> input = stackalloc ulong[4];
        var hash = XxHash128.HashToUInt128(block);
        input[0] = unchecked((ulong)previous);
        input[1] = (ulong)(previous >> 64);
        input[2] = unchecked((ulong)hash);
        input[3] = (ulong)(hash >> 64);
        return XxHash128.HashToUInt128(MemoryMarshal.AsBytes(input));
    }

    /// <summary>Thirty-two lower-case hexadecimal digits, most significant first.</summary>
    public static string ToText(UInt128 hash) => hash.ToString("x32");
}
