using System;
using System.Diagnostics.CodeAnalysis;
using Trading.Model;
using Trading.Orders;

namespace Trading.Tape;

/// <summary>Reads event lines into one reused event and one reused, bounded array of levels.</summary>
internal sealed class TapeLineReader
{
    private const byte NoField = 255;

    private static readonly byte[] FieldOfLetter = CreateFieldOfLetter();

    /// <summary>The event of the last line that was read well.</summary>
    public TapeEvent Event;

    private PriceLevel[] _levels = [];
    private int _levelCount;

    /// <summary>The levels of the last line that was read well.</summary>
    public ReadOnlySpan<PriceLevel> Levels => _levels.AsSpan(0, _levelCount);

    /// <summary>Reads one line.</summary>
    /// <param name="line">The line without its newline.</param>
    /// <param name="header">The tables.</param>
    /// <param name="at">Where in the line reading stopped.</param>
    public TapeErrorCode Read(ReadOnlySpan<byte> line, TapeHeader header, out int at)
    {
        var scanner = new TapeScanner(line);
        Event = TapeEvent.Empty;
        _levelCount = 0;
        var seen = 0;
        var error = ReadHead(ref scanner);
        if (error == TapeErrorCode.None) error = ReadFields(ref scanner, out seen);
        if (error == TapeErrorCode.None) error = CheckEvent(scanner.IsAtEnd, seen, header);
        at = scanner.At;
        return error;
    }

    /// <summary>Reads a trailer.</summary>
    /// <returns>False when the line is not a trailer of canonical form.</returns>
    public static bool TryReadTrailer(ReadOnlySpan<byte> line, out long count, out UInt128 hash)
    {
        var scanner = new TapeScanner(line);
        count = 0;
        hash = 0;
        return scanner.TryTake(TrailerStart) && scanner.TryTakeLong(out count) && count >= 0
            && scanner.TryTake(",\"h\":\""u8) && scanner.TryTakeHash(out hash) && scanner.TryTake("\"}"u8)
            && scanner.IsAtEnd;
    }

    /// <summary>How a trailer begins; no event does.</summary>
    public static ReadOnlySpan<byte> TrailerStart => "{\"k\":\"end\",\"n\":"u8;

    private TapeErrorCode ReadHead(ref TapeScanner scanner)
    {
        if (!scanner.TryTake("{\"k\":"u8) || !scanner.TryTakeWord(16, out var word)) return TapeErrorCode.Malformed;
        if (!TryFindKind(word, out Event.Kind)) return TapeErrorCode.UnknownKind;
        if (!scanner.TryTake(",\"n\":"u8) || !scanner.TryTakeLong(out Event.Sequence)) return TapeErrorCode.Malformed;
        if (!scanner.TryTake(",\"t\":"u8) || !scanner.TryTakeLong(out Event.TimeNs)) return TapeErrorCode.Malformed;
        return TapeErrorCode.None;
    }

    private TapeErrorCode ReadFields(ref TapeScanner scanner, out int seen)
    {
        seen = 1 << (int)TapeField.Kind | 1 << (int)TapeField.Sequence | 1 << (int)TapeField.Time;
        var allowed = TapeSchema.Allowed(Event.Kind);
        var required = TapeSchema.Required(Event.Kind);
        var last = (int)TapeField.Time;
        while (scanner.Next == (byte)',')
        {
            if (!scanner.TryTakeName(out var letter)) return TapeErrorCode.Malformed;
            var field = letter < FieldOfLetter.Length ? FieldOfLetter[letter] : NoField;
            if (field == NoField || (allowed & 1 << field) == 0) return TapeErrorCode.UnexpectedField;
            if (field <= last) return TapeErrorCode.FieldOrder;
            last = field;
            seen |= 1 << field;
            var error = ReadField(ref scanner, (TapeField)field, (required & 1 << field) != 0);
            if (error != TapeErrorCode.None) return error;
        }

        return scanner.TryTake((byte)'}') ? TapeErrorCode.None : TapeErrorCode.Malformed;
    }

    private TapeErrorCode CheckEvent(bool isWholeLine, int seen, TapeHeader header)
    {
        if (!isWholeLine) return TapeErrorCode.Malformed;
        var error = TapeSchema.Check(Event, seen, header);
        return error == TapeErrorCode.None && _levelCount > 0 ? TapeSchema.Check(Event.Kind, Levels) : error;
    }

    [SuppressMessage("Maintainability", "CA1502:Avoid excessive complexity", Justification = "One arm per field.")]
    private TapeErrorCode ReadField(ref TapeScanner scanner, TapeField field, bool isRequired)
    {
        switch (field)
        {
            case TapeField.Side:
                return ReadWord(ref scanner, "\"B\""u8, "\"S\""u8, out var side) ? Set(ref Event.Side, (Side)side) : TapeErrorCode.Malformed;
            case TapeField.Liquidity:
                return ReadWord(ref scanner, "\"M\""u8, "\"T\""u8, out var liquidity)
                    ? Set(ref Event.Liquidity, (LiquiditySide)liquidity)
                    : TapeErrorCode.Malformed;
            case TapeField.Bids:
                return ReadLevels(ref scanner, Side.Buy);
            case TapeField.Asks:
                return ReadLevels(ref scanner, Side.Sell);
            case TapeField.Order:
            case TapeField.CounterOrder:
            case TapeField.FirstUpdate:
            case TapeField.VenueSequence:
            case TapeField.Trade:
                if (!scanner.TryTakeULong(out var id)) return TapeErrorCode.Malformed;
                if (id == 0 && !isRequired) return TapeErrorCode.OutOfRange;
                SetId(field, id);
                return TapeErrorCode.None;
            default:
                if (!scanner.TryTakeLong(out var value)) return TapeErrorCode.Malformed;
                return SetNumber(field, value, isRequired);
        }
    }

