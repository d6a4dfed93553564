using System;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using Trading.Model;

namespace Trading.Tape;

/// <summary>Builds one line of a tape in a span that is large enough for any.</summary>
internal ref struct TapeLine
{
    // Each field is at most ,"k": and a quoted word or 20 digits; a level is at most [-9223372036854775808,…].
    private const int FieldsBytesMax = 29 * 32;
    private const int LevelBytesMax = 48;

    private readonly Span<byte> _bytes;
    private int _length;

    public TapeLine(Span<byte> bytes) => _bytes = bytes;

    /// <summary>The bytes that a line with a number of levels can need.</summary>
    public static int BytesMax(int levelCount) => FieldsBytesMax + levelCount * LevelBytesMax;

    public readonly int Length => _length;

    public readonly ReadOnlySpan<byte> Written => _bytes[.._length];

    public void Add(in TapeEvent e, long sequence, int present, ReadOnlySpan<PriceLevel> levels)
    {
        Add("{\"k\":\""u8);
        Add(TapeSchema.Word(e.Kind));
        Add("\",\"n\":"u8);
        Add(sequence);
        Add(",\"t\":"u8);
        Add(e.TimeNs);
        AddOrder(e, present);
        AddConditions(e, present);
        AddVenue(e, present);
        if ((present & 1 << (int)TapeField.Bids) != 0)
        {
            AddLevels(TapeField.Bids, levels, Side.Buy);
            AddLevels(TapeField.Asks, levels, Side.Sell);
        }

        Add("}\n"u8);
    }

    public void AddTrailer(long count, UInt128 hash)
    {
        Add("{\"k\":\"end\",\"n\":"u8);
        Add(count);
        Add(",\"h\":\""u8);
        AddHash(hash);
        Add("\"}\n"u8);
    }

    private void AddOrder(in TapeEvent e, int present)
    {
        Field(present, TapeField.Instrument, e.Instrument);
        Field(present, TapeField.Agent, e.Agent);
        Field(present, TapeField.Order, e.OrderId);
        Field(present, TapeField.CounterOrder, e.CounterOrderId);
        Field(present, TapeField.Side, e.Side == Side.Buy ? "\"B\""u8 : "\"S\""u8);
        Field(present, TapeField.Price, e.Price);
        Field(present, TapeField.Quantity, e.Quantity);
        Field(present, TapeField.Leaves, e.LeavesQty);
        Field(present, TapeField.Trigger, e.TriggerPrice);
        Field(present, TapeField.Expiry, e.ExpireTimeNs);
    }

    private void AddConditions(in TapeEvent e, int present)
    {
        Field(present, TapeField.OrderType, (byte)e.OrderType);
        Field(present, TapeField.TimeInForce, (byte)e.TimeInForce);
        Field(present, TapeField.Flags, (byte)e.OrderFlags);
        Field(present, TapeField.SelfTrade, (byte)e.SelfTradePrevention);
        Field(present, TapeField.Status, (byte)e.Status);
        Field(present, TapeField.Reason, (byte)e.Reason);
        Field(present, TapeField.Liquidity, e.Liquidity == LiquiditySide.Maker ? "\"M\""u8 : "\"T\""u8);
    }

    private void AddVenue(in TapeEvent e, int present)
    {
        Field(present, TapeField.FirstUpdate, e.FirstUpdateId);
        Field(present, TapeField.VenueSequence, e.VenueSequence);
        Field(present, TapeField.Trade, e.TradeId);
        Field(present, TapeField.Count, e.Count);
        Field(present, TapeField.Regime, e.Regime);
        Field(present, TapeField.FundingRate, e.FundingRatePpb);
        Field(present, TapeField.NextFundingTime, e.NextFundingTimeNs);
    }

    private void AddLevels(TapeField field, ReadOnlySpan<PriceLevel> levels, Side side)
    {
        Name(field);
        Add("["u8);
        var isFirst = true;
        foreach (ref readonly var level in levels)
        {
            if (level.Side != side) continue;
            Add(isFirst ? "["u8 : ",["u8);
            isFirst = false;
            Add(level.Price);
            Add(","u8);
            Add(level.Quantity);
            Add("]"u8);
        }

        Add("]"u8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Field(int present, TapeField field, long value)
    {
        if ((present & 1 << (int)field) == 0) return;
        Name(field);
        Add(value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Field(int present, TapeField field, ulong value)
    {
        if ((present & 1 << (int)field) == 0) return;
        Name(field);
        Utf8Formatter.TryFormat(value, _bytes[_length..], out var written);
        _length += written;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Field(int present, TapeField field, ReadOnlySpan<byte> word)
    {
        if ((present & 1 << (int)field) == 0) return;
        Name(field);
        Add(word);
    }

    private void Name(TapeField field)
    {
        var name = _bytes.Slice(_length, 5);
        name[4] = (byte)':';
        name[3] = (byte)'"';
        name[2] = TapeSchema.Letters[(int)field];
        name[1] = (byte)'"';
        name[0] = (byte)',';
        _length += 5;
    }

    private void Add(long value)
    {
        Utf8Formatter.TryFormat(value, _bytes[_length..], out var written);
        _length += written;
    }

    private void AddHash(UInt128 hash)
    {
        for (var shift = 124; shift >= 0; shift -= 4) _bytes[_length++] = "0123456789abcdef"u8[(int)(uint)(hash >> shift & 15)];
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_bytes[_length..]);
        _length += bytes.Length;
    }
}
