using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Trading.Model;

namespace Trading.Exchange;

/// <summary>What a call asks of a book node.</summary>
public enum BookCallKind : byte
{
    /// <summary>Make the book, under an instrument's rules. Asking again for the same rules changes nothing.</summary>
    Configure = 1,

    /// <summary>Carry out a batch of commands.</summary>
    Commands = 2,
}

/// <summary>
/// The payload of a call: kind (1 byte), version (1), zero (2), count (4), then the instrument's rules or count
/// commands of <see cref="BookCommand.SizeBytes"/> bytes. Little-endian.
/// </summary>
public static class BookCall
{
    /// <summary>The most commands of one call.</summary>
    public const int CommandsMax = 4096;

    internal const int HeadBytes = 8;
    internal const byte Version = 1;

    /// <summary>A call that makes the book.</summary>
    public static byte[] Configure(Instrument instrument)
    {
        var bytes = new ArrayBufferWriter<byte>();
        bytes.Advance(WriteHead(bytes.GetSpan(HeadBytes), BookCallKind.Configure, 1));
        InstrumentCodec.Write(instrument, new StateWriter(bytes));
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>A call that carries out commands in order.</summary>
    /// <param name="commands">1 to <see cref="CommandsMax"/>; a longer batch is refused as malformed.</param>
    public static byte[] Commands(ReadOnlySpan<BookCommand> commands)
    {
        var bytes = new byte[HeadBytes + commands.Length * BookCommand.SizeBytes];
        WriteHead(bytes, BookCallKind.Commands, commands.Length);
        MemoryMarshal.AsBytes(commands).CopyTo(bytes.AsSpan(HeadBytes));
        return bytes;
    }

    /// <summary>The kind of a well-formed call.</summary>
    /// <returns>Null when the bytes are not one.</returns>
    public static BookCallKind? KindOf(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < HeadBytes || payload[1] != Version || payload[2] != 0 || payload[3] != 0) return null;
        var count = BinaryPrimitives.ReadInt32LittleEndian(payload[4..]);
        return (BookCallKind)payload[0] switch
        {
            BookCallKind.Configure when count == 1 && RulesOf(payload) is not null => BookCallKind.Configure,
            BookCallKind.Commands when count is > 0 and <= CommandsMax
                && payload.Length == HeadBytes + count * BookCommand.SizeBytes => BookCallKind.Commands,
            _ => null,
        };
    }

    /// <summary>The rules that a well-formed Configure call names.</summary>
    public static Instrument? RulesOf(ReadOnlySpan<byte> payload)
    {
        var reader = new StateReader(payload[HeadBytes..]);
        var instrument = InstrumentCodec.Read(ref reader);
        return reader.IsComplete ? instrument : null;
    }

    /// <summary>The commands of a well-formed Commands call, where they lie.</summary>
    public static ReadOnlySpan<BookCommand> CommandsOf(ReadOnlySpan<byte> payload) =>
        MemoryMarshal.Cast<byte, BookCommand>(payload[HeadBytes..]);

    private static int WriteHead(Span<byte> head, BookCallKind kind, int count)
    {
        head[..HeadBytes].Clear();
        head[0] = (byte)kind;
        head[1] = Version;
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], count);
        return HeadBytes;
    }
}
