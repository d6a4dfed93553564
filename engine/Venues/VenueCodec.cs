using System;
using System.IO.Hashing;
using System.Text.Json;
using Trading.Model;

namespace Trading.Venues;

/// <summary>
/// Decodes one venue's public frames. Fields are found by name, in any order, and unknown ones are ignored; frames that
/// the engine does not need give no event. It keeps no state of the market: order and continuity are the book's concern.
/// </summary>
public abstract class VenueCodec
{
    private protected VenueCodec(VenueSymbols symbols) => Symbols = symbols;

    /// <summary>The symbols that it knows or discovers.</summary>
    public VenueSymbols Symbols { get; }

    /// <summary>Decodes one frame as received.</summary>
    /// <param name="bytes">UTF-8 JSON.</param>
    /// <param name="frame">Receives the events; cleared first.</param>
    /// <returns>Why the frame was refused; the frame then has no events.</returns>
    public VenueDecodeError Decode(ReadOnlySpan<byte> bytes, VenueFrame frame)
    {
        frame.Clear();
        var error = Guard(bytes, frame);
        if (error != VenueDecodeError.None) frame.Clear();
        return error;
    }

    private VenueDecodeError Guard(ReadOnlySpan<byte> bytes, VenueFrame frame)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes);
            if (!reader.Read()) return VenueDecodeError.Malformed;
            var error = Read(ref reader, frame);
            return error != VenueDecodeError.None || reader.TokenType == JsonTokenType.None || !reader.Read()
                ? error
                : VenueDecodeError.Malformed;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The reader has no other way to say that its input is not JSON or not of the asked type.
            return VenueDecodeError.Malformed;
        }
    }

    /// <summary>Reads the frame's one value; the reader stands at its first token and must end at its last.</summary>
    private protected abstract VenueDecodeError Read(ref Utf8JsonReader reader, VenueFrame frame);

    /// <summary>The text of a string or number token, as it stands.</summary>
    private protected static ReadOnlySpan<byte> Text(scoped in Utf8JsonReader reader) =>
        reader.TokenType is JsonTokenType.String or JsonTokenType.Number ? reader.ValueSpan : default;

    /// <summary>A whole number from a number or string token; 0 when it is none.</summary>
    private protected static ulong Number(scoped in Utf8JsonReader reader) =>
        System.Buffers.Text.Utf8Parser.TryParse(Text(reader), out ulong value, out var used) && used == Text(reader).Length
            ? value
            : 0;

    /// <summary>True when both sides of a book are there.</summary>
    private protected static bool AreArrays(scoped in Utf8JsonReader bids, scoped in Utf8JsonReader asks) =>
        bids.TokenType == JsonTokenType.StartArray && asks.TokenType == JsonTokenType.StartArray;

    /// <summary>Milliseconds since the epoch as nanoseconds; 0 when out of range.</summary>
    private protected static long MillisecondsToNs(ulong milliseconds) =>
        milliseconds <= long.MaxValue / 1_000_000 ? (long)milliseconds * 1_000_000 : 0;

    /// <summary>A trade id as a number: itself, or the XxHash3 of its text.</summary>
    private protected static ulong TradeId(ReadOnlySpan<byte> text) =>
        System.Buffers.Text.Utf8Parser.TryParse(text, out ulong value, out var used) && used == text.Length
            ? value
            : XxHash3.HashToUInt64(text);

    /// <summary>Reads levels written as arrays <c>[price, quantity, …]</c>; the reader stands at the outer array.</summary>
    private protected VenueDecodeError ReadPairs(Utf8JsonReader reader, VenueSymbol symbol, Side side, VenueFrame frame)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
        {
            reader.Read();
            var price = Text(reader);
            reader.Read();
            var error = AddLevel(symbol, side, price, Text(reader), frame);
            if (error != VenueDecodeError.None) return error;
            while (reader.TokenType != JsonTokenType.EndArray)
            {
                reader.Read();
                reader.TrySkip();
            }
        }

        return reader.TokenType == JsonTokenType.EndArray ? VenueDecodeError.None : VenueDecodeError.Malformed;
    }

    /// <summary>Reads levels written as objects <c>{"price": …, "qty": …}</c>; the reader stands at the outer array.</summary>
    private protected VenueDecodeError ReadObjects(Utf8JsonReader reader, VenueSymbol symbol, Side side, VenueFrame frame)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            ReadOnlySpan<byte> price = default, quantity = default;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isPrice = reader.ValueTextEquals("price"u8);
                var isQuantity = reader.ValueTextEquals("qty"u8);
                reader.Read();
                if (isPrice) price = Text(reader);
                else if (isQuantity) quantity = Text(reader);
                else reader.Skip();
            }

            var error = AddLevel(symbol, side, price, quantity, frame);
            if (error != VenueDecodeError.None) return error;
        }

        return reader.TokenType == JsonTokenType.EndArray ? VenueDecodeError.None : VenueDecodeError.Malformed;
    }

    private protected VenueDecodeError AddLevel(
        VenueSymbol symbol, Side side, ReadOnlySpan<byte> price, ReadOnlySpan<byte> quantity, VenueFrame frame)
    {
        if (price.IsEmpty || quantity.IsEmpty) return VenueDecodeError.MissingField;
        var error = VenueNumbers.ReadPrice(Symbols, symbol, price, out var priceUnits);
        if (error != VenueDecodeError.None) return error;
        error = VenueNumbers.ReadQuantity(Symbols, symbol, quantity, out var quantityUnits);
        return error != VenueDecodeError.None ? error : frame.Add(new PriceLevel(side, priceUnits, quantityUnits));
    }

    /// <summary>Adds what a message tells of funding. A pass that discovers learns nothing from it: it makes no instrument, and a
    /// mark price's places are not those of the instrument's prices.</summary>
    /// <param name="frame">Receives the event.</param>
    /// <param name="name">The symbol.</param>
    /// <param name="timeNs">The message's time.</param>
    /// <param name="mark">The MarkPrice; empty when it was not told.</param>
    /// <param name="rate">The FundingRate; empty when it was not told.</param>
    /// <param name="nextFundingTime">In milliseconds; 0 when it was not told.</param>
    private protected VenueDecodeError AddFunding(
        VenueFrame frame, ReadOnlySpan<byte> name, long timeNs, ReadOnlySpan<byte> mark, ReadOnlySpan<byte> rate, ulong nextFundingTime)
    {
        if (Symbols.IsDiscovering || (mark.IsEmpty && rate.IsEmpty && nextFundingTime == 0)) return VenueDecodeError.None;
        if (Symbols.Find(name) is not { } symbol) return VenueDecodeError.None;
        var e = frame.Begin(VenueEventKind.Funding, symbol.Index);
        (e.TimeNs, e.NextFundingTimeNs, e.HasFundingRate) = (timeNs, MillisecondsToNs(nextFundingTime), !rate.IsEmpty);
        var error = mark.IsEmpty ? VenueDecodeError.None : VenueNumbers.ReadMark(symbol, mark, out e.Price);
        if (error == VenueDecodeError.None && e.HasFundingRate) error = VenueNumbers.ReadRate(rate, out e.FundingRatePpb);
        return error == VenueDecodeError.None ? frame.Add(ref e) : error;
    }

    private protected VenueDecodeError AddTrade(
        VenueFrame frame, ref VenueEvent e, VenueSymbol symbol, ReadOnlySpan<byte> price, ReadOnlySpan<byte> quantity)
    {
        if (price.IsEmpty || quantity.IsEmpty || e.Side == 0) return VenueDecodeError.MissingField;
        var error = VenueNumbers.ReadPrice(Symbols, symbol, price, out e.Price);
        if (error == VenueDecodeError.None) error = VenueNumbers.ReadQuantity(Symbols, symbol, quantity, out e.Quantity);
        return error == VenueDecodeError.None ? frame.Add(ref e) : error;
    }
}
