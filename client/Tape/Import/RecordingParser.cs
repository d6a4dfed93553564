using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using Trading.Model;

namespace Trading.Client.Tape.Import;

/// <summary>What a line of a recording is.</summary>
internal enum RecordedLine
{
    /// <summary>A frame or answer.</summary>
    Frame,

    /// <summary>Something that carries no market data: a header, a connect, a frame that the client sent.</summary>
    Other,

    /// <summary>Of no format that is known.</summary>
    Malformed,
}

/// <summary>
/// The formats of public recordings, told apart line by line: <c>NANOSECONDS JSON</c>; JSON lines with <c>t</c>,
/// <c>conn</c>, <c>ts</c> and <c>data</c>; JSON lines with <c>recv_ts_ns</c> and <c>payload</c>; the older
/// <c>SECONDS: JSON</c> with its connect lines; and bare frames.
/// </summary>
internal sealed class RecordingParser
{
    private readonly Dictionary<string, string> _addresses = new(StringComparer.Ordinal);
    private byte[] _payload = new byte[1 << 16];
    private string _lastAddress = "";

    /// <summary>Reads one line.</summary>
    public RecordedLine Read(ReadOnlySpan<byte> line, out RecordedFrame frame)
    {
        frame = new RecordedFrame { Address = _lastAddress };
        if (line[0] is >= (byte)'0' and <= (byte)'9') return ReadTimed(line, ref frame);
        if (line.StartsWith("{\"t\":"u8) || line.StartsWith("{\"recv_ts_ns\":"u8)) return ReadWrapped(line, ref frame);
        if (line[0] is (byte)'{' or (byte)'[')
        {
            frame.Payload = line;
            return RecordedLine.Frame;
        }

        return ReadConnection(line);
    }

    private static RecordedLine ReadTimed(ReadOnlySpan<byte> line, ref RecordedFrame frame)
    {
        var end = line.IndexOf((byte)' ');
        if (end < 0) return RecordedLine.Malformed;
        var seconds = line[..end].TrimEnd((byte)':');
        // Nanoseconds are whole and stand alone; seconds have a fraction and a colon.
        var scale = seconds.Length == end ? 0 : 9;
        if (!TryReadTime(seconds, scale, out frame.TimeNs)) return RecordedLine.Malformed;
        frame.Payload = line[(end + 1)..].Trim((byte)' ');
        frame.IsAnswer = frame.Payload.StartsWith("{\"lastUpdateId\""u8);
        return frame.Payload.IsEmpty ? RecordedLine.Malformed : RecordedLine.Frame;
    }

    /// <summary><c>ADDRESS &lt;-&gt; TIME</c> and <c>ADDRESS &lt;- TIME: TEXT</c>.</summary>
    private RecordedLine ReadConnection(ReadOnlySpan<byte> line)
    {
        var end = line.IndexOf(" <-"u8);
        if (end < 0) return RecordedLine.Malformed;
        _lastAddress = Encoding.UTF8.GetString(line[..end]);
        return RecordedLine.Other;
    }

    private RecordedLine ReadWrapped(ReadOnlySpan<byte> line, ref RecordedFrame frame)
    {
        try
        {
            var fields = ReadFields(line, ref frame);
            if (fields.Type is "connect" && fields.Address is not null) _addresses[fields.Connection ?? ""] = fields.Address;
            if (fields.Type is not (null or "recv" or "http")) return RecordedLine.Other;
            if (!fields.HasPayload) return RecordedLine.Malformed;
            frame.IsAnswer = fields.Type == "http";
            frame.Address = fields.Address ?? _addresses.GetValueOrDefault(fields.Connection ?? "", "");
            return RecordedLine.Frame;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return RecordedLine.Malformed;
        }
    }

    private (string? Type, string? Connection, string? Address, bool HasPayload) ReadFields(
        ReadOnlySpan<byte> line, ref RecordedFrame frame)
    {
        string? type = null, connection = null, address = null;
        var hasPayload = false;
        var reader = new Utf8JsonReader(line);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (name.SequenceEqual("t"u8)) type = reader.GetString();
            else if (name.SequenceEqual("conn"u8)) connection = reader.GetString();
            else if (name.SequenceEqual("addr"u8) || name.SequenceEqual("url"u8)) address = reader.GetString();
            else if (name.SequenceEqual("ts"u8)) TryReadTime(reader.ValueSpan, 9, out frame.TimeNs);
            else if (name.SequenceEqual("recv_ts_ns"u8)) TryReadTime(reader.ValueSpan, 0, out frame.TimeNs);
            else if (name.SequenceEqual("data"u8) || name.SequenceEqual("payload"u8)) hasPayload = TryUnescape(reader, ref frame);
            reader.Skip();
        }

        return (type, connection, address, hasPayload);
    }

    private bool TryUnescape(in Utf8JsonReader reader, ref RecordedFrame frame)
    {
        if (reader.TokenType != JsonTokenType.String) return false;
        if (_payload.Length < reader.ValueSpan.Length) _payload = new byte[reader.ValueSpan.Length * 2];
        var length = reader.CopyString(_payload);
        frame.Payload = _payload.AsSpan(0, length);
        return true;
    }

    private static bool TryReadTime(ReadOnlySpan<byte> text, int scale, out long timeNs)
    {
        // Recorders print doubles: digits below the nanosecond, if any, mean nothing.
        var point = text.IndexOf((byte)'.');
        if (point >= 0 && text.Length - point - 1 > scale) text = text[..(point + 1 + scale)];
        return DecimalText.Parse(text, scale).TryGet(out timeNs, out _) && timeNs >= 0;
    }
}
