using System;
using System.Buffers;
using System.Text;
using System.Text.Json;
using Trading.Tape;

namespace Trading.Client.Tape;

/// <summary>Prints events to the terminal, as plain lines or as JSON, one a line.</summary>
internal sealed class EventPrinter(Terminal terminal, TapeHeader header, bool asJson) : IDisposable
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly Utf8JsonWriter _json = new(new ArrayBufferWriter<byte>());

    /// <summary>Prints the event in hand.</summary>
    public void Print(TapeDecoder decoder)
    {
        if (!asJson)
        {
            terminal.Out.Write(TapeEventText.ToLine(header, decoder.Event, decoder.Levels) + "\n");
            return;
        }

        _bytes.ResetWrittenCount();
        _json.Reset(_bytes);
        TapeEventText.WriteJson(_json, header, decoder.Event, decoder.Levels);
        _json.Flush();
        terminal.Out.Write(Encoding.UTF8.GetString(_bytes.WrittenSpan) + "\n");
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();
}
