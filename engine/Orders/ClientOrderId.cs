using System;

namespace Trading.Orders;

/// <summary>
/// Our own id of an order (FIX 11), unique in a desk session: a function of the strategy and of the strategy's own count,
/// so that a replay, a recovery and a repeated run give an order the same id. The book and the wire carry its value.
/// </summary>
/// <param name="Value">The strategy's number in the upper 16 bits, its count in the lower 48.</param>
public readonly record struct ClientOrderId(ulong Value) : IComparable<ClientOrderId>
{
    /// <summary>The greatest number of a strategy.</summary>
    public const int StrategyMax = ushort.MaxValue;

    private const int SequenceBits = 48;

    /// <summary>No order.</summary>
    public static readonly ClientOrderId None;

    /// <summary>The strategy's number, from 1; 0 for orders of nobody's strategy.</summary>
    public int Strategy => (int)(Value >> SequenceBits);

    /// <summary>The strategy's own count of its orders, from 1.</summary>
    public long Sequence => (long)(Value & ((1UL << SequenceBits) - 1));

    /// <summary>The id of a strategy's order.</summary>
    /// <param name="strategy">1 to <see cref="StrategyMax"/>.</param>
    /// <param name="sequence">From 1, below 2^48.</param>
    public static ClientOrderId Create(int strategy, long sequence) => new(((ulong)strategy << SequenceBits) | (ulong)sequence);

    /// <summary>Compares by strategy, then by count.</summary>
    public int CompareTo(ClientOrderId other) => Value.CompareTo(other.Value);

    /// <summary><c>strategy-sequence</c>.</summary>
    public override string ToString() => $"{Strategy}-{Sequence}";
}
