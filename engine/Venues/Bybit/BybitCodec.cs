using System;
using System.Buffers.Text;
using System.Text.Json;
using Trading.Model;

namespace Trading.Venues;

/// <summary>Bybit v5 public frames of one category: <c>orderbook.{depth}.{symbol}</c>, <c>publicTrade.{symbol}</c>, and of
/// <c>tickers.{symbol}</c> what tells of funding.</summary>
/// <param name="symbols">The symbols of the connection.</param>
public sealed class BybitCodec(VenueSymbols symbols) : VenueCodec(symbols)
{
    private protected override VenueDecodeError Read(ref Utf8JsonReader reader, VenueFrame frame)
    {
        if (reader.TokenType != JsonTokenType.StartObject) return VenueDecodeError.Malformed;
        ReadOnlySpan<byte> topic = default, type = default;
        ulong time = 0;
        Utf8JsonReader data = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (name.SequenceEqual("topic"u8)) topic = Text(reader);
            else if (name.SequenceEqual("type"u8)) type = Text(reader);
            else if (name.SequenceEqual("ts"u8)) time = Number(reader);
            else if (name.SequenceEqual("data"u8)) data = reader;
            reader.Skip();
        }

        if (topic.StartsWith("orderbook."u8) && data.TokenType != JsonTokenType.None)
        {
            return ReadBook(data, topic["orderbook.".Length..], type, time, frame);
        }

        if (topic.StartsWith("tickers."u8) && data.TokenType != JsonTokenType.None)
        {
            return ReadTicker(data, topic["tickers.".Length..], time, frame);
        }

        return topic.StartsWith("publicTrade."u8) && data.TokenType != JsonTokenType.None ? ReadTrades(data, frame) : VenueDecodeError.None;
    }

    private VenueDecodeError ReadBook(
        Utf8JsonReader reader, ReadOnlySpan<byte> channel, ReadOnlySpan<byte> type, ulong time, VenueFrame frame)
    {
        if (reader.TokenType != JsonTokenType.StartObject) return VenueDecodeError.Malformed;
        if (!Utf8Parser.TryParse(channel, out int depth, out var depthLength) || channel.Length <= depthLength + 1)
        {
            return VenueDecodeError.Malformed;
        }

        Utf8JsonReader bids = default, asks = default;
        ulong update = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (name.SequenceEqual("b"u8)) bids = reader;
            else if (name.SequenceEqual("a"u8)) asks = reader;
            else if (name.SequenceEqual("u"u8)) update = Number(reader);
            reader.Skip();
        }

        if (!AreArrays(bids, asks) || update == 0) return VenueDecodeError.MissingField;
        if (Symbols.Find(channel[(depthLength + 1)..]) is not { } symbol) return VenueDecodeError.None;
        // An update id of 1 is the service's restart: a snapshot, whatever its label.
        var isSnapshot = type.SequenceEqual("snapshot"u8) || update == 1;
        if (!isSnapshot && !type.SequenceEqual("delta"u8)) return VenueDecodeError.MissingField;
        var e = frame.Begin(isSnapshot ? VenueEventKind.Snapshot : VenueEventKind.Delta, symbol.Index);
        e.Depth = depth;
        e.TimeNs = MillisecondsToNs(time);
        e.FirstUpdateId = e.LastUpdateId = update;
        var error = ReadPairs(bids, symbol, Side.Buy, frame);
        if (error == VenueDecodeError.None) error = ReadPairs(asks, symbol, Side.Sell, frame);
        return error == VenueDecodeError.None ? frame.Add(ref e) : error;
    }

    private VenueDecodeError ReadTicker(Utf8JsonReader reader, ReadOnlySpan<byte> name, ulong time, VenueFrame frame)
    {
        if (reader.TokenType != JsonTokenType.StartObject) return VenueDecodeError.Malformed;
        ReadOnlySpan<byte> mark = default, rate = default;
        ulong nextFundingTime = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = reader.ValueSpan;
            reader.Read();
            if (field.SequenceEqual("markPrice"u8)) mark = Text(reader);
            else if (field.SequenceEqual("fundingRate"u8)) rate = Text(reader);
            else if (field.SequenceEqual("nextFundingTime"u8)) nextFundingTime = Number(reader);
            reader.Skip();
        }

        return AddFunding(frame, name, MillisecondsToNs(time), mark, rate, nextFundingTime);
    }

    private VenueDecodeError ReadTrades(Utf8JsonReader reader, VenueFrame frame)
    {
        if (reader.TokenType != JsonTokenType.StartArray) return VenueDecodeError.Malformed;
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            var error = ReadTrade(ref reader, frame);
            if (error != VenueDecodeError.None) return error;
        }

        return VenueDecodeError.None;
    }

    private VenueDecodeError ReadTrade(ref Utf8JsonReader reader, VenueFrame frame)
    {
        ReadOnlySpan<byte> name = default, price = default, quantity = default, id = default, side = default;
        ulong time = 0, sequence = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = reader.ValueSpan;
            reader.Read();
            if (field.SequenceEqual("s"u8)) name = Text(reader);
            else if (field.SequenceEqual("p"u8)) price = Text(reader);
            else if (field.SequenceEqual("v"u8)) quantity = Text(reader);
            else if (field.SequenceEqual("i"u8)) id = Text(reader);
            else if (field.SequenceEqual("S"u8)) side = Text(reader);
            else if (field.SequenceEqual("T"u8)) time = Number(reader);
            else if (field.SequenceEqual("seq"u8)) sequence = Number(reader);
            reader.Skip();
        }

        if (name.IsEmpty) return VenueDecodeError.MissingField;
        if (Symbols.Find(name) is not { } symbol) return VenueDecodeError.None;
        var e = frame.Begin(VenueEventKind.Trade, symbol.Index);
        e.TimeNs = MillisecondsToNs(time);
        e.Side = side.SequenceEqual("Buy"u8) ? Side.Buy : side.SequenceEqual("Sell"u8) ? Side.Sell : 0;
        e.FirstUpdateId = e.LastUpdateId = sequence;
        e.TradeId = TradeId(id);
        return AddTrade(frame, ref e, symbol, price, quantity);
    }
}
