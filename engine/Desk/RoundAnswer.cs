using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Trading.Desk;

/// <summary>
/// What a node answers after a round: version (1 byte), whether it is idle (1), whether it waits for market data (1),
/// zero (1), market events that it holds (4), its
/// next time (8), when it may send next (8), the time of its last input (8), its chain (16), then what it sent. Little-endian.
/// </summary>
public readonly ref struct RoundAnswer
{
    internal const byte Version = 2;
    private const int HeadBytes = 48;

    /// <summary>True when nothing waits and every market that it follows has ended.</summary>
    public required bool IsIdle { get; init; }

    /// <summary>True when it cannot get on before more of its markets is delivered.</summary>
    public required bool IsStarved { get; init; }

    /// <summary>Market events that were delivered to it and that it has not handled.</summary>
    public required int HeldEvents { get; init; }

    /// <summary>No input of it takes effect before: UNIX nanoseconds, or the end of time.</summary>
    public required long NextNs { get; init; }

    /// <summary>Unless it is told something new, it sends nothing before: UNIX nanoseconds, or the end of time.</summary>
    public required long NextSendNs { get; init; }

    /// <summary>The time of its last input, UNIX nanoseconds: it has handled nothing later.</summary>
    public required long NowNs { get; init; }

    /// <summary>The running hash over its messages.</summary>
    public required UInt128 Chain { get; init; }

    /// <summary>What it sent, to be handed over before the next round.</summary>
    public required ReadOnlySpan<DeskMessage> Messages { get; init; }

    /// <summary>The same answer with other messages.</summary>
    internal RoundAnswer With(ReadOnlySpan<DeskMessage> messages) => new()
    {
        IsIdle = IsIdle,
        IsStarved = IsStarved,
        HeldEvents = HeldEvents,
        NextNs = NextNs,
        NextSendNs = NextSendNs,
        NowNs = NowNs,
        Chain = Chain,
        Messages = messages,
    };

    /// <summary>Writes the bytes.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        var head = output.GetSpan(HeadBytes)[..HeadBytes];
        head.Clear();
        head[0] = Version;
        head[1] = IsIdle ? (byte)1 : (byte)0;
        head[2] = IsStarved ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], HeldEvents);
        BinaryPrimitives.WriteInt64LittleEndian(head[8..], NextNs);
        BinaryPrimitives.WriteInt64LittleEndian(head[16..], NextSendNs);
        BinaryPrimitives.WriteInt64LittleEndian(head[24..], NowNs);
        BinaryPrimitives.WriteUInt128LittleEndian(head[32..], Chain);
        output.Advance(HeadBytes);
        output.Write(MemoryMarshal.AsBytes(Messages));
    }

    /// <summary>Reads an answer where it lies.</summary>
    /// <returns>False when the bytes are not a whole answer of this version.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out RoundAnswer answer)
    {
        answer = default;
        if (bytes.Length < HeadBytes || bytes[0] != Version || bytes[1] > 1 || bytes[2] > 1) return false;
        if ((bytes.Length - HeadBytes) % DeskMessage.SizeBytes != 0) return false;
        answer = new RoundAnswer
        {
            IsIdle = bytes[1] == 1,
            IsStarved = bytes[2] == 1,
            HeldEvents = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]),
            NextNs = BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            NextSendNs = BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            NowNs = BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            Chain = BinaryPrimitives.ReadUInt128LittleEndian(bytes[32..]),
            Messages = MemoryMarshal.Cast<byte, DeskMessage>(bytes[HeadBytes..]),
        };
        return true;
    }
}
