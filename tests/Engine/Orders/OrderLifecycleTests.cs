using System;
using System.Collections.Generic;
using System.Linq;
using Trading.Orders;
using Xunit;

namespace Trading.Tests.Orders;

public sealed class OrderLifecycleTests
{
    public static TheoryData<OrderStatus, OrderTransition> EveryPair
    {
        get
        {
            var pairs = new TheoryData<OrderStatus, OrderTransition>();
            foreach (var status in Enum.GetValues<OrderStatus>())
            {
                foreach (var transition in Enum.GetValues<OrderTransition>()) pairs.Add(status, transition);
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void A_pair_moves_as_the_table_says_or_not_at_all(OrderStatus from, OrderTransition transition)
    {
        var lines = OrderLifecycle.Table.Where(line => line.From == from && line.Transition == transition).ToArray();
        Assert.True(lines.Length <= 1, "a pair stands in the table once");
        Assert.Equal(lines.Length == 1, OrderLifecycle.TryNext(from, transition, out var to));
        Assert.Equal(lines.Length == 1 ? lines[0].To : from, to);
    }

    [Fact]
    public void A_closed_order_never_moves_again()
    {
        var closed = Enum.GetValues<OrderStatus>().Where(status => status.IsClosed()).ToArray();
        Assert.Equal(
            [OrderStatus.Denied, OrderStatus.Rejected, OrderStatus.Filled, OrderStatus.Canceled, OrderStatus.Expired],
            closed);
        Assert.DoesNotContain(OrderLifecycle.Table, line => line.From.IsClosed());
    }

    [Fact]
    public void Every_status_is_reached_from_New()
    {
        var reached = new HashSet<OrderStatus> { OrderStatus.New };
        for (var before = 0; before != reached.Count;)
        {
            before = reached.Count;
            foreach (var line in OrderLifecycle.Table.Where(line => reached.Contains(line.From))) reached.Add(line.To);
        }

        Assert.Equal(Enum.GetValues<OrderStatus>().Length, reached.Count);
    }

    [Fact]
    public void Values_outside_the_enums_are_illegal()
    {
        Assert.False(OrderLifecycle.TryNext((OrderStatus)200, OrderTransition.Accept, out _));
        Assert.False(OrderLifecycle.TryNext(OrderStatus.New, (OrderTransition)200, out _));
    }
}
