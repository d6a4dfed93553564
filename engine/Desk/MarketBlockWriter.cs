using System;
using System.Buffers;
using Trading.Model;
using Trading.Tape;

namespace Trading.Desk;

/// <summary>
/// Cuts one instrument's market out of a tape into blocks. Where it cuts depends on the tape alone, so a writer that begins
/// again numbers the same blocks the same way.
/// </summary>
public sealed class MarketBlockWriter
{
    /// <summary>A block ends once it has so many bytes.</summary>
    public const int BlockBytes = 24 * 1024;

    /// <summary>A block ends after so many events of the tape, whatever instrument they are of: a quiet market gets on too.</summary>
    public const int BlockEvents = 1_024;

    private readonly int _instrument;
    private readonly TapeLines _lines;
    private readonly ArrayBufferWriter<byte> _held = new(BlockBytes * 2);
    private int _events;
    private long _lastNs;

    /// <summary>A writer before the tape's first event.</summary>
    /// <param name="header">The tape's header.</param>
    /// <param name="instrument">The instrument's index in it.</param>
    public MarketBlockWriter(TapeHeader header, int instrument) =>
        (_instrument, _lines) = (instrument, new TapeLines(header));

    /// <summary>Blocks that were cut.</summary>
    public long Count { get; private set; }

    /// <summary>True once the tape's end was written.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>An event as a desk's market has it: regimes are nobody's business there, and events of the run itself are events
    /// of no instrument. Agents stay: a live book keeps one's orders from each other as the simulated one did.</summary>
    public static TapeEvent ForDesk(in TapeEvent e)
    {
        var market = e;
        market.Regime = -1;
        if (e.Kind is TapeEventKind.Regime or TapeEventKind.Overflow) market.Instrument = -1;
        return market;
    }

    /// <summary>Takes the tape's next event, of whatever instrument.</summary>
    /// <returns>A block when one is full; null otherwise.</returns>
    public byte[]? Add(in TapeEvent e, ReadOnlySpan<PriceLevel> levels)
    {
        var market = ForDesk(e);
        // A tape keeps the order of arrival: an event takes effect no earlier than those before it.
        market.TimeNs = _lastNs = Math.Max(_lastNs, e.TimeNs);
        if (market.Instrument == _instrument)
        {
            var error = _lines.Write(_held, market, levels);
            // It was read from a line.
            if (error != TapeErrorCode.None) throw new InvalidOperationException($"a market event cannot be written: {error}");
        }

        return ++_events >= BlockEvents || _held.WrittenCount >= BlockBytes ? Cut(isComplete: false) : null;
    }

    /// <summary>The tape has ended.</summary>
    /// <returns>The last block.</returns>
    public byte[] Complete() => Cut(isComplete: true);

    private byte[] Cut(bool isComplete)
    {
        var block = new ArrayBufferWriter<byte>(_held.WrittenCount + 16);
        MarketBlock.WriteHead(block, _lastNs, isComplete);
        block.Write(_held.WrittenSpan);
        _held.ResetWrittenCount();
        (_events, IsComplete) = (0, isComplete);
        Count++;
        return block.WrittenSpan.ToArray();
    }
}
