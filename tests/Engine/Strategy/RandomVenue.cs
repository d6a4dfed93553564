using System;
using System.Collections.Generic;
using Trading.Model;
using Trading.Orders;
using Trading.Strategy;

namespace Trading.Tests.Strategy;

/// <summary>A venue and a market that do anything, by a seed: books that are lost, crossed, empty or absurd, answers in any
/// order, fills in part, refusals.</summary>
internal sealed class RandomVenue(StrategyUnderTest run, ulong seed)
{
    private SeededRandom _random = SeededRandom.Create(seed, "venue");
    private long _mid = 1_000_000;

    /// <summary>Every intent so far, one line each.</summary>
    public List<string> Intents { get; } = [];

    public void Step()
    {
        run.Wait(_random.Between(0, 400_000_000));
        if (_random.Below(3) > 0) MoveMarket();
        var orders = run.Context.OpenOrders.ToArray();
        if (orders.Length > 0) Answer(orders[_random.Below(orders.Length)]);
        Intents.AddRange(run.Sent());
    }

    private void MoveMarket()
    {
        _mid = Math.Max(50, _mid + _random.Between(-300, 300));
        var spread = _random.Between(1, 30);
        switch (_random.Below(40))
        {
            case 0:
                run.LoseBook();
                break;
            case 1:
                run.Top(_mid + spread, _mid - spread);
                break;
            case 2:
                run.Context.SetBook([new(Side.Buy, _mid, 5)]);
                run.Driver.Market(0, isBookChanged: true, isTrade: false);
                break;
            case 3:
                run.Top(_mid, long.MaxValue - 1);
                break;
            case 4:
                run.Top(-5, 7);
                break;
            case < 15:
                run.Trade(_mid, 1);
                break;
            default:
                run.Top(_mid - spread, _mid + spread, 1, _random.Between(1, 5_000), _random.Between(1, 5_000));
                break;
        }
    }

    private void Answer(OwnOrder order)
    {
        var luck = _random.Below(10);
        var isBelowFilled = order.Status == OrderStatus.PendingReplace && run.Context.IsReplacedBelowFilled(order);
        if (isBelowFilled) run.Answer(order, ExecType.Canceled, OrderReason.ReplacedBelowFilled);
        else if (luck == 0 && order.Status == OrderStatus.Pending) Deny(order);
        else if (luck == 1 && order.Status == OrderStatus.Pending) run.Answer(order, ExecType.Rejected, OrderReason.RateLimited);
        else if (order.Status == OrderStatus.Pending && luck < 8) run.Answer(order, ExecType.Accepted);
        else if (order.Status == OrderStatus.PendingCancel) run.Answer(order, luck < 3 ? ExecType.CancelRejected : ExecType.Canceled, OrderReason.CancelRequested);
        else if (order.Status == OrderStatus.PendingReplace && luck < 8) run.Answer(order, luck < 3 ? ExecType.ReplaceRejected : ExecType.Replaced);
        else if (!order.IsQuote && luck < 4) run.Answer(order, ExecType.Canceled, OrderReason.IocUnfilled);
        else if (!order.IsQuote || luck < 4) run.Fill(order, _random.Between(1, order.LeavesQty.Units), order.Price.Units);
    }

    private void Deny(OwnOrder order) => run.Driver.Deny(
        new OrderIntent { ClientOrderId = order.ClientOrderId, Kind = IntentKind.Submit, Side = order.Side }, OrderReason.RiskDenied, default);
}
