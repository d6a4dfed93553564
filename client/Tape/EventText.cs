using System.Text;
using Trading.Model;
using Trading.Orders;
using Trading.Tape;

namespace Trading.Client.Tape;

/// <summary>Events as lines for people: decimals in the instrument's scale, names instead of indexes.</summary>
/// <param name="header">The tape's header.</param>
internal sealed class EventText(TapeHeader header)
{
    private readonly StringBuilder _line = new();

    /// <summary>One line, without its newline.</summary>
    /// <param name="e">The event.</param>
    /// <param name="sequence">Its position on the tape.</param>
    public string Line(in TapeEvent e, long sequence)
    {
        _line.Clear().Append(sequence.ToString().PadLeft(8)).Append("  ").Append(EventTime.ToText(e.TimeNs)).Append("  ");
        _line.Append(Word(e.Kind).PadRight(8));
        if (e.Instrument >= 0) _line.Append(' ').Append(header.Instruments[e.Instrument].Id.ToString());
        if (e.Agent >= 0) _line.Append(' ').Append(header.Agents[e.Agent]);
        if (e.Regime >= 0) _line.Append(' ').Append(header.Regimes[e.Regime]);
        if (e.OrderId != 0) _line.Append(" #").Append(e.OrderId);
        if (e.Instrument >= 0) AppendAmounts(e, header.Instruments[e.Instrument]);
        if (e.CounterOrderId != 0) _line.Append(" with #").Append(e.CounterOrderId);
        if (e.Liquidity != 0) _line.Append(' ').Append(e.Liquidity == LiquiditySide.Maker ? "maker" : "taker");
        if (e.Status != OrderStatus.New) _line.Append(' ').Append(e.Status);
        if (e.Reason != OrderReason.None) _line.Append(' ').Append(e.Reason);
        if (e.VenueSequence != 0) _line.Append(" venue ").Append(e.FirstUpdateId).Append('-').Append(e.VenueSequence);
        if (e.Count != 0) _line.Append(" count ").Append(e.Count);
        return _line.ToString();
    }

    /// <summary>The kind's word.</summary>
    public static string Word(TapeEventKind kind) => kind switch
    {
        TapeEventKind.NewOrder => "new",
        TapeEventKind.Cancel => "cancel",
        TapeEventKind.Amend => "amend",
        TapeEventKind.Fill => "fill",
        TapeEventKind.Reject => "reject",
        TapeEventKind.Expire => "expire",
        TapeEventKind.Trade => "trade",
        TapeEventKind.BookSnapshot => "snapshot",
        TapeEventKind.BookDelta => "delta",
        TapeEventKind.FeedGap => "gap",
        TapeEventKind.Regime => "regime",
        TapeEventKind.Overflow => "overflow",
    };

    private void AppendAmounts(in TapeEvent e, Instrument instrument)
    {
        if (e.Side != 0) _line.Append(e.Side == Side.Buy ? " buy" : " sell");
        if (e.Quantity != 0) _line.Append(' ').Append(DecimalText.ToString(e.Quantity, instrument.QuantityScale));
        if (e.Price != 0) _line.Append(" @ ").Append(DecimalText.ToString(e.Price, instrument.PriceScale));
        if (e.LeavesQty != 0) _line.Append(" leaves ").Append(DecimalText.ToString(e.LeavesQty, instrument.QuantityScale));
    }
}
