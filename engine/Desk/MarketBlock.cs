using System;
using System.Buffers;
using System.Buffers.Binary;
using Trading.Tape;

namespace Trading.Desk;

/// <summary>
/// A stretch of one market stream as it crosses the network and stands in journals: version (1 byte), whether the stream is
/// complete (1), zero (6), the time before which everything is known (8), then the events as lines of a tape. Little-endian.
/// </summary>
public static class MarketBlock
{
    internal const byte Version = 1;
    private const int HeadBytes = 16;

    /// <summary>Begins a block.</summary>
    /// <param name="output">Takes the bytes; the events' lines are written behind (<see cref="TapeLines.Write"/>).</param>
    /// <param name="readNs">Everything before it is known once the block is: UNIX nanoseconds; of a complete stream its end.</param>
    /// <param name="isComplete">True when no block follows.</param>
    public static void WriteHead(IBufferWriter<byte> output, long readNs, bool isComplete)
    {
        var head = output.GetSpan(HeadBytes)[..HeadBytes];
        head.Clear();
        head[0] = Version;
        head[1] = isComplete ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt64LittleEndian(head[8..], readNs);
        output.Advance(HeadBytes);
    }

    /// <summary>Whether the bytes begin as a block does.</summary>
    public static bool IsBlock(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= HeadBytes && bytes[0] == Version && bytes[1] <= 1 && bytes[2..8].IndexOfAnyExcept((byte)0) < 0;

    /// <summary>Whether the bytes are a stream's last block.</summary>
    public static bool IsLast(ReadOnlySpan<byte> bytes) => IsBlock(bytes) && bytes[1] == 1;

    /// <summary>Gives a block's events to a stream.</summary>
    /// <param name="bytes">A block.</param>
    /// <param name="lines">Reads the lines.</param>
    /// <param name="stream">Takes the events.</param>
    /// <returns>False when a line is no good event; the events before it were taken.</returns>
    internal static bool TryRead(ReadOnlySpan<byte> bytes, TapeLines lines, MarketStream stream)
    {
        for (var rest = bytes[HeadBytes..]; !rest.IsEmpty;)
        {
            if (!lines.TryTake(ref rest) || lines.Event.TimeNs < stream.LastNs) return false;
            stream.Add(lines.Event, lines.Levels);
        }

        var readNs = BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]);
        if (readNs < stream.LastNs) return false;
        if (bytes[1] == 1) stream.Complete(readNs);
        else stream.MarkRead(readNs);
        return true;
    }
}
