using System;
using Trading.Model;

namespace Trading.Exchange;

/// <summary>What became of our fills of one kind, as makers or as takers.</summary>
/// <remarks>
/// Edges and markouts are in half price units × quantity units, from our side: positive is good for us. The edge is how far
/// the fill was from the middle at its moment (a maker's half spread, a taker's cost); the markout is how far the middle moved
/// for us from the fill to the horizon: a maker whose markout is as negative as its edge is positive is adversely selected.
/// </remarks>
public sealed class LiquidityStatistics
{
    /// <summary>Fills.</summary>
    public long Fills { get; private set; }

    /// <summary>Their quantity, in quantity units.</summary>
    public Int128 Quantity { get; private set; }

    /// <summary>Their notional, in the quote asset.</summary>
    public Money Notional { get; private set; }

    /// <summary>Their fees less their rebates, in the quote asset.</summary>
    public Money Fees { get; private set; }

    /// <summary>Σ 2 × (middle − price) × quantity for buys, the opposite for sells, over fills with a known middle.</summary>
    public Int128 EdgeSum { get; private set; }

    /// <summary>Fills whose middle was known at the fill and at the horizon.</summary>
    public long Markouts { get; private set; }

    /// <summary>Those after which the middle moved against us.</summary>
    public long AdverseMarkouts { get; private set; }

    /// <summary>Σ 2 × (middle at the horizon − middle at the fill) × quantity for buys, the opposite for sells.</summary>
    public Int128 MarkoutSum { get; private set; }

    /// <summary>The quantity of the fills in <see cref="MarkoutSum"/>, in quantity units.</summary>
    public Int128 MarkoutQuantity { get; private set; }

    internal void CountFill(long quantity, Money notional, Money fee)
    {
        Fills++;
        Quantity += quantity;
        Notional += notional;
        Fees += fee;
    }

    internal void CountEdge(long edgeTwice, long quantity) => EdgeSum += (Int128)edgeTwice * quantity;

    internal void CountMarkout(Int128 moveTwice, long quantity)
    {
        Markouts++;
        if (moveTwice < 0) AdverseMarkouts++;
        MarkoutSum += moveTwice * quantity;
        MarkoutQuantity += quantity;
    }

    internal void Save(StateWriter writer)
    {
        writer.Write(Fills);
        writer.Write(Quantity);
        writer.Write(Notional);
        writer.Write(Fees);
        writer.Write(EdgeSum);
        writer.Write(Markouts);
        writer.Write(AdverseMarkouts);
        writer.Write(MarkoutSum);
        writer.Write(MarkoutQuantity);
    }

    internal void Load(ref StateReader reader)
    {
        Fills = reader.ReadInt64();
        Quantity = reader.ReadInt128();
        Notional = reader.ReadMoney();
        Fees = reader.ReadMoney();
        EdgeSum = reader.ReadInt128();
        Markouts = reader.ReadInt64();
        AdverseMarkouts = reader.ReadInt64();
        MarkoutSum = reader.ReadInt128();
        MarkoutQuantity = reader.ReadInt128();
    }
}
