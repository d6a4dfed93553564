using System;
using System.Text.Json;
using Trading.Model;

namespace Trading.Venues;

/// <summary>Binance spot and USD-M public frames: depth diffs, trades, aggregate trades, mark prices; bare or in the combined-stream form.</summary>
/// <param name="symbols">The symbols of the connection.</param>
public sealed class BinanceCodec(VenueSymbols symbols) : VenueCodec(symbols)
{
    private ReadOnlyMemory<byte> _snapshotSymbol;

    /// <summary>Decodes a REST depth answer, which does not name its symbol.</summary>
    /// <param name="bytes">The answer.</param>
    /// <param name="symbol">The symbol that was asked for.</param>
    /// <param name="frame">Receives the snapshot; cleared first.</param>
    public VenueDecodeError DecodeSnapshot(ReadOnlySpan<byte> bytes, string symbol, VenueFrame frame)
    {
        _snapshotSymbol = System.Text.Encoding.UTF8.GetBytes(symbol);
        var error = Decode(bytes, frame);
        _snapshotSymbol = default;
        return error;
    }

    private protected override VenueDecodeError Read(ref Utf8JsonReader reader, VenueFrame frame)
    {
        var fields = default(Fields);
        if (reader.TokenType != JsonTokenType.StartObject) return VenueDecodeError.Malformed;
        ReadObject(ref reader, ref fields, isOuter: true);
        if (fields.Type.SequenceEqual("depthUpdate"u8)) return AddBook(fields, VenueEventKind.Delta, frame);
        if (fields.Type.SequenceEqual("trade"u8)) return AddTrade(fields, fields.TradeId, isAggregate: false, frame);
        if (fields.Type.SequenceEqual("aggTrade"u8)) return AddTrade(fields, fields.AggregateId, isAggregate: true, frame);
        if (fields.Type.SequenceEqual("markPriceUpdate"u8))
        {
            return AddFunding(
                frame, fields.Symbol, MillisecondsToNs(fields.EventTime), fields.Price, fields.FundingRate, fields.TransactionTime);
        }

        if (fields.SnapshotId == 0 || _snapshotSymbol.IsEmpty) return VenueDecodeError.None;
        fields.Symbol = _snapshotSymbol.Span;
        fields.First = fields.Last = fields.SnapshotId;
        return AddBook(fields, VenueEventKind.Snapshot, frame);
    }

    private static void ReadObject(ref Utf8JsonReader reader, ref Fields fields, bool isOuter)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (name.Length == 1)
            {
                SetField(ref reader, ref fields, name[0]);
            }
            else if (isOuter && name.SequenceEqual("data"u8) && reader.TokenType == JsonTokenType.StartObject)
            {
                ReadObject(ref reader, ref fields, isOuter: false);
            }
            else if (name.SequenceEqual("pu"u8))
            {
                fields.Previous = Number(reader);
            }
            else if (name.SequenceEqual("lastUpdateId"u8))
            {
                fields.SnapshotId = Number(reader);
            }
            else if (name.SequenceEqual("bids"u8))
            {
                TakeArray(ref reader, ref fields.Bids, ref fields.HasBids);
            }
            else if (name.SequenceEqual("asks"u8))
            {
                TakeArray(ref reader, ref fields.Asks, ref fields.HasAsks);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void SetField(ref Utf8JsonReader reader, ref Fields fields, byte name)
    {
        switch (name)
        {
            case (byte)'e': fields.Type = Text(reader); break;
            case (byte)'s': fields.Symbol = Text(reader); break;
            case (byte)'E': fields.EventTime = Number(reader); break;
            case (byte)'T': fields.TransactionTime = Number(reader); break;
            case (byte)'U': fields.First = Number(reader); break;
            case (byte)'u': fields.Last = Number(reader); break;
            case (byte)'t': fields.TradeId = Number(reader); break;
            case (byte)'p': fields.Price = Text(reader); break;
            case (byte)'q': fields.Quantity = Text(reader); break;
            case (byte)'r': fields.FundingRate = Text(reader); break;
            case (byte)'m': fields.BuyerIsMaker = reader.TokenType; break;
            case (byte)'b': TakeArray(ref reader, ref fields.Bids, ref fields.HasBids); break;
            case (byte)'a':
                fields.AggregateId = Number(reader);
                TakeArray(ref reader, ref fields.Asks, ref fields.HasAsks);
                break;
        }

        // A field that was not expected to hold more than a value may do so one day.
        reader.Skip();
    }

    private static void TakeArray(ref Utf8JsonReader reader, ref Utf8JsonReader array, ref bool isThere)
    {
        if (reader.TokenType != JsonTokenType.StartArray) return;
        array = reader;
        isThere = true;
        reader.Skip();
    }

    private VenueDecodeError AddBook(in Fields fields, VenueEventKind kind, VenueFrame frame)
    {
        if (!fields.HasBids || !fields.HasAsks || fields.Last == 0 || fields.Symbol.IsEmpty) return VenueDecodeError.MissingField;
        if (Symbols.Find(fields.Symbol) is not { } symbol) return VenueDecodeError.None;
        var e = frame.Begin(kind, symbol.Index);
        e.TimeNs = MillisecondsToNs(fields.EventTime);
        e.FirstUpdateId = fields.First;
        e.LastUpdateId = fields.Last;
        e.PreviousUpdateId = fields.Previous;
        var error = ReadPairs(fields.Bids, symbol, Side.Buy, frame);
        if (error == VenueDecodeError.None) error = ReadPairs(fields.Asks, symbol, Side.Sell, frame);
        return error == VenueDecodeError.None ? frame.Add(ref e) : error;
    }

    private VenueDecodeError AddTrade(in Fields fields, ulong id, bool isAggregate, VenueFrame frame)
    {
        if (fields.Symbol.IsEmpty || fields.BuyerIsMaker is not (JsonTokenType.True or JsonTokenType.False))
        {
            return VenueDecodeError.MissingField;
        }

        if (Symbols.Find(fields.Symbol) is not { } symbol) return VenueDecodeError.None;
        var e = frame.Begin(VenueEventKind.Trade, symbol.Index);
        e.TimeNs = MillisecondsToNs(fields.TransactionTime);
        e.Side = fields.BuyerIsMaker == JsonTokenType.True ? Side.Sell : Side.Buy;
        e.TradeId = id;
        e.IsAggregate = isAggregate;
        return AddTrade(frame, ref e, symbol, fields.Price, fields.Quantity);
    }

    private ref struct Fields
    {
        public ReadOnlySpan<byte> Type;
        public ReadOnlySpan<byte> Symbol;
        public ReadOnlySpan<byte> Price;
        public ReadOnlySpan<byte> Quantity;
        public ReadOnlySpan<byte> FundingRate;
        public ulong EventTime;
        public ulong TransactionTime;
        public ulong First;
        public ulong Last;
        public ulong Previous;
        public ulong SnapshotId;
        public ulong TradeId;
        public ulong AggregateId;
        public JsonTokenType BuyerIsMaker;
        public bool HasBids;
        public bool HasAsks;
        public Utf8JsonReader Bids;
        public Utf8JsonReader Asks;
    }
}
