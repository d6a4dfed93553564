using System;
using System.Buffers;
using System.Buffers.Binary;
using Trading.Model;

namespace Trading.Exchange;

/// <summary>
/// The whole state of a book: bids best first, asks best first, both oldest first within a price, then waiting stops by
/// age.
/// </summary>
internal sealed record BookState(
    Instrument Instrument, long NowNs, long LastPrice, ulong ReportSequence, OrderState[] Orders);

/// <summary>
/// The canonical layout of a saved book, little-endian: mark, version, number of orders, hash of the instrument's
/// rules,
/// time, last price, report sequence (64 bytes); 72 bytes for each order; the hash of all that (16 bytes), which is the
/// state hash.
/// </summary>
internal static class BookStateCodec
{
    private const uint Mark = 0x4B4F4F42; // "BOOK"
    private const uint Version = 1;
    private const int HeaderBytes = 64;
    private const int OrderBytes = 72;
    private const int HashBytes = 16;

    public static UInt128 Hash(BookState state)
    {
        var hasher = new StateHasher();
        Span<byte> part = stackalloc byte[OrderBytes];
        WriteHeader(state, part[..HeaderBytes]);
        hasher.Add(part[..HeaderBytes]);
        foreach (ref readonly var order in state.Orders.AsSpan())
        {
            WriteOrder(order, part);
            hasher.Add(part);
        }

        return hasher.Current;
    }

    public static void Encode(BookState state, IBufferWriter<byte> destination)
    {
        WriteHeader(state, destination.GetSpan(HeaderBytes)[..HeaderBytes]);
        destination.Advance(HeaderBytes);
        foreach (ref readonly var order in state.Orders.AsSpan())
        {
            WriteOrder(order, destination.GetSpan(OrderBytes)[..OrderBytes]);
            destination.Advance(OrderBytes);
        }

        BinaryPrimitives.WriteUInt128LittleEndian(destination.GetSpan(HashBytes), Hash(state));
        destination.Advance(HashBytes);
    }

    public static Result<BookState, BookLoadError> Decode(Instrument instrument, ReadOnlySpan<byte> bytes)
    {
        if (CheckFrame(instrument, bytes) is { } error) return error;
        var state = Read(instrument, bytes, out var unreadable);
        if (unreadable >= 0) return At(BookLoadFault.BadOrder, HeaderBytes + unreadable * OrderBytes);
        if (state.NowNs < 0) return At(BookLoadFault.BadHeader, 32);
        if (state.LastPrice < 0) return At(BookLoadFault.BadHeader, 40);
        var (fault, faulty) = BookStateRules.FindFault(state);
        return fault == 0 ? state : At(fault, HeaderBytes + faulty * OrderBytes);
    }

    /// <summary>Reads what a book has just written, without judging it.</summary>
    public static BookState Read(Instrument instrument, ReadOnlySpan<byte> bytes) => Read(instrument, bytes, out _);

