using System;
using System.Text.Json;
using Trading.Model;

namespace Trading.Venues;

/// <summary>Kraken Derivatives WebSocket v1 public frames, for recordings of that older protocol: book and trade feeds.</summary>
/// <param name="symbols">The symbols of the connection.</param>
public sealed class KrakenFuturesCodec(VenueSymbols symbols) : VenueCodec(symbols)
{
    private protected override VenueDecodeError Read(ref Utf8JsonReader reader, VenueFrame frame)
    {
        if (reader.TokenType != JsonTokenType.StartObject) return VenueDecodeError.Malformed;
        var fields = default(Fields);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) SetField(ref reader, ref fields);
        var isSnapshot = fields.Feed.SequenceEqual("book_snapshot"u8);
        var isTrade = fields.Feed.SequenceEqual("trade"u8);
        if (!isSnapshot && !isTrade && !fields.Feed.SequenceEqual("book"u8)) return VenueDecodeError.None;
        // An answer to a subscription names the feed, too, but no product.
        if (fields.Product.IsEmpty || Symbols.Find(fields.Product) is not { } symbol) return VenueDecodeError.None;

        var e = frame.Begin(isTrade ? VenueEventKind.Trade : isSnapshot ? VenueEventKind.Snapshot : VenueEventKind.Delta, symbol.Index);
        e.TimeNs = MillisecondsToNs(fields.Time);
        e.FirstUpdateId = e.LastUpdateId = fields.Sequence;
        var side = fields.SideText.SequenceEqual("buy"u8) ? Side.Buy : Side.Sell;
        if (isTrade)
        {
            e.Side = side;
            e.TradeId = TradeId(fields.Id);
            return AddTrade(frame, ref e, symbol, fields.Price, fields.Quantity);
        }

        var error = isSnapshot
            ? AddSnapshot(fields, symbol, frame)
            : AddLevel(symbol, side, fields.Price, fields.Quantity, frame);
        return error == VenueDecodeError.None ? frame.Add(ref e) : error;
    }

    private VenueDecodeError AddSnapshot(in Fields fields, VenueSymbol symbol, VenueFrame frame)
    {
        if (!AreArrays(fields.Bids, fields.Asks))
        {
            return VenueDecodeError.MissingField;
        }

        var error = ReadObjects(fields.Bids, symbol, Side.Buy, frame);
        return error == VenueDecodeError.None ? ReadObjects(fields.Asks, symbol, Side.Sell, frame) : error;
    }

    private static void SetField(ref Utf8JsonReader reader, ref Fields fields)
    {
        var name = reader.ValueSpan;
        reader.Read();
        if (name.SequenceEqual("feed"u8)) fields.Feed = Text(reader);
        else if (name.SequenceEqual("product_id"u8)) fields.Product = Text(reader);
        else if (name.SequenceEqual("side"u8)) fields.SideText = Text(reader);
        else if (name.SequenceEqual("uid"u8)) fields.Id = Text(reader);
        else if (name.SequenceEqual("price"u8)) fields.Price = Text(reader);
        else if (name.SequenceEqual("qty"u8)) fields.Quantity = Text(reader);
        else if (name.SequenceEqual("seq"u8)) fields.Sequence = Number(reader);
        else if (name.SequenceEqual("timestamp"u8) || name.SequenceEqual("time"u8)) fields.Time = Number(reader);
        else if (name.SequenceEqual("bids"u8)) fields.Bids = reader;
        else if (name.SequenceEqual("asks"u8)) fields.Asks = reader;
        reader.Skip();
    }

    private ref struct Fields
    {
        public ReadOnlySpan<byte> Feed;
        public ReadOnlySpan<byte> Product;
        public ReadOnlySpan<byte> SideText;
        public ReadOnlySpan<byte> Id;
        public ReadOnlySpan<byte> Price;
        public ReadOnlySpan<byte> Quantity;
        public ulong Sequence;
        public ulong Time;
        public Utf8JsonReader Bids;
        public Utf8JsonReader Asks;
    }
}
