using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Trading.Desk;

/// <summary>
/// What a desk asks of a node for one round: version (1 byte), zero (7), the node's end (8), how soon an answer to what it
/// sends can come (8), then the messages that were sent to the node since its last round. Little-endian.
/// </summary>
public static class RoundCall
{
    internal const byte Version = 2;
    private const int HeadBytes = 24;

    /// <summary>The bytes of a call.</summary>
    /// <param name="endNs">Inputs before it are handled: UNIX nanoseconds.</param>
    /// <param name="answerNs">How soon an answer to what the node sends can come, in nanoseconds.</param>
    /// <param name="messages">What was sent to the node.</param>
    public static byte[] Write(long endNs, long answerNs, ReadOnlySpan<DeskMessage> messages)
    {
        var bytes = new byte[HeadBytes + messages.Length * DeskMessage.SizeBytes];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), endNs);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), answerNs);
        MemoryMarshal.AsBytes(messages).CopyTo(bytes.AsSpan(HeadBytes));
        return bytes;
    }

    /// <summary>Whether the bytes are a call.</summary>
    public static bool IsCall(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= HeadBytes && bytes[0] == Version && bytes[1..8].IndexOfAnyExcept((byte)0) < 0
        && (bytes.Length - HeadBytes) % DeskMessage.SizeBytes == 0;

    internal static long EndNs(ReadOnlySpan<byte> call) => BinaryPrimitives.ReadInt64LittleEndian(call[8..]);

    internal static long AnswerNs(ReadOnlySpan<byte> call) => BinaryPrimitives.ReadInt64LittleEndian(call[16..]);

    internal static ReadOnlySpan<DeskMessage> Messages(ReadOnlySpan<byte> call) =>
        MemoryMarshal.Cast<byte, DeskMessage>(call[HeadBytes..]);
}
