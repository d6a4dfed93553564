using System;
using System.Buffers.Binary;

namespace Trading.Durable;

/// <summary>The committed state of a durable node in numbers.</summary>
/// <param name="Epoch">The activation's epoch.</param>
/// <param name="Block">The sequence of the last committed block; 0 before the first.</param>
/// <param name="Position">Inputs committed.</param>
/// <param name="OutputChain">The running hash of all outputs, input by input: it does not depend on how inputs share
/// blocks.</param>
/// <param name="StateHash">The hash of the node's own state.</param>
public readonly record struct NodeStatus(
    ulong Epoch, ulong Block, ulong Position, UInt128 OutputChain, UInt128 StateHash)
{
    /// <summary>The size of the encoded form: the fields in order, little-endian.</summary>
    public const int Bytes = 56;

    /// <summary>The encoded form.</summary>
    public byte[] Encode()
    {
        var bytes = new byte[Bytes];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Epoch);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), Block);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(16), Position);
        BinaryPrimitives.WriteUInt128LittleEndian(bytes.AsSpan(24), OutputChain);
        BinaryPrimitives.WriteUInt128LittleEndian(bytes.AsSpan(40), StateHash);
        return bytes;
    }

    /// <summary>Reads the encoded form.</summary>
    /// <returns>False when the length is not <see cref="Bytes"/>.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out NodeStatus status)
    {
        status = default;
        if (bytes.Length != Bytes) return false;
        status = new NodeStatus(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt128LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadUInt128LittleEndian(bytes[40..]));
        return true;
    }
}
