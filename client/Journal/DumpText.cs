using System;
using System.Collections.Generic;
using Trading.Exchange;
using Trading.Journal;
using Trading.Model;

namespace Trading.Client.Journal;

/// <summary>Blocks, records and commands in words; the same bytes give the same lines for ever.</summary>
internal sealed class DumpText(Instrument? rules)
{
    private Instrument? _rules = rules;

    /// <summary>A record for people and programs.</summary>
    /// <param name="Kind">What it holds.</param>
    /// <param name="Client">The client, the sending node or the target.</param>
    /// <param name="Sequence">The client's or the channel's number.</param>
    /// <param name="Time">When it was received.</param>
    /// <param name="PayloadBytes">The payload's length.</param>
    /// <param name="Words">The payload in words, a line each.</param>
    internal sealed record RecordText(
        RecordKind Kind, string Client, ulong Sequence, string Time, int PayloadBytes, IReadOnlyList<string> Words)
    {
        /// <summary>Its line.</summary>
        public string Line =>
            $"  {Kind.ToString().ToLowerInvariant(),-8}{(Client.Length == 0 ? "-" : Client)} {Sequence}  {Time}  {PayloadBytes} bytes";
    }

    /// <summary>A block's line.</summary>
    public static string Line(JournalBlock block) =>
        $"block {block.Sequence}  epoch {block.Header.Epoch}  records {block.Header.RecordCount}  "
        + $"position {block.Header.LastPosition}  {block.Bytes} bytes  {StateHasher.ToText(block.Hash)}";

    /// <summary>The records of a block.</summary>
    public IReadOnlyList<RecordText> Records(ReadOnlySpan<byte> block)
    {
        var records = new List<RecordText>();
        for (var rest = block[Math.Min(block.Length, BlockHeader.Bytes)..]; BlockRecord.TryTake(ref rest, out var record);)
        {
            records.Add(new RecordText(
                record.Kind, record.Name, record.Sequence, EventTime.ToText(record.TimeNs), record.Payload.Length,
                record.Kind is RecordKind.Call or RecordKind.Deliver ? Words(record.Payload) : []));
        }

        return records;
    }

    private string[] Words(ReadOnlySpan<byte> payload)
    {
        switch (BookCall.KindOf(payload))
        {
            case BookCallKind.Configure:
                _rules = BookCall.RulesOf(payload) ?? _rules;
                return _rules is null ? [] : [Words(_rules)];
            case BookCallKind.Commands:
                return Words(BookCall.CommandsOf(payload));
            default:
                return [];
        }
    }

    private static string Words(Instrument rules) =>
        $"configure {rules.Id} tick {DecimalText.ToString(rules.TickSize.Units, rules.PriceScale)} "
        + $"lot {DecimalText.ToString(rules.LotSize.Units, rules.QuantityScale)}";

    private string[] Words(ReadOnlySpan<BookCommand> commands)
    {
        var words = new string[commands.Length];
        for (var i = 0; i < words.Length; i++) words[i] = Words(commands[i]);
        return words;
    }

    private string Words(in BookCommand command) => command.Kind switch
    {
        BookCommandKind.Submit => $"submit {command.OrderId} {Lower(command.Side)} {Quantity(command.Quantity)}"
            + (command.OrderType is OrderType.Market or OrderType.StopMarket ? "" : $" @ {Price(command.Price)}")
            + $" {Lower(command.OrderType)} {Lower(command.TimeInForce)}" + Trigger(command) + Owner(command),
        BookCommandKind.Cancel => $"cancel {command.OrderId}" + Owner(command),
        BookCommandKind.Replace =>
            $"replace {command.OrderId} {Quantity(command.Quantity)} @ {Price(command.Price)}" + Owner(command),
        BookCommandKind.AdvanceTime => $"advance-time {EventTime.ToText(command.TimeNs)}",
        _ => $"unknown command {(byte)command.Kind}",
    };

    private string Trigger(in BookCommand command) =>
        (command.TriggerPrice == 0 ? "" : $" trigger {Price(command.TriggerPrice)}")
        + (command.Flags == 0 ? "" : $" {command.Flags}");

    private static string Owner(in BookCommand command) => command.AccountId == 0 ? "" : $" account {command.AccountId}";

    // Before the book's rules are known there is no scale: units are shown as they are.
    private string Price(long units) => _rules is null ? $"{units}u" : DecimalText.ToString(units, _rules.PriceScale);

    private string Quantity(long units) => _rules is null ? $"{units}u" : DecimalText.ToString(units, _rules.QuantityScale);

    private static string Lower<T>(T word)
        where T : struct, Enum => word.ToString().ToLowerInvariant();
}
