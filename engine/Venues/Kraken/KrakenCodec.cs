using System;
using System.Text.Json;
using Trading.Model;

namespace Trading.Venues;

/// <summary>Kraken WebSocket v2 public frames: <c>book</c>, <c>trade</c>, <c>instrument</c> and subscription answers.</summary>
/// <param name="symbols">The symbols of the connection.</param>
public sealed class KrakenCodec(VenueSymbols symbols) : VenueCodec(symbols)
{
    private protected override VenueDecodeError Read(ref Utf8JsonReader reader, VenueFrame frame)
    {
        if (reader.TokenType != JsonTokenType.StartObject) return VenueDecodeError.Malformed;
        ReadOnlySpan<byte> channel = default, type = default;
        Utf8JsonReader data = default, result = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (name.SequenceEqual("channel"u8)) channel = Text(reader);
            else if (name.SequenceEqual("type"u8)) type = Text(reader);
            else if (name.SequenceEqual("data"u8)) data = reader;
            else if (name.SequenceEqual("result"u8)) result = reader;
            reader.Skip();
        }

        if (result.TokenType == JsonTokenType.StartObject) return ReadAnswer(result, frame);
        if (channel.SequenceEqual("instrument"u8)) return ReadInstruments(data);
        var isBook = channel.SequenceEqual("book"u8);
        if (!isBook && !channel.SequenceEqual("trade"u8)) return VenueDecodeError.None;
        if (data.TokenType != JsonTokenType.StartArray) return VenueDecodeError.MissingField;
        while (data.Read() && data.TokenType == JsonTokenType.StartObject)
        {
            var error = isBook ? ReadBook(ref data, type.SequenceEqual("snapshot"u8), frame) : ReadTrade(ref data, frame);
            if (error != VenueDecodeError.None) return error;
        }

        return VenueDecodeError.None;
    }

    private VenueDecodeError ReadAnswer(Utf8JsonReader reader, VenueFrame frame)
    {
        ReadOnlySpan<byte> channel = default, name = default;
        ulong depth = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = reader.ValueSpan;
            reader.Read();
            if (field.SequenceEqual("channel"u8)) channel = Text(reader);
            else if (field.SequenceEqual("symbol"u8)) name = Text(reader);
            else if (field.SequenceEqual("depth"u8)) depth = Number(reader);
            reader.Skip();
        }

        if (!channel.SequenceEqual("book"u8) || Symbols.Find(name) is not { } symbol) return VenueDecodeError.None;
        if (depth is 0 or > VenueFrame.LevelsMax) return VenueDecodeError.MissingField;
        var e = frame.Begin(VenueEventKind.Subscribed, symbol.Index);
        e.Depth = (int)depth;
        return frame.Add(ref e);
    }

    /// <summary>The pairs' precisions are what the checksum's digits are made of.</summary>
    private VenueDecodeError ReadInstruments(Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject || !Symbols.IsDiscovering) return VenueDecodeError.None;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isPairs = reader.ValueTextEquals("pairs"u8);
            reader.Read();
            if (isPairs && reader.TokenType == JsonTokenType.StartArray)
            {
                while (reader.Read() && reader.TokenType == JsonTokenType.StartObject) ReadPair(ref reader);
            }

            reader.Skip();
        }

        return VenueDecodeError.None;
    }

    private void ReadPair(ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> name = default;
        ulong price = 0, quantity = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = reader.ValueSpan;
            reader.Read();
            if (field.SequenceEqual("symbol"u8)) name = Text(reader);
            else if (field.SequenceEqual("price_precision"u8)) price = Number(reader);
            else if (field.SequenceEqual("qty_precision"u8)) quantity = Number(reader);
            reader.Skip();
        }

        if (price > DecimalText.ScaleMax || quantity > DecimalText.ScaleMax || Symbols.Find(name) is not { } symbol) return;
        symbol.PricePrecision = Math.Max(symbol.PricePrecision, (int)price);
        symbol.QuantityPrecision = Math.Max(symbol.QuantityPrecision, (int)quantity);
    }

    private VenueDecodeError ReadBook(ref Utf8JsonReader reader, bool isSnapshot, VenueFrame frame)
    {
        ReadOnlySpan<byte> name = default;
        Utf8JsonReader bids = default, asks = default;
        var e = frame.Begin(isSnapshot ? VenueEventKind.Snapshot : VenueEventKind.Delta, 0);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = reader.ValueSpan;
            reader.Read();
            if (field.SequenceEqual("symbol"u8)) name = Text(reader);
            else if (field.SequenceEqual("bids"u8)) bids = reader;
            else if (field.SequenceEqual("asks"u8)) asks = reader;
            else if (field.SequenceEqual("checksum"u8)) e.HasChecksum = reader.TryGetUInt32(out e.Checksum);
            else if (field.SequenceEqual("timestamp"u8)) e.TimeNs = Rfc3339.ToNs(Text(reader));
            reader.Skip();
        }

        if (name.IsEmpty || !AreArrays(bids, asks))
        {
            return VenueDecodeError.MissingField;
        }

        if (Symbols.Find(name) is not { } symbol) return VenueDecodeError.None;
        e.Symbol = symbol.Index;
        var error = ReadObjects(bids, symbol, Side.Buy, frame);
        if (error == VenueDecodeError.None) error = ReadObjects(asks, symbol, Side.Sell, frame);
        return error == VenueDecodeError.None ? frame.Add(ref e) : error;
    }

    private VenueDecodeError ReadTrade(ref Utf8JsonReader reader, VenueFrame frame)
    {
        ReadOnlySpan<byte> name = default, price = default, quantity = default;
        var e = frame.Begin(VenueEventKind.Trade, 0);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = reader.ValueSpan;
            reader.Read();
            if (field.SequenceEqual("symbol"u8)) name = Text(reader);
            else if (field.SequenceEqual("price"u8)) price = Text(reader);
            else if (field.SequenceEqual("qty"u8)) quantity = Text(reader);
            else if (field.SequenceEqual("trade_id"u8)) e.TradeId = Number(reader);
            else if (field.SequenceEqual("side"u8)) e.Side = Text(reader).SequenceEqual("buy"u8) ? Side.Buy : Side.Sell;
            else if (field.SequenceEqual("timestamp"u8)) e.TimeNs = Rfc3339.ToNs(Text(reader));
            reader.Skip();
        }

        if (name.IsEmpty) return VenueDecodeError.MissingField;
        if (Symbols.Find(name) is not { } symbol) return VenueDecodeError.None;
        e.Symbol = symbol.Index;
        return AddTrade(frame, ref e, symbol, price, quantity);
    }
}
