using System;
using System.Buffers;
using Trading.Model;

namespace Trading.Exchange;

/// <summary>One price level of a side: its price, open quantity and number of orders.</summary>
/// <param name="Price">In price units.</param>
/// <param name="Quantity">The sum of the open quantities, in quantity units.</param>
/// <param name="OrderCount">The number of orders.</param>
public readonly record struct BookLevel(long Price, long Quantity, int OrderCount);

/// <summary>
/// A price-time priority order book and matcher of one instrument. One writer calls it; readers take published
/// snapshots. The fast book and its naive twin implement it and answer every command alike, report by report.
/// </summary>
public interface IOrderBook
{
    /// <summary>The instrument whose rules the book applies.</summary>
    Instrument Instrument { get; }

    /// <summary>Resting limit orders and waiting stop orders.</summary>
    int OrderCount { get; }

    /// <summary>The sequence of the last report; 0 before the first.</summary>
    ulong ReportSequence { get; }

    /// <summary>Applies one command and writes its reports.</summary>
    void Execute(in BookCommand command, ReportBuffer reports);

    /// <summary>Applies commands in their order and writes their reports: as one by one, and faster.</summary>
    void Execute(ReadOnlySpan<BookCommand> commands, ReportBuffer reports)
    {
        foreach (ref readonly var command in commands) Execute(command, reports);
    }

    /// <summary>The best level of a side.</summary>
    /// <returns>False when the side is empty.</returns>
    bool TryGetBest(Side side, out BookLevel level);

    /// <summary>Copies the best levels of a side, best first.</summary>
    /// <returns>The number of levels copied.</returns>
    int CopyLevels(Side side, Span<BookLevel> destination);

    /// <summary>
    /// The hash of the whole state: live orders in price-time order, stops, last trade price, report sequence.
    /// </summary>
    UInt128 StateHash();

    /// <summary>Writes the whole state in a canonical layout: equal states give equal bytes.</summary>
    void Save(IBufferWriter<byte> destination);
}
