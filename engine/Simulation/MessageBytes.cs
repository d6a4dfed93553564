using System;
using System.Runtime.InteropServices;
using Trading.Exchange;
using Trading.Model;

namespace Trading.Simulation;

/// <summary>The saved form of a message.</summary>
internal static class MessageBytes
{
    /// <summary>Bytes of one message.</summary>
    public const int Size = 8 + 4 + 4 + BookCommand.SizeBytes;

    /// <summary>Writes a message.</summary>
    public static void Save(StateWriter writer, in OrderMessage message)
    {
        writer.Write(message.Sequence);
        writer.Write(message.Agent);
        writer.WriteBlock(MemoryMarshal.AsBytes(new ReadOnlySpan<BookCommand>(in message.Command)));
    }

    /// <summary>Reads a message.</summary>
    public static OrderMessage Load(ref StateReader reader)
    {
        var message = new OrderMessage { Sequence = reader.ReadInt64(), Agent = reader.ReadInt32() };
        var command = reader.ReadBlock();
        if (command.Length == BookCommand.SizeBytes) message.Command = MemoryMarshal.Read<BookCommand>(command);
        else reader.Fail();
        return message;
    }
}
