using System;
using System.Buffers.Binary;
using System.Text;

namespace Trading.Journal;

/// <summary>One record of a block: a head of 24 bytes, the name, the payload; both padded to 8 bytes.</summary>
public readonly ref struct BlockRecord
{
    internal const int HeadBytes = 24;

    /// <summary>What it holds.</summary>
    public required RecordKind Kind { get; init; }

    /// <summary>The client, the sending node or the target; empty for a timer.</summary>
    public required string Name { get; init; }

    /// <summary>The client's or the channel's sequence; for a timer its id.</summary>
    public required ulong Sequence { get; init; }

    /// <summary>When it was received, UNIX nanoseconds.</summary>
    public required long TimeNs { get; init; }

    /// <summary>The input's bytes.</summary>
    public required ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>Takes the first record off the bytes.</summary>
    /// <returns>False when they do not begin with a well-formed record.</returns>
    public static bool TryTake(ref ReadOnlySpan<byte> bytes, out BlockRecord record)
    {
        record = default;
        if (bytes.Length < HeadBytes) return false;
        var payloadLength = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        var payloadStart = BlockBuilder.Align(HeadBytes + bytes[5]);
        if (payloadLength > (uint)bytes.Length || payloadStart + BlockBuilder.Align((int)payloadLength) > bytes.Length)
        {
            return false;
        }

        record = new BlockRecord
        {
            Kind = (RecordKind)bytes[4],
            Name = Encoding.ASCII.GetString(bytes.Slice(HeadBytes, bytes[5])),
            Sequence = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
            TimeNs = BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            Payload = bytes.Slice(payloadStart, (int)payloadLength),
        };
        bytes = bytes[(payloadStart + BlockBuilder.Align((int)payloadLength))..];
        return true;
    }
}
