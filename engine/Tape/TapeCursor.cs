using System;
using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Trading.Model;

namespace Trading.Tape;

/// <summary>Why a saved cursor was refused.</summary>
public enum TapeCursorError : byte
{
    /// <summary>Not a cursor: not JSON, a field is missing, or a value is out of its range.</summary>
    Malformed = 1,

    /// <summary>A cursor of a version that this build does not read.</summary>
    UnsupportedVersion = 2,
}

/// <summary>A saved position in a tape and the filter that was in use, with the hash of all that was read before it.</summary>
/// <param name="Position">The place after the last event that was given out.</param>
/// <param name="Hash">XxHash128 of the tape up to there: a changed tape is noticed when the cursor is used again.</param>
/// <param name="Filter">The filter in use.</param>
public sealed record TapeCursor(TapePosition Position, UInt128 Hash, TapeFilter Filter)
{
    /// <summary>The most bytes of a saved cursor that are looked at.</summary>
    public const int BytesMax = 1 << 16;

    private const string FormatName = "trading-tape-cursor";
    private const int Version = 1;

    /// <summary>Writes the cursor as one JSON document.</summary>
    public void Save(IBufferWriter<byte> destination)
    {
        using var json = new Utf8JsonWriter(destination);
        json.WriteStartObject();
        json.WriteString("format", FormatName);
        json.WriteNumber("version", Version);
        json.WriteNumber("line", Position.Line);
        json.WriteNumber("offset", Position.Offset);
        json.WriteNumber("sequence", Position.Sequence);
        json.WriteString("hash", StateHasher.ToText(Hash));
        json.WriteStartArray("kinds");
        foreach (var kind in Filter.Kinds) json.WriteStringValue(TapeSchema.Word(kind));
        json.WriteEndArray();
        Write(json, "symbols", Filter.Symbols);
        Write(json, "agents", Filter.Agents);
        if (Filter.Side is { } side) json.WriteString("side", side == Side.Buy ? "buy" : "sell");
        if (Filter.FromNs != 0) json.WriteNumber("fromNs", Filter.FromNs);
        if (Filter.ToNs != long.MaxValue) json.WriteNumber("toNs", Filter.ToNs);
        if (Filter.OrderId is { } orderId) json.WriteNumber("orderId", orderId);
        json.WriteEndObject();
    }

    /// <summary>Reads what <see cref="Save"/> wrote. Unknown fields are ignored.</summary>
    public static Result<TapeCursor, TapeCursorError> Load(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > BytesMax) return TapeCursorError.Malformed;
        try
        {
            var reader = new Utf8JsonReader(bytes);
            using var document = JsonDocument.ParseValue(ref reader);
            return Load(document.RootElement);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return TapeCursorError.Malformed;
        }
    }

    private static Result<TapeCursor, TapeCursorError> Load(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || Text(root, "format") != FormatName) return TapeCursorError.Malformed;
        if (Number(root, "version") != Version) return TapeCursorError.UnsupportedVersion;
        if (Number(root, "line") is not { } line || Number(root, "offset") is not { } offset
            || Number(root, "sequence") is not { } sequence || line < 0 || offset < 0 || sequence < 0
            || !UInt128.TryParse(Text(root, "hash"), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var hash)
            || !TryReadKinds(root, out var kinds) || !TryReadNames(root, "symbols", out var symbols)
            || !TryReadNames(root, "agents", out var agents) || !TryReadSide(root, out var side))
        {
            return TapeCursorError.Malformed;
        }

        return new TapeCursor(new TapePosition(line, offset, sequence), hash, new TapeFilter
        {
            Kinds = kinds,
            Symbols = symbols,
            Agents = agents,
            Side = side,
            FromNs = Number(root, "fromNs") ?? 0,
            ToNs = Number(root, "toNs") ?? long.MaxValue,
            OrderId = root.TryGetProperty("orderId", out var id) && id.ValueKind == JsonValueKind.Number
                && id.TryGetUInt64(out var orderId) ? orderId : null,
        });
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)
            ? number
            : null;

    private static bool TryReadSide(JsonElement root, out Side? side)
    {
        var text = Text(root, "side");
        side = text switch { "buy" => Side.Buy, "sell" => Side.Sell, _ => null };
        return side is not null || text is null;
    }

    private static bool TryReadKinds(JsonElement root, out ImmutableArray<TapeEventKind> kinds)
    {
        kinds = [];
        if (!TryReadNames(root, "kinds", out var words)) return false;
        foreach (var word in words)
        {
            if (!TapeWords.TryParse(word, out var kind)) return false;
            kinds = kinds.Add(kind);
        }

        return true;
    }

    private static bool TryReadNames(JsonElement root, string name, out ImmutableArray<string> names)
    {
        names = [];
        if (!root.TryGetProperty(name, out var array) || array.ValueKind != JsonValueKind.Array) return false;
        foreach (var item in array.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String || item.GetString() is not { } text) return false;
            names = names.Add(text);
        }

        return true;
    }

    private static void Write(Utf8JsonWriter json, string name, ImmutableArray<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
