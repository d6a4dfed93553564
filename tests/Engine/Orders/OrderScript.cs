using System;
using System.Collections.Generic;
using Trading.Model;
using Trading.Orders;
using Xunit;

namespace Trading.Tests.Orders;

/// <summary>
/// The life of one order as a trader writes it: steps, and after <c>&gt;</c> the status that follows, or in brackets the
/// code by which the table refuses the step.
/// <code>
/// send 10@100 &gt; Pending, ack &gt; Accepted, fill 4@99 &gt; PartiallyFilled, fill 9@99 &gt; [FillOutOfRange]
/// </code>
/// We: send, cancel, replace Q@P. The venue: ack, reject, fill Q@P, canceled, expired, replaced Q@P, decrement Q@P,
/// cancel-rejected, replace-rejected, triggered; <c>again</c> repeats the venue's last report.
/// </summary>
internal sealed class OrderScript
{
    private static readonly ClientOrderId Id = ClientOrderId.Create(1, 1);

    private readonly OrderTable _table = new(strategyMax: 1, instrumentCount: 1, openMax: 4, closedMax: 4);
    private ExecutionReport _last;
    private ulong _execId;
    private long _filledQty;

    public static OrderEntry Play(string script)
    {
        var run = new OrderScript();
        foreach (var step in script.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = step.Split('>', StringSplitOptions.TrimEntries);
            var update = run.Step(parts[0]);
            Assert.Equal($"{parts[0]} > {parts[1]}", $"{parts[0]} > {Describe(update)}");
            run.CheckTally();
        }

        Assert.True(run._table.TryGet(Id, out var entry));
        return entry;
    }

    private static string Describe(OrderUpdate update) =>
        update.IsApplied ? update.After.ToString() : $"[{update.Code}]";

    private OrderUpdate Step(string step)
    {
        var words = step.Split(' ');
        var (quantity, price) = words.Length > 1 ? Amount(words[1]) : (0, 0);
        return words[0] switch
        {
            "send" => _table.Send(Intent(IntentKind.Submit, quantity, price), 1),
            "cancel" => _table.Send(Intent(IntentKind.Cancel, 0, 0), 2),
            "replace" => _table.Send(Intent(IntentKind.Replace, quantity, price), 2),
            "again" => _table.Apply(_last),
            _ => _table.Apply(_last = Report(words[0], quantity, price)),
        };
    }

    private static (long Quantity, long Price) Amount(string text)
    {
        var parts = text.Split('@');
        return (long.Parse(parts[0]), long.Parse(parts[1]));
    }

    private static OrderIntent Intent(IntentKind kind, long quantity, long price) => new()
    {
        ClientOrderId = Id,
        Kind = kind,
        Side = Side.Buy,
        OrderType = OrderType.Limit,
        TimeInForce = TimeInForce.Gtc,
        Quantity = quantity,
        Price = price,
    };

    private ExecutionReport Report(string word, long quantity, long price)
    {
        var type = new Dictionary<string, ExecType>
        {
            ["ack"] = ExecType.Accepted,
            ["reject"] = ExecType.Rejected,
            ["fill"] = ExecType.Trade,
            ["canceled"] = ExecType.Canceled,
            ["expired"] = ExecType.Expired,
            ["replaced"] = ExecType.Replaced,
            ["decrement"] = ExecType.Replaced,
            ["cancel-rejected"] = ExecType.CancelRejected,
            ["replace-rejected"] = ExecType.ReplaceRejected,
            ["triggered"] = ExecType.Triggered,
        }[word];
        var isFill = type == ExecType.Trade;
        if (isFill && quantity > 0) _filledQty += quantity;
        return new ExecutionReport
        {
            ExecId = ++_execId,
            ClientOrderId = Id,
            TimeNs = 3,
            Side = Side.Buy,
            ExecType = type,
            Price = price,
            Quantity = quantity,
            LastQty = isFill ? quantity : 0,
            LastPx = isFill ? price : 0,
            FilledQty = _filledQty,
            Reason = word == "decrement" ? OrderReason.SelfTradeDecrement : OrderReason.None,
        };
    }

    // What may still fill is the greater total of the order and of a replacement under way, less what was filled.
    private void CheckTally()
    {
        if (!_table.TryGet(Id, out var entry)) return;
        var expected = entry.Status.IsClosed() ? default : new OpenTally(entry.OpenQty, 1);
        Assert.Equal(expected, _table.Tally(0, Side.Buy));
        Assert.Equal(expected, _table.Tally(1, 0, Side.Buy));
        Assert.Equal(expected.Count, _table.OpenCount);
    }
}
