using System;
using System.Collections.Generic;
using CsCheck;
using Trading.Invariants;
using Trading.Model;
using Trading.Orders;
using Xunit;

namespace Trading.Tests.Orders;

public sealed class OrderTests
{
    /// <summary>What can be asked of a live order, numbered for the generator.</summary>
    private static readonly Func<LiveOrder, long, Result<Order, OrderError>>[] Moves =
    [
        (order, _) => order.Accept(),
        (order, _) => order.Reject(OrderReason.PriceOffTick),
        (order, amount) => order.Fill(new Quantity(amount)),
        (order, _) => order.RequestCancel(),
        (order, _) => order.Cancel(OrderReason.CancelRequested),
        (order, _) => order.RejectCancel(OrderReason.UnknownOrder),
        (order, _) => order.RequestReplace(),
        (order, amount) => order.Replace(new Quantity(amount)),
        (order, _) => order.RejectReplace(OrderReason.UnknownOrder),
        (order, _) => order.Trigger(),
        (order, _) => order.Expire(),
    ];

    [Fact]
    public void Random_moves_keep_every_invariant_of_an_order() =>
        Gen.Select(Gen.Long[1, 20], Gen.Select(Gen.Int[0, Moves.Length - 1], Gen.Long[-2, 22]).Array[0, 40]).Sample((quantity, moves) =>
        {
            Order order = Order.Create(1, Side.Buy, new Quantity(quantity)).Submit();
            foreach (var (move, amount) in moves)
            {
                if (order is not LiveOrder live) break;
                var before = live;
                if (Moves[move](live, amount).TryGet(out var next, out var error)) order = next;
                else Assert.Equal((before.Status, true), (error.Status, before == order));
                Assert.Null(OrderInvariants.Check(before, order));
                Assert.Equal(order is ClosedOrder, order.Status.IsClosed());
            }
        });

    [Fact]
    public void A_fill_may_come_before_the_acknowledgement_and_after_a_cancel_request()
    {
        var order = Order.Create(1, Side.Sell, new Quantity(10)).Submit();
        order = Live(order.Fill(new Quantity(3)));
        order = Live(order.Accept());
        Assert.Equal((OrderStatus.PartiallyFilled, new Quantity(3)), (order.Status, order.FilledQty));
        order = Live(order.RequestCancel());
        order = Live(order.Fill(new Quantity(2)));
        Assert.Equal((OrderStatus.PendingCancel, new Quantity(5)), (order.Status, order.LeavesQty));
        Assert.True(order.Fill(new Quantity(5)).TryGet(out var filled, out _));
        Assert.Equal((OrderStatus.Filled, new Quantity(10)), (Assert.IsType<ClosedOrder>(filled).Status, filled.FilledQty));
    }

    [Fact]
    public void An_illegal_move_names_status_event_and_reason()
    {
        var order = Order.Create(1, Side.Buy, new Quantity(10)).Submit();
        Assert.False(order.RejectReplace(OrderReason.UnknownOrder).TryGet(out _, out var error));
        Assert.Equal(
            new OrderError(
                OrderRule.IllegalTransition, OrderStatus.Pending, OrderTransition.RejectReplaceUnfilled, OrderReason.UnknownOrder),
            error);
        Assert.Equal("IllegalTransition: RejectReplaceUnfilled on Pending (reason UnknownOrder)", error.ToString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(11)]
    public void A_fill_beyond_what_is_open_is_refused(long quantity)
    {
        var order = Order.Create(1, Side.Buy, new Quantity(10)).Submit();
        Assert.False(order.Fill(new Quantity(quantity)).TryGet(out _, out var error));
        Assert.Equal(OrderRule.FillOutOfRange, error.Rule);
    }

    [Fact]
    public void A_replacement_must_leave_something_open()
    {
        var order = Live(Order.Create(1, Side.Buy, new Quantity(10)).Submit().Fill(new Quantity(4)));
        Assert.False(order.Replace(new Quantity(4)).TryGet(out _, out var error));
        Assert.Equal(OrderRule.TotalNotAboveFilled, error.Rule);
        Assert.Equal(new Quantity(1), Live(order.Replace(new Quantity(5))).LeavesQty);
    }

    [Fact]
    public void Our_own_refusal_closes_a_new_order_with_its_reason()
    {
        var denied = Order.Create(1, Side.Buy, new Quantity(10)).Deny(OrderReason.InventoryLimit);
        Assert.Equal((OrderStatus.Denied, OrderReason.InventoryLimit), (denied.Status, denied.Reason));
    }

    [Fact]
    public void Reasons_have_stable_numbers_and_none_is_used_twice()
    {
        var seen = new HashSet<byte>();
        foreach (var reason in Enum.GetValues<OrderReason>()) Assert.True(seen.Add((byte)reason));
        Assert.Equal((1, 20, 40, 48, 54), ((int)OrderReason.CancelRequested, (int)OrderReason.ExpiryReached,
            (int)OrderReason.DuplicateOrderId, (int)OrderReason.PostOnlyWouldTake, (int)OrderReason.InventoryLimit));
    }

    private static LiveOrder Live(Result<Order, OrderError> result)
    {
        Assert.True(result.TryGet(out var order, out var error), error?.ToString());
        return Assert.IsType<LiveOrder>(order);
    }
}