    private static BookState Read(Instrument instrument, ReadOnlySpan<byte> bytes, out int unreadable)
    {
        unreadable = -1;
        var orders = new OrderState[(bytes.Length - HeaderBytes - HashBytes) / OrderBytes];
        for (var index = 0; index < orders.Length; index++)
        {
            var order = bytes.Slice(HeaderBytes + index * OrderBytes, OrderBytes);
            if (!TryReadOrder(order, out orders[index]) && unreadable < 0) unreadable = index;
        }

        return new BookState(
            instrument,
            BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[48..]),
            orders);
    }

    private static BookLoadError At(BookLoadFault fault, int offset) => new(fault, offset);

    private static BookLoadError? CheckFrame(Instrument instrument, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderBytes + HashBytes) return At(BookLoadFault.WrongLength, bytes.Length);
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Mark) return At(BookLoadFault.NotABook, 0);
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) != Version) return At(BookLoadFault.UnknownVersion, 4);
        var count = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        var body = bytes.Length - HeaderBytes - HashBytes;
        if (body % OrderBytes != 0 || count != (ulong)(body / OrderBytes)) return At(BookLoadFault.WrongLength, 8);
        if (StateHasher.Hash(bytes[..^HashBytes]) != BinaryPrimitives.ReadUInt128LittleEndian(bytes[^HashBytes..]))
        {
            return At(BookLoadFault.HashMismatch, bytes.Length - HashBytes);
        }

        if (BinaryPrimitives.ReadUInt128LittleEndian(bytes[16..]) != RulesHash(instrument))
        {
            return At(BookLoadFault.OtherInstrument, 16);
        }

        return BinaryPrimitives.ReadUInt64LittleEndian(bytes[56..]) == 0 ? null : At(BookLoadFault.BadHeader, 56);
    }

    private static UInt128 RulesHash(Instrument instrument) => new StateHasher()
        .Add(instrument.Id.ToString())
        .Add((long)instrument.Kind)
        .Add(instrument.PriceScale)
        .Add(instrument.QuantityScale)
        .Add(instrument.TickSize.Units)
        .Add(instrument.LotSize.Units)
        .Add(instrument.MinQuantity.Units)
        .Add(instrument.MaxQuantity.Units)
        .Add(unchecked((UInt128)instrument.MinNotional.Units))
        .Current;

    private static void WriteHeader(BookState state, Span<byte> to)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(to, Mark);
        BinaryPrimitives.WriteUInt32LittleEndian(to[4..], Version);
        BinaryPrimitives.WriteInt64LittleEndian(to[8..], state.Orders.Length);
        BinaryPrimitives.WriteUInt128LittleEndian(to[16..], RulesHash(state.Instrument));
        BinaryPrimitives.WriteInt64LittleEndian(to[32..], state.NowNs);
        BinaryPrimitives.WriteInt64LittleEndian(to[40..], state.LastPrice);
        BinaryPrimitives.WriteUInt64LittleEndian(to[48..], state.ReportSequence);
        BinaryPrimitives.WriteInt64LittleEndian(to[56..], 0);
    }

    private static void WriteOrder(in OrderState order, Span<byte> to)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(to, order.Id);
        BinaryPrimitives.WriteUInt64LittleEndian(to[8..], order.Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(to[16..], order.Price);
        BinaryPrimitives.WriteInt64LittleEndian(to[24..], order.Quantity);
        BinaryPrimitives.WriteInt64LittleEndian(to[32..], order.FilledQty);
        BinaryPrimitives.WriteInt64LittleEndian(to[40..], order.TriggerPrice);
        BinaryPrimitives.WriteInt64LittleEndian(to[48..], order.ExpireTimeNs);
        BinaryPrimitives.WriteUInt32LittleEndian(to[56..], order.AccountId);
        to[60] = (byte)order.Side;
        to[61] = (byte)order.OrderType;
        to[62] = (byte)order.TimeInForce;
        to[63] = (byte)order.Flags;
        to[64] = (byte)order.SelfTradePrevention;
        to[65] = order.IsWaiting ? (byte)1 : (byte)0;
        to[66..OrderBytes].Clear();
    }

    private static bool TryReadOrder(ReadOnlySpan<byte> from, out OrderState order)
    {
        order = new OrderState
        {
            Id = BinaryPrimitives.ReadUInt64LittleEndian(from),
            Sequence = BinaryPrimitives.ReadUInt64LittleEndian(from[8..]),
            Price = BinaryPrimitives.ReadInt64LittleEndian(from[16..]),
            Quantity = BinaryPrimitives.ReadInt64LittleEndian(from[24..]),
            FilledQty = BinaryPrimitives.ReadInt64LittleEndian(from[32..]),
            TriggerPrice = BinaryPrimitives.ReadInt64LittleEndian(from[40..]),
            ExpireTimeNs = BinaryPrimitives.ReadInt64LittleEndian(from[48..]),
            AccountId = BinaryPrimitives.ReadUInt32LittleEndian(from[56..]),
            Side = (Side)from[60],
            OrderType = (OrderType)from[61],
            TimeInForce = (TimeInForce)from[62],
            Flags = (OrderFlags)from[63],
            SelfTradePrevention = (SelfTradePrevention)from[64],
            IsWaiting = from[65] == 1,
        };
        return from[65] <= 1 && from[66..].IndexOfAnyExcept((byte)0) < 0;
    }
}
