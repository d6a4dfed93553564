using System;
using System.Buffers;
using Trading.Model;

namespace Trading.Orders;

public sealed partial class OrderTable
{
    private const int EntryBytes = 115;

    /// <summary>Writes the whole table in a canonical layout: equal tables give equal bytes.</summary>
    public void Save(IBufferWriter<byte> destination)
    {
        var writer = new StateWriter(destination);
        writer.Write(StrategyMax);
        writer.Write(InstrumentCount);
        foreach (var sequence in _lastSequences) writer.Write(sequence);
        foreach (var count in _counts) writer.Write(count);
        writer.Write(OpenCount);
        foreach (ref readonly var entry in Open()) Write(entry, writer);
        writer.Write(_closedCount);
        for (var age = _closedCount - 1; age >= 0; age--) Write(Closed(age), writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote into a table of the same shape, whatever this one held.</summary>
    /// <param name="reader">It has failed afterwards when the bytes are not such a table; this one is then empty.</param>
    public void Load(ref StateReader reader)
    {
        Clear();
        if (reader.ReadInt32() != StrategyMax || reader.ReadInt32() != InstrumentCount) reader.Fail();
        foreach (ref var sequence in _lastSequences.AsSpan()) sequence = reader.ReadInt64();
        foreach (ref var count in _counts.AsSpan()) count = reader.ReadInt64();
        ReadEntries(ref reader, OpenMax, areClosed: false);
        ReadEntries(ref reader, ClosedMax, areClosed: true);
        if (reader.Failed) Clear();
    }

    private void ReadEntries(ref StateReader reader, int max, bool areClosed)
    {
        var count = reader.ReadCount(EntryBytes);
        if (count > max) reader.Fail();
        for (var last = ClientOrderId.None; count > 0 && !reader.Failed; count--)
        {
            var entry = Read(ref reader);
            var isNext = areClosed || entry.ClientOrderId.CompareTo(last) > 0;
            if (reader.Failed || !isNext || !IsSound(entry, areClosed))
            {
                reader.Fail();
                return;
            }

            last = entry.ClientOrderId;
            Restore(entry);
        }
    }

    private bool IsSound(in OrderEntry entry, bool isClosed)
    {
        var (id, status) = (entry.ClientOrderId, entry.Status);
        if (status is OrderStatus.New or > OrderStatus.Expired || status.IsClosed() != isClosed || !entry.Side.IsDefined()) return false;
        if (id.Strategy > StrategyMax || id.Sequence > _lastSequences[id.Strategy] || _slots.ContainsKey(id.Value)) return false;
        if (entry.Instrument < 0 || entry.Instrument >= InstrumentCount) return false;
        if (entry.Quantity <= 0 || entry.ReplaceQuantity < 0 || entry.FilledQty < 0 || entry.FilledQty > entry.Quantity) return false;
        return isClosed || (entry.FilledQty < entry.Quantity && FitsTallies(entry, entry.OpenQty));
    }

    private void Restore(in OrderEntry entry)
    {
        var slot = TakeSlot();
        _entries[slot] = entry;
        _slots.Add(entry.ClientOrderId.Value, slot);
        if (entry.Status.IsClosed()) Keep(slot);
        else Link(slot);
    }

    private void Clear()
    {
        _slots.Clear();
        Array.Clear(_lastSequences);
        Array.Clear(_ofStrategy);
        Array.Clear(_ofSide);
        Array.Clear(_tallies);
        Array.Clear(_totals);
        Array.Clear(_counts);
        (OpenCount, _freeCount, _usedSlots, _closedFirst, _closedCount) = (0, 0, 1, 0, 0);
    }

    private static void Write(in OrderEntry entry, StateWriter writer)
    {
        writer.Write(entry.ClientOrderId.Value);
        writer.Write(entry.Instrument);
        writer.Write((byte)entry.Side);
        writer.Write((byte)entry.OrderType);
        writer.Write((byte)entry.TimeInForce);
        writer.Write((byte)entry.Flags);
        writer.Write((byte)entry.SelfTradePrevention);
        writer.Write((byte)entry.Status);
        writer.Write((byte)entry.Reason);
        writer.Write(entry.Price);
        writer.Write(entry.Quantity);
        writer.Write(entry.TriggerPrice);
        writer.Write(entry.ExpireTimeNs);
        writer.Write(entry.ReplacePrice);
        writer.Write(entry.ReplaceQuantity);
        writer.Write(entry.FilledQty);
        writer.Write(entry.FilledValue.Units);
        writer.Write(entry.LastExecId);
        writer.Write(entry.SentNs);
        writer.Write(entry.LastNs);
    }

    // Object initialisers run in their written order, which is the order of the bytes.
    private static OrderEntry Read(ref StateReader reader) => new()
    {
        ClientOrderId = new(reader.ReadUInt64()),
        Instrument = reader.ReadInt32(),
        Side = (Side)reader.ReadByte(),
        OrderType = (OrderType)reader.ReadByte(),
        TimeInForce = (TimeInForce)reader.ReadByte(),
        Flags = (OrderFlags)reader.ReadByte(),
        SelfTradePrevention = (SelfTradePrevention)reader.ReadByte(),
        Status = (OrderStatus)reader.ReadByte(),
        Reason = (OrderReason)reader.ReadByte(),
        Price = reader.ReadInt64(),
        Quantity = reader.ReadInt64(),
        TriggerPrice = reader.ReadInt64(),
        ExpireTimeNs = reader.ReadInt64(),
        ReplacePrice = reader.ReadInt64(),
        ReplaceQuantity = reader.ReadInt64(),
        FilledQty = reader.ReadInt64(),
        FilledValue = new(reader.ReadInt128()),
        LastExecId = reader.ReadUInt64(),
        SentNs = reader.ReadInt64(),
        LastNs = reader.ReadInt64(),
    };
}
