using System;
using System.Runtime.InteropServices;

namespace Trading.Desk;

/// <summary>
/// One message between nodes: 144 bytes, little-endian, fields in declaration order. The same bytes are handled in a
/// backtest, cross the network and stand in journals.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = SizeBytes, Pack = 8)]
public struct DeskMessage : IComparable<DeskMessage>
{
    /// <summary>The size of the layout.</summary>
    public const int SizeBytes = 144;

    /// <summary>The source of operators' commands. It ranks after every node: at equal times, what the desk did comes first.</summary>
    public const int OperatorSource = int.MaxValue;

    /// <summary>When it takes effect at its target, UNIX nanoseconds.</summary>
    public long TimeNs;

    /// <summary>The channel's own count: 1, 2, 3 … from this source to this target.</summary>
    public long Sequence;

    /// <summary>The sending node's rank, or <see cref="OperatorSource"/>.</summary>
    public int Source;

    /// <summary>The receiving node's rank.</summary>
    public int Target;

    /// <summary>What it says.</summary>
    public MessageKind Kind;

    // Named so that a copy carries them: the bytes of equal messages are equal.
    private readonly byte _reserved1;
    private readonly ushort _reserved2;
    private readonly uint _reserved3;

    /// <summary>Its body, by its kind.</summary>
    public MessagePayload Payload;

    /// <summary>The order in which a node handles messages: by time, then by source, then by the channel's count.</summary>
    public readonly int CompareTo(DeskMessage other) => IsBefore(other) ? -1 : other.IsBefore(this) ? 1 : 0;

    /// <summary>True when a node handles it before another.</summary>
    internal readonly bool IsBefore(in DeskMessage other)
    {
        if (TimeNs != other.TimeNs) return TimeNs < other.TimeNs;
        return Source != other.Source ? Source < other.Source : Sequence < other.Sequence;
    }

    /// <summary>The bytes.</summary>
    internal static ReadOnlySpan<byte> BytesOf(in DeskMessage message) =>
        MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in message, 1));
}
