using System;
using System.Text.Json;
using Trading.Model;

namespace Trading.Venues;

/// <summary>OKX v5 public frames: the <c>books</c> and <c>trades</c> channels.</summary>
/// <param name="symbols">The symbols of the connection.</param>
public sealed class OkxCodec(VenueSymbols symbols) : VenueCodec(symbols)
{
    // The depth of the "books" channel.
    private const int BookDepth = 400;

    private protected override VenueDecodeError Read(ref Utf8JsonReader reader, VenueFrame frame)
    {
        if (reader.TokenType != JsonTokenType.StartObject) return VenueDecodeError.Malformed;
        ReadOnlySpan<byte> channel = default, name = default, action = default;
        Utf8JsonReader data = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = reader.ValueSpan;
            reader.Read();
            if (field.SequenceEqual("arg"u8)) ReadArgument(reader, out channel, out name);
            else if (field.SequenceEqual("action"u8)) action = Text(reader);
            else if (field.SequenceEqual("data"u8)) data = reader;
            reader.Skip();
        }

        if (data.TokenType != JsonTokenType.StartArray) return VenueDecodeError.None;
        var isBook = channel.SequenceEqual("books"u8);
        if ((!isBook && !channel.SequenceEqual("trades"u8)) || Symbols.Find(name) is not { } symbol) return VenueDecodeError.None;
        while (data.Read() && data.TokenType == JsonTokenType.StartObject)
        {
            var error = isBook
                ? ReadBook(ref data, symbol, action.SequenceEqual("snapshot"u8), frame)
                : ReadTrade(ref data, symbol, frame);
            if (error != VenueDecodeError.None) return error;
        }

        return VenueDecodeError.None;
    }

    private static void ReadArgument(Utf8JsonReader reader, out ReadOnlySpan<byte> channel, out ReadOnlySpan<byte> name)
    {
        channel = name = default;
        if (reader.TokenType != JsonTokenType.StartObject) return;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = reader.ValueSpan;
            reader.Read();
            if (field.SequenceEqual("channel"u8)) channel = Text(reader);
            else if (field.SequenceEqual("instId"u8)) name = Text(reader);
            reader.Skip();
        }
    }

    private VenueDecodeError ReadBook(ref Utf8JsonReader reader, VenueSymbol symbol, bool isSnapshot, VenueFrame frame)
    {
        Utf8JsonReader bids = default, asks = default;
        var e = frame.Begin(isSnapshot ? VenueEventKind.Snapshot : VenueEventKind.Delta, symbol.Index);
        e.Depth = BookDepth;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = reader.ValueSpan;
            reader.Read();
            if (field.SequenceEqual("bids"u8)) bids = reader;
            else if (field.SequenceEqual("asks"u8)) asks = reader;
            else if (field.SequenceEqual("ts"u8)) e.TimeNs = MillisecondsToNs(Number(reader));
            else if (field.SequenceEqual("seqId"u8)) e.FirstUpdateId = e.LastUpdateId = Number(reader);
            else if (field.SequenceEqual("prevSeqId"u8)) e.PreviousUpdateId = Number(reader);
            else if (field.SequenceEqual("checksum"u8) && reader.TryGetInt32(out var checksum))
            {
                // The venue signs its CRC; it sends 0 on every frame since it retired the field.
                (e.HasChecksum, e.Checksum) = (checksum != 0, unchecked((uint)checksum));
            }

            reader.Skip();
        }

        if (!AreArrays(bids, asks))
        {
            return VenueDecodeError.MissingField;
        }

        var error = ReadPairs(bids, symbol, Side.Buy, frame);
        if (error == VenueDecodeError.None) error = ReadPairs(asks, symbol, Side.Sell, frame);
        return error == VenueDecodeError.None ? frame.Add(ref e) : error;
    }

    private VenueDecodeError ReadTrade(ref Utf8JsonReader reader, VenueSymbol symbol, VenueFrame frame)
    {
        ReadOnlySpan<byte> price = default, quantity = default;
        var e = frame.Begin(VenueEventKind.Trade, symbol.Index);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = reader.ValueSpan;
            reader.Read();
            if (field.SequenceEqual("px"u8)) price = Text(reader);
            else if (field.SequenceEqual("sz"u8)) quantity = Text(reader);
            else if (field.SequenceEqual("tradeId"u8)) e.TradeId = TradeId(Text(reader));
            else if (field.SequenceEqual("side"u8)) e.Side = Text(reader).SequenceEqual("buy"u8) ? Side.Buy : Side.Sell;
            else if (field.SequenceEqual("ts"u8)) e.TimeNs = MillisecondsToNs(Number(reader));
            reader.Skip();
        }

        return AddTrade(frame, ref e, symbol, price, quantity);
    }
}
