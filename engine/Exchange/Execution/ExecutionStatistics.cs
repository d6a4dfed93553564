using System;
using Trading.Model;
using Trading.Orders;

namespace Trading.Exchange;

/// <summary>What a simulated exchange counted: messages, refusals by reason, fills, queues, adverse selection.</summary>
public sealed class ExecutionStatistics
{
    private readonly long[] _byReason = new long[byte.MaxValue + 1];

    /// <summary>New orders that came.</summary>
    public long Submits { get; internal set; }

    /// <summary>Cancels that came.</summary>
    public long Cancels { get; internal set; }

    /// <summary>Replacements that came.</summary>
    public long Replaces { get; internal set; }

    /// <summary>New orders that were accepted.</summary>
    public long Accepted { get; internal set; }

    /// <summary>New orders, cancels and replacements that were refused.</summary>
    public long Refused { get; private set; }

    /// <summary>Fills of resting orders.</summary>
    public LiquidityStatistics Maker { get; } = new();

    /// <summary>Fills of incoming orders.</summary>
    public LiquidityStatistics Taker { get; } = new();

    /// <summary>What slippage cost: Σ |price − shown price| × quantity, in the quote asset.</summary>
    public Money SlippageCost { get; internal set; }

    /// <summary>How often an order began to rest.</summary>
    public long QueueEntries { get; private set; }

    /// <summary>Among them those with nothing ahead.</summary>
    public long FrontEntries { get; private set; }

    /// <summary>Σ of the quantity ahead when an order began to rest, in quantity units.</summary>
    public Int128 QueueAheadSum { get; private set; }

    /// <summary>Σ over maker fills of the time from the order's rest to the fill, in nanoseconds.</summary>
    public Int128 QueueTimeSumNs { get; internal set; }

    /// <summary>Maker fills because a trade at the price reached the order.</summary>
    public long FillsInQueue { get; internal set; }

    /// <summary>Maker fills because a trade went through the price.</summary>
    public long FillsByTradeThrough { get; internal set; }

    /// <summary>Maker fills because the other side's level reached the price.</summary>
    public long FillsByCross { get; internal set; }

    /// <summary>Fills whose middle was unknown, at the fill or at the horizon.</summary>
    public long MarkoutsMissing { get; internal set; }

    /// <summary>Live book only: commands of the tape that the book refused, because our orders had changed it.</summary>
    public long Divergences { get; internal set; }

    /// <summary>How often a reason was given for a refusal.</summary>
    public long RefusedFor(OrderReason reason) => _byReason[(byte)reason];

    internal LiquidityStatistics Of(LiquiditySide liquidity) => liquidity == LiquiditySide.Maker ? Maker : Taker;

    internal void CountRefusal(OrderReason reason)
    {
        Refused++;
        _byReason[(byte)reason]++;
    }

    internal void CountEntry(long ahead)
    {
        QueueEntries++;
        if (ahead == 0) FrontEntries++;
        QueueAheadSum += ahead;
    }

    internal void Save(StateWriter writer)
    {
        foreach (var count in Counts()) writer.Write(count);
        foreach (var count in _byReason) writer.Write(count);
        writer.Write(SlippageCost);
        writer.Write(QueueAheadSum);
        writer.Write(QueueTimeSumNs);
        Maker.Save(writer);
        Taker.Save(writer);
    }

    internal void Load(ref StateReader reader)
    {
        (Submits, Cancels, Replaces) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
        (Accepted, Refused) = (reader.ReadInt64(), reader.ReadInt64());
        (QueueEntries, FrontEntries) = (reader.ReadInt64(), reader.ReadInt64());
        (FillsInQueue, FillsByTradeThrough, FillsByCross) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
        (MarkoutsMissing, Divergences) = (reader.ReadInt64(), reader.ReadInt64());
        foreach (ref var count in _byReason.AsSpan()) count = reader.ReadInt64();
        SlippageCost = reader.ReadMoney();
        QueueAheadSum = reader.ReadInt128();
        QueueTimeSumNs = reader.ReadInt128();
        Maker.Load(ref reader);
        Taker.Load(ref reader);
    }

    private ReadOnlySpan<long> Counts() => new long[]
    {
        Submits, Cancels, Replaces, Accepted, Refused, QueueEntries, FrontEntries, FillsInQueue, FillsByTradeThrough,
        FillsByCross, MarkoutsMissing, Divergences,
    };
}
