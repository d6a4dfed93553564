using System;
using System.Buffers;
using System.Collections.Immutable;
using Trading.Model;

namespace Trading.Exchange;

/// <summary>A book as readers see it: committed state, immutable.</summary>
/// <param name="Instrument">The book's rules.</param>
/// <param name="ReportSequence">The last report that the view covers.</param>
/// <param name="OrderCount">Resting and waiting orders.</param>
/// <param name="Bids">The best bids, best first.</param>
/// <param name="Asks">The best asks, best first.</param>
public sealed record BookView(
    Instrument Instrument,
    ulong ReportSequence,
    int OrderCount,
    ImmutableArray<BookLevel> Bids,
    ImmutableArray<BookLevel> Asks)
{
    /// <summary>The most levels per side that one query may ask for.</summary>
    public const int LevelsMax = 10_000;

    private const byte Version = 1;
    private const int LevelBytes = 20;

    /// <summary>The query for a view.</summary>
    /// <param name="levels">Levels per side, 0 to <see cref="LevelsMax"/>; more are not shown.</param>
    public static byte[] Query(int levels)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var writer = new StateWriter(bytes);
        writer.Write(Version);
        writer.Write(levels);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Reads an answer to <see cref="Query"/>.</summary>
    /// <returns>Null when the book is not configured, or the bytes are not a view of this version.</returns>
    public static BookView? Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes);
        if (reader.ReadByte() != Version) return null;
        var instrument = InstrumentCodec.Read(ref reader);
        var sequence = reader.ReadUInt64();
        var orders = reader.ReadInt32();
        var bids = ReadLevels(ref reader);
        var asks = ReadLevels(ref reader);
        return reader.IsComplete && instrument is not null
            ? new BookView(instrument, sequence, orders, bids, asks)
            : null;
    }

    /// <summary>The levels that a query asks for.</summary>
    /// <returns>Null when it is not a query of this version.</returns>
    internal static int? LevelsOf(ReadOnlySpan<byte> query)
    {
        var reader = new StateReader(query);
        var version = reader.ReadByte();
        var levels = reader.ReadInt32();
        return reader.IsComplete && version == Version && levels >= 0 ? Math.Min(levels, LevelsMax) : null;
    }

    internal static void Write(IOrderBook book, int levels, IBufferWriter<byte> output)
    {
        var writer = new StateWriter(output);
        writer.Write(Version);
        InstrumentCodec.Write(book.Instrument, writer);
        writer.Write(book.ReportSequence);
        writer.Write(book.OrderCount);
        var buffer = new BookLevel[levels];
        foreach (var side in (ReadOnlySpan<Side>)[Side.Buy, Side.Sell])
        {
            var found = buffer.AsSpan(0, book.CopyLevels(side, buffer));
            writer.Write(found.Length);
            foreach (var level in found) Write(level, writer);
        }
    }

    private static void Write(in BookLevel level, StateWriter writer)
    {
        writer.Write(level.Price);
        writer.Write(level.Quantity);
        writer.Write(level.OrderCount);
    }

    private static ImmutableArray<BookLevel> ReadLevels(ref StateReader reader)
    {
        var levels = new BookLevel[reader.ReadCount(LevelBytes)];
        for (var i = 0; i < levels.Length; i++)
        {
            levels[i] = new BookLevel(reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt32());
        }

        return [.. levels];
    }
}
