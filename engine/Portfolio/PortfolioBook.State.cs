using System;
using System.Buffers;
using Trading.Model;

namespace Trading.Portfolio;

public sealed partial class PortfolioBook
{
    /// <summary>Writes the portfolio in a canonical layout: equal portfolios give equal bytes.</summary>
    public void Save(IBufferWriter<byte> destination)
    {
        var writer = new StateWriter(destination);
        writer.Write(_positions.Length);
        writer.Write(_settled.Length);
        foreach (ref readonly var position in _positions.AsSpan()) Write(position, writer);
        foreach (var amount in _capital) writer.Write(amount);
        foreach (var amount in _settled) writer.Write(amount);
        foreach (var mark in _marks) writer.Write(mark.Units);
        foreach (var execId in _lastExecIds) writer.Write(execId);
        foreach (ref readonly var track in _tracks.AsSpan()) Write(track, writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote under the same settings.</summary>
    /// <param name="reader">It has failed afterwards when the bytes are no such portfolio; this one is then empty.</param>
    public void Load(ref StateReader reader)
    {
        if (reader.ReadInt32() != _positions.Length || reader.ReadInt32() != _settled.Length) reader.Fail();
        foreach (ref var position in _positions.AsSpan()) position = ReadPosition(ref reader);
        foreach (ref var amount in _capital.AsSpan()) amount = reader.ReadMoney();
        foreach (ref var amount in _settled.AsSpan()) amount = reader.ReadMoney();
        foreach (ref var mark in _marks.AsSpan()) mark = new(reader.ReadInt64());
        foreach (ref var execId in _lastExecIds.AsSpan()) execId = reader.ReadUInt64();
        foreach (ref var track in _tracks.AsSpan())
        {
            track = new(
                reader.ReadInt64(), reader.ReadMoney(), reader.ReadMoney(), reader.ReadMoney(), reader.ReadMoney());
        }

        if (!reader.Failed && IsSound()) return;
        reader.Fail();
        Clear();
    }

    private bool IsSound()
    {
        foreach (var mark in _marks)
        {
            if (mark.Units < 0) return false;
        }

        foreach (ref readonly var position in _positions.AsSpan())
        {
            // What a position costs stands on its own side of zero; nothing else could be divided or negated safely.
            if (position.IsFlat && position.Cost != Money.Zero) return false;
            if (position.Quantity == long.MinValue || position.Cost.Units == Int128.MinValue || position.FillCount < 0) return false;
        }

        return true;
    }

    private void Clear()
    {
        Array.Clear(_positions);
        Array.Clear(_capital);
        Array.Clear(_settled);
        Array.Clear(_marks);
        Array.Clear(_lastExecIds);
        Array.Clear(_tracks);
    }

    private static void Write(in Position position, StateWriter writer)
    {
        writer.Write(position.Quantity);
        writer.Write(position.Cost);
        writer.Write(position.RealizedPnl);
        writer.Write(position.Fees);
        writer.Write(position.Funding);
        writer.Write(position.Turnover);
        writer.Write(position.FillCount);
    }

    private static void Write(in EquityTrack track, StateWriter writer)
    {
        writer.Write(track.Count);
        writer.Write(track.First);
        writer.Write(track.Last);
        writer.Write(track.Peak);
        writer.Write(track.MaxDrawdown);
    }

    private static Position ReadPosition(ref StateReader reader) => new()
    {
        Quantity = reader.ReadInt64(),
        Cost = reader.ReadMoney(),
        RealizedPnl = reader.ReadMoney(),
        Fees = reader.ReadMoney(),
        Funding = reader.ReadMoney(),
        Turnover = reader.ReadMoney(),
        FillCount = reader.ReadInt64(),
    };
}