    private void SetId(TapeField field, ulong id)
    {
        if (field == TapeField.Order) Event.OrderId = id;
        else if (field == TapeField.CounterOrder) Event.CounterOrderId = id;
        else if (field == TapeField.FirstUpdate) Event.FirstUpdateId = id;
        else if (field == TapeField.VenueSequence) Event.VenueSequence = id;
        else Event.TradeId = id;
    }

    private TapeErrorCode SetNumber(TapeField field, long value, bool isRequired)
    {
        // Index fields are absent at −1, all others at 0.
        if (field is TapeField.Instrument or TapeField.Agent or TapeField.Regime)
        {
            if (value is < 0 or > int.MaxValue) return TapeErrorCode.BadIndex;
            if (field == TapeField.Instrument) Event.Instrument = (int)value;
            else if (field == TapeField.Agent) Event.Agent = (int)value;
            else Event.Regime = (int)value;
            return TapeErrorCode.None;
        }

        if (value == 0 && !isRequired) return TapeErrorCode.OutOfRange;
        if (field >= TapeField.OrderType && field <= TapeField.Reason) return SetCode(field, value);
        if (field == TapeField.Price) Event.Price = value;
        else if (field == TapeField.Quantity) Event.Quantity = value;
        else if (field == TapeField.Leaves) Event.LeavesQty = value;
        else if (field == TapeField.Trigger) Event.TriggerPrice = value;
        else if (field == TapeField.Expiry) Event.ExpireTimeNs = value;
        else if (field == TapeField.Count) Event.Count = value;
        else if (field == TapeField.FundingRate) Event.FundingRatePpb = value;
        else Event.NextFundingTimeNs = value;
        return TapeErrorCode.None;
    }

    private TapeErrorCode SetCode(TapeField field, long value)
    {
        if (value is < 0 or > 255) return TapeErrorCode.OutOfRange;
        var code = (byte)value;
        if (field == TapeField.OrderType) Event.OrderType = (OrderType)code;
        else if (field == TapeField.TimeInForce) Event.TimeInForce = (TimeInForce)code;
        else if (field == TapeField.Flags) Event.OrderFlags = (OrderFlags)code;
        else if (field == TapeField.SelfTrade) Event.SelfTradePrevention = (SelfTradePrevention)code;
        else if (field == TapeField.Status) Event.Status = (OrderStatus)code;
        else Event.Reason = (OrderReason)code;
        return TapeErrorCode.None;
    }

    private TapeErrorCode ReadLevels(ref TapeScanner scanner, Side side)
    {
        if (!scanner.TryTake((byte)'[')) return TapeErrorCode.Malformed;
        if (scanner.TryTake((byte)']')) return TapeErrorCode.None;
        for (var count = 1; ; count++)
        {
            if (count > TapeLimits.LevelsPerSideMax) return TapeErrorCode.TooManyLevels;
            if (!scanner.TryTake((byte)'[') || !scanner.TryTakeLong(out var price) || !scanner.TryTake((byte)',')
                || !scanner.TryTakeLong(out var quantity) || !scanner.TryTake((byte)']'))
            {
                return TapeErrorCode.Malformed;
            }

            if (_levelCount == _levels.Length) Array.Resize(ref _levels, Math.Max(64, _levels.Length * 2));
            _levels[_levelCount++] = new PriceLevel(side, price, quantity);
            if (scanner.TryTake((byte)']')) return TapeErrorCode.None;
            if (!scanner.TryTake((byte)',')) return TapeErrorCode.Malformed;
        }
    }

    private static bool ReadWord(ref TapeScanner scanner, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, out byte number)
    {
        number = scanner.TryTake(first) ? (byte)1 : scanner.TryTake(second) ? (byte)2 : (byte)0;
        return number != 0;
    }

    private static TapeErrorCode Set<T>(ref T field, T value)
    {
        field = value;
        return TapeErrorCode.None;
    }

    private static bool TryFindKind(ReadOnlySpan<byte> word, out TapeEventKind kind)
    {
        foreach (var candidate in TapeSchema.Kinds)
        {
            kind = (TapeEventKind)candidate;
            if (word.SequenceEqual(TapeSchema.Word(kind))) return true;
        }

        kind = default;
        return false;
    }

    private static byte[] CreateFieldOfLetter()
    {
        var table = new byte[128];
        Array.Fill(table, NoField);
        for (var i = 0; i < TapeSchema.Letters.Length; i++) table[TapeSchema.Letters[i]] = (byte)i;
        return table;
    }
}
