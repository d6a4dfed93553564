using System;
using System.Text.Json;
using Trading.Model;

namespace Trading.Venues;

/// <summary>
/// Kraken WebSocket v1 public frames, for recordings of that older protocol: arrays that end with channel and pair, and
/// hold one or two objects of levels or a list of trades.
/// </summary>
/// <param name="symbols">The symbols of the connection.</param>
public sealed class KrakenV1Codec(VenueSymbols symbols) : VenueCodec(symbols)
{
    private protected override VenueDecodeError Read(ref Utf8JsonReader reader, VenueFrame frame)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            reader.Skip();
            return VenueDecodeError.None;
        }

        if (reader.TokenType != JsonTokenType.StartArray) return VenueDecodeError.Malformed;
        Utf8JsonReader first = default, second = default;
        ReadOnlySpan<byte> channel = default, pair = default;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                if (first.TokenType == JsonTokenType.None) first = reader;
                else second = reader;
            }
            else if (reader.TokenType == JsonTokenType.String)
            {
                channel = pair;
                pair = Text(reader);
            }

            reader.Skip();
        }

        if (channel.StartsWith("book-"u8)) return ReadBook(first, second, channel["book-".Length..], pair, frame);
        return channel.SequenceEqual("trade"u8) ? ReadTrades(first, pair, frame) : VenueDecodeError.None;
    }

    private VenueDecodeError ReadBook(
        Utf8JsonReader first, Utf8JsonReader second, ReadOnlySpan<byte> depthText, ReadOnlySpan<byte> pair, VenueFrame frame)
    {
        if (Symbols.Find(pair) is not { } symbol) return VenueDecodeError.None;
        if (!System.Buffers.Text.Utf8Parser.TryParse(depthText, out int depth, out _)) return VenueDecodeError.Malformed;
        var e = frame.Begin(VenueEventKind.Delta, symbol.Index);
        e.Depth = depth;
        var error = ReadSides(first, symbol, ref e, frame);
        if (error == VenueDecodeError.None && second.TokenType != JsonTokenType.None) error = ReadSides(second, symbol, ref e, frame);
        return error == VenueDecodeError.None ? frame.Add(ref e) : error;
    }

    private VenueDecodeError ReadSides(Utf8JsonReader reader, VenueSymbol symbol, ref VenueEvent e, VenueFrame frame)
    {
        if (reader.TokenType != JsonTokenType.StartObject) return VenueDecodeError.Malformed;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (name.SequenceEqual("c"u8))
            {
                var checksum = Number(reader);
                if (checksum > uint.MaxValue) return VenueDecodeError.BadNumber;
                (e.HasChecksum, e.Checksum) = (true, (uint)checksum);
            }
            else if (reader.TokenType == JsonTokenType.StartArray)
            {
                // "as" and "bs" are a snapshot's sides, "a" and "b" an update's.
                if (name.Length == 2) e.Kind = VenueEventKind.Snapshot;
                var error = ReadPairs(reader, symbol, name[0] == (byte)'b' ? Side.Buy : Side.Sell, frame);
                if (error != VenueDecodeError.None) return error;
            }

            reader.Skip();
        }

        return VenueDecodeError.None;
    }

    private VenueDecodeError ReadTrades(Utf8JsonReader reader, ReadOnlySpan<byte> pair, VenueFrame frame)
    {
        if (reader.TokenType != JsonTokenType.StartArray) return VenueDecodeError.Malformed;
        if (Symbols.Find(pair) is not { } symbol) return VenueDecodeError.None;
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
        {
            reader.Read();
            var price = Text(reader);
            reader.Read();
            var quantity = Text(reader);
            reader.Read();
            var e = frame.Begin(VenueEventKind.Trade, symbol.Index);
            e.TimeNs = DecimalText.Parse(Text(reader), 9).TryGet(out var time, out _) && time > 0 ? time : 0;
            reader.Read();
            e.Side = Text(reader).SequenceEqual("b"u8) ? Side.Buy : Side.Sell;
            var error = AddTrade(frame, ref e, symbol, price, quantity);
            if (error != VenueDecodeError.None) return error;
            while (reader.TokenType != JsonTokenType.EndArray)
            {
                reader.Read();
                reader.TrySkip();
            }
        }

        return VenueDecodeError.None;
    }
}
