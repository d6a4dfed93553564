using System;
using System.Buffers.Binary;
using System.Text;

namespace Trading.Journal;

/// <summary>A call of a node in the emergency log.</summary>
/// <param name="Node">The node.</param>
/// <param name="Call">The call.</param>
public sealed record EmergencyEntry(string Node, EmergencyCall Call)
{
    /// <summary>Whether another entry stands for the same call.</summary>
    public bool IsSameCall(EmergencyEntry other) =>
        Node == other.Node && Call.Client == other.Call.Client && Call.Sequence == other.Call.Sequence;

    /// <summary>Whether it can be written: names of 1 to 96 printable characters, a payload up to 64 KiB.</summary>
    public bool IsWellFormed() =>
        NodeFolder.Of(Node) is not null && NodeFolder.Of(Call.Client) is not null
        && Call.Payload.Length <= EmergencyEntryCodec.PayloadMax;
}

/// <summary>The bytes of an entry: a head of 32 bytes, node, client, payload, zeros up to the end of a sector.</summary>
internal static class EmergencyEntryCodec
{
    public const int PayloadMax = 64 * 1024;
    private const int HeadBytes = 32;
    private const int ChecksumOffset = 12;
    private const uint Magic = 0x454D4554;
    private const byte CallKind = 1;
    private const byte SettledKind = 2;

    public static int BytesFor(EmergencyEntry entry) =>
        Sector.RoundUp(HeadBytes + entry.Node.Length + entry.Call.Client.Length + entry.Call.Payload.Length);

    public static void Write(Span<byte> bytes, EmergencyEntry entry, bool isSettled, uint fileChecksum)
    {
        var payload = isSettled ? default : entry.Call.Payload.Span;
        bytes.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        bytes[4] = isSettled ? SettledKind : CallKind;
        bytes[5] = (byte)entry.Node.Length;
        bytes[6] = (byte)entry.Call.Client.Length;
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], payload.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], entry.Call.Sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[24..], fileChecksum);
        Encoding.ASCII.GetBytes(entry.Node, bytes[HeadBytes..]);
        Encoding.ASCII.GetBytes(entry.Call.Client, bytes[(HeadBytes + entry.Node.Length)..]);
        payload.CopyTo(bytes[(HeadBytes + entry.Node.Length + entry.Call.Client.Length)..]);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[ChecksumOffset..], Crc32C.Of(bytes, ChecksumOffset));
    }

    /// <summary>Reads the entry that begins here.</summary>
    /// <returns>Its bytes; 0 when none that verifies begins here.</returns>
    public static int TryRead(ReadOnlySpan<byte> bytes, uint fileChecksum, out EmergencyEntry entry, out bool isSettled)
    {
        entry = new EmergencyEntry("", new EmergencyCall("", 0, default));
        isSettled = false;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic) return 0;
        var (node, client) = ((int)bytes[5], (int)bytes[6]);
        var payload = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        if (bytes[4] is not (CallKind or SettledKind) || payload is < 0 or > PayloadMax) return 0;
        var length = Sector.RoundUp(HeadBytes + node + client + payload);
        if (length > bytes.Length || BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]) != fileChecksum) return 0;
        var whole = bytes[..length];
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumOffset..]) != Crc32C.Of(whole, ChecksumOffset)) return 0;
        var names = bytes[HeadBytes..];
        var call = new EmergencyCall(
            Encoding.ASCII.GetString(names.Slice(node, client)), BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
            names.Slice(node + client, payload).ToArray());
        entry = new EmergencyEntry(Encoding.ASCII.GetString(names[..node]), call);
        isSettled = bytes[4] == SettledKind;
        return length;
    }
}
