using System;
using Trading.Model;
using Trading.Orders;

namespace Trading.Strategy.BuiltIn;

/// <summary>The average price at which an open position was entered, for stops; accounts are kept elsewhere, exactly.</summary>
internal sealed class AverageEntry
{
    private long _position;

    /// <summary>The average in price units; 0 while flat.</summary>
    public double Price { get; private set; }

    /// <summary>How far a price is in the position's favour, in basis points of the entry; 0 while flat.</summary>
    public double FavourBps(double price) => Price > 0 ? Math.Sign(_position) * (price - Price) / Price * 1e4 : 0;

    public void Take(in ExecutionReport fill)
    {
        var change = fill.Side.Sign() * fill.LastQty;
        var after = _position + change;
        if (change == 0) return;
        var isAdding = Math.Sign(_position) * Math.Sign(change) >= 0;
        if (isAdding) Price = (Price * Math.Abs(_position) + (double)fill.LastPx * fill.LastQty) / Math.Abs(after);
        else if (Math.Sign(after) != Math.Sign(_position)) Price = after == 0 ? 0 : fill.LastPx;
        _position = after;
    }

    public void Save(StateWriter writer)
    {
        writer.Write(_position);
        writer.WriteDouble(Price);
    }

    public void Load(ref StateReader reader)
    {
        _position = reader.ReadInt64();
        Price = reader.ReadDouble();
    }
}
