using System;
using System.Collections.Generic;
using System.Linq;
using Trading.Model;
using Trading.Orders;
using Trading.Tests.Model;
using Xunit;

namespace Trading.Tests.Orders;

public sealed class OrderTableTests
{
    [Theory]
    // The quiet life.
    [InlineData("send 10@100 > Pending, ack > Accepted, fill 4@100 > PartiallyFilled, fill 6@100 > Filled", 10, 0)]
    [InlineData("send 10@100 > Pending, reject > Rejected", 0, 0)]
    [InlineData("send 10@100 > Pending, ack > Accepted, cancel > PendingCancel, canceled > Canceled", 0, 0)]
    [InlineData("send 10@100 > Pending, ack > Accepted, expired > Expired", 0, 0)]
    [InlineData("send 10@100 > Pending, ack > Accepted, triggered > Accepted, fill 10@101 > Filled", 10, 0)]
    // The fill comes before the acknowledgement.
    [InlineData("send 10@100 > Pending, fill 4@100 > PartiallyFilled, ack > PartiallyFilled, fill 6@100 > Filled", 10, 0)]
    [InlineData("send 10@100 > Pending, fill 10@100 > Filled, ack > [LateAnswer]", 10, 0)]
    [InlineData("send 10@100 > Pending, fill 4@100 > PartiallyFilled, replace 12@101 > PendingReplace, ack > PendingReplace", 4, 6)]
    // An immediate order ends without an acknowledgement.
    [InlineData("send 10@100 > Pending, fill 4@100 > PartiallyFilled, canceled > Canceled", 4, 0)]
    // The cancel is asked for before the acknowledgement.
    [InlineData("send 10@100 > Pending, cancel > PendingCancel, ack > PendingCancel, canceled > Canceled", 0, 0)]
    [InlineData("send 10@100 > Pending, cancel > PendingCancel, reject > Rejected, cancel-rejected > [LateAnswer]", 0, 0)]
    // Fills overtake the cancel.
    [InlineData("send 10@100 > Pending, ack > Accepted, cancel > PendingCancel, fill 4@100 > PendingCancel, canceled > Canceled", 4, 0)]
    [InlineData("send 10@100 > Pending, ack > Accepted, cancel > PendingCancel, fill 10@100 > Filled, cancel-rejected > [LateAnswer]", 10, 0)]
    // The cancel is refused: the order stands as it stood.
    [InlineData("send 10@100 > Pending, ack > Accepted, cancel > PendingCancel, cancel-rejected > Accepted", 0, 10)]
    [InlineData("send 10@100 > Pending, ack > Accepted, fill 4@100 > PartiallyFilled, cancel > PendingCancel, cancel-rejected > PartiallyFilled", 4, 6)]
    [InlineData("send 10@100 > Pending, ack > Accepted, cancel > PendingCancel, cancel > [IllegalTransition]", 0, 10)]
    // Replacements.
    [InlineData("send 10@100 > Pending, ack > Accepted, replace 20@101 > PendingReplace, replaced 20@101 > Accepted", 0, 20)]
    [InlineData("send 10@100 > Pending, ack > Accepted, replace 5@101 > PendingReplace, replace-rejected > Accepted", 0, 10)]
    [InlineData("send 10@100 > Pending, ack > Accepted, replace 20@101 > PendingReplace, fill 4@100 > PendingReplace, replaced 20@101 > PartiallyFilled", 4, 16)]
    [InlineData("send 10@100 > Pending, ack > Accepted, replace 20@101 > PendingReplace, fill 10@100 > Filled, replace-rejected > [LateAnswer]", 10, 0)]
    [InlineData("send 10@100 > Pending, ack > Accepted, fill 4@100 > PartiallyFilled, replace 4@99 > [TotalNotAboveFilled]", 4, 6)]
    [InlineData("send 10@100 > Pending, ack > Accepted, replace 6@99 > PendingReplace, fill 6@100 > PendingReplace, replaced 6@99 > [TotalNotAboveFilled]", 6, 4)]
    [InlineData("send 10@100 > Pending, replace 20@100 > [IllegalTransition]", 0, 10)]
    // The cancel is asked for while a replacement is under way; the venue answers one after the other.
    [InlineData("send 10@100 > Pending, ack > Accepted, replace 20@101 > PendingReplace, cancel > PendingCancel, replaced 20@101 > PendingCancel, canceled > Canceled", 0, 0)]
    [InlineData("send 10@100 > Pending, ack > Accepted, replace 20@101 > PendingReplace, cancel > PendingCancel, replace-rejected > PendingCancel, cancel-rejected > Accepted", 0, 10)]
    [InlineData("send 10@100 > Pending, ack > Accepted, replace 20@101 > PendingReplace, cancel > PendingCancel, cancel-rejected > Accepted, replace 30@101 > [ReplaceUnderWay], replaced 20@101 > Accepted", 0, 20)]
    // The venue acts of its own accord.
    [InlineData("send 10@100 > Pending, ack > Accepted, canceled > Canceled", 0, 0)]
    [InlineData("send 10@100 > Pending, ack > Accepted, decrement 7@100 > Accepted", 0, 7)]
    [InlineData("send 10@100 > Pending, ack > Accepted, replace 20@101 > PendingReplace, decrement 7@100 > PendingReplace, replaced 17@101 > Accepted", 0, 17)]
    // What cannot be.
    [InlineData("send 10@100 > Pending, ack > Accepted, canceled > Canceled, fill 4@100 > [IllegalTransition]", 0, 0)]
    [InlineData("send 10@100 > Pending, ack > Accepted, fill 11@100 > [FillOutOfRange]", 0, 10)]
    [InlineData("send 10@100 > Pending, ack > Accepted, fill 0@100 > [FillOutOfRange]", 0, 10)]
    [InlineData("send 10@100 > Pending, ack > Accepted, replaced 0@100 > [TotalNotAboveFilled]", 0, 10)]
    [InlineData("send 10@100 > Pending, send 10@100 > [DuplicateOrderId]", 0, 10)]
    [InlineData("send 10@100 > Pending, ack > Accepted, ack > [IllegalTransition]", 0, 10)]
    // The venue's reports come twice.
    [InlineData("send 10@100 > Pending, ack > Accepted, again > [DuplicateReport], fill 4@100 > PartiallyFilled, again > [DuplicateReport]", 4, 6)]
    [InlineData("send 10@100 > Pending, fill 10@100 > Filled, again > [DuplicateReport]", 10, 0)]
    public void An_order_lives_as_the_script_says(string script, long filledQty, long leavesQty)
    {
        var entry = OrderScript.Play(script);
        Assert.Equal((filledQty, leavesQty), (entry.FilledQty, entry.LeavesQty));
    }

    [Fact]
    public void The_average_price_comes_from_the_exact_sum()
    {
        var entry = OrderScript.Play("send 10@100 > Pending, fill 1@99 > PartiallyFilled, fill 2@100 > PartiallyFilled");
        Assert.Equal(299, entry.FilledValue.Units);
        Assert.Equal(100, entry.AvgPx.Units);
        entry = OrderScript.Play("send 10@100 > Pending, fill 1@99 > PartiallyFilled, fill 1@100 > PartiallyFilled");
        Assert.Equal(100, entry.AvgPx.Units);
    }

    [Fact]
    public void A_missed_fill_is_seen_by_the_venues_own_count()
    {
        var flow = new OrderFlow(1, 1);
        var id = flow.Submit(1, 0, Side.Buy, 100, 10);
        var report = flow.Report(id, ExecType.Trade) with { LastQty = 3, FilledQty = 5 };
        Assert.Equal(OrderTableCode.FilledQtyMismatch, flow.Table.Apply(report).Code);
        Assert.Equal(OrderTableCode.Malformed, flow.Table.Apply(report with { ExecId = 0, FilledQty = 3 }).Code);
        Assert.Equal(OrderTableCode.OrderMismatch, flow.Table.Apply(report with { Side = Side.Sell }).Code);
        Assert.Equal(OrderTableCode.Malformed, flow.Table.Apply(report with { ExecType = (ExecType)77 }).Code);
        Assert.Equal(1, flow.Table.CountOf(OrderTableCode.FilledQtyMismatch));
        Assert.Equal(2, flow.Table.CountOf(OrderTableCode.Malformed));
    }

    [Fact]
    public void A_report_for_an_order_that_nobody_sent_is_unknown()
    {
        var flow = new OrderFlow(1, 1);
        var update = flow.Table.Apply(flow.Report(ClientOrderId.Create(1, 9), ExecType.Accepted));
        Assert.Equal(OrderTableCode.UnknownOrder, update.Code);
    }

    [Fact]
    public void A_denied_order_is_kept_and_its_id_is_used_up()
    {
        var flow = new OrderFlow(1, 1);
        var intent = flow.Intent(1, 0, Side.Buy, 100, 10);
        Assert.Equal(OrderStatus.Denied, flow.Table.Deny(intent, OrderReason.RiskDenied, 5).After);
        Assert.Equal(OrderReason.RiskDenied, flow.Table.Closed(0).Reason);
        Assert.Equal(OrderTableCode.DuplicateOrderId, flow.Table.Send(intent, 6).Code);
        Assert.Equal(default, flow.Table.Tally(0, Side.Buy));
    }

    [Fact]
    public void What_risk_has_not_approved_is_refused()
    {
        var flow = new OrderFlow(1, 1);
        Assert.Equal(OrderTableCode.NotApproved, flow.Table.Send(default(Approved<OrderIntent>), 1).Code);
        Assert.Equal(1, flow.Table.CountOf(OrderTableCode.NotApproved));
        Assert.Equal(0, flow.Table.OpenCount);
    }

    [Fact]
    public void Malformed_intents_are_refused()
    {
        var flow = new OrderFlow(1, 1);
        var good = flow.Intent(1, 0, Side.Buy, 100, 10);
        OrderIntent[] bad =
        [
            good with { Kind = (IntentKind)9 }, good with { Side = 0 }, good with { Quantity = 0 },
            good with { Instrument = 1 }, good with { Instrument = -1 },
            good with { ClientOrderId = ClientOrderId.Create(2, 1) },
        ];
        foreach (var intent in bad) Assert.Equal(OrderTableCode.Malformed, flow.Table.Send(intent, 1).Code);
        Assert.True(flow.Table.Send(good, 1).IsApplied);
    }

    [Fact]
    public void Beyond_the_most_open_orders_a_new_one_is_refused_until_one_closes()
    {
        var flow = new OrderFlow(1, 1, openMax: 2);
        var first = flow.Submit(1, 0, Side.Buy, 100, 10);
        flow.Submit(1, 0, Side.Buy, 100, 10);
        Assert.Equal(OrderTableCode.TableFull, flow.Table.Send(flow.Intent(1, 0, Side.Buy, 100, 10), 1).Code);
        flow.Apply(first, ExecType.Canceled);
        Assert.True(flow.Table.Send(flow.Intent(1, 0, Side.Buy, 100, 10), 1).IsApplied);
    }

    [Fact]
    public void Open_quantity_never_leaves_its_range()
    {
        var flow = new OrderFlow(1, 1);
        var id = flow.Submit(1, 0, Side.Buy, 100, long.MaxValue - 5);
        Assert.Equal(OrderTableCode.OpenQuantityTooLarge, flow.Table.Send(flow.Intent(1, 0, Side.Buy, 100, 6), 1).Code);
        flow.Submit(1, 0, Side.Buy, 100, 5);
        flow.Apply(id, ExecType.Accepted);
        var replace = flow.Intent(1, 0, Side.Buy, 100, long.MaxValue) with { Kind = IntentKind.Replace, ClientOrderId = id };
        Assert.Equal(OrderTableCode.OpenQuantityTooLarge, flow.Table.Send(replace, 1).Code);
        Assert.Equal(new OpenTally(long.MaxValue, 2), flow.Table.Tally(0, Side.Buy));
    }

    [Fact]
    public void Closed_orders_are_kept_up_to_the_stated_number()
    {
        var flow = new OrderFlow(1, 1, closedMax: 2);
        var ids = Enumerable.Range(0, 3).Select(_ => flow.Submit(1, 0, Side.Buy, 100, 10)).ToArray();
        foreach (var id in ids) flow.Apply(id, ExecType.Rejected);
        Assert.Equal([ids[2], ids[1]], [flow.Table.Closed(0).ClientOrderId, flow.Table.Closed(1).ClientOrderId]);
        Assert.False(flow.Table.TryGet(ids[0], out _));
        Assert.Equal(OrderTableCode.UnknownOrder, flow.Table.Apply(flow.Report(ids[0], ExecType.Trade)).Code);
        Assert.Equal(2, flow.Table.ClosedCount);
    }

    [Fact]
    public void Open_orders_come_in_the_order_of_their_ids_whatever_the_filter()
    {
        var flow = new OrderFlow(3, 2);
        foreach (var strategy in (int[])[3, 1, 2, 1, 3, 2])
        {
            flow.Submit(strategy, 0, Side.Buy, 100, strategy);
            flow.Submit(strategy, 1, Side.Sell, 110, strategy);
        }

        Assert.Equal("1-1 1-2 1-3 1-4 2-1 2-2 2-3 2-4 3-1 3-2 3-3 3-4", Ids(flow.Table.Open()));
        Assert.Equal("2-1 2-2 2-3 2-4", Ids(flow.Table.Open(2)));
        Assert.Equal("1-1 1-3 2-1 2-3 3-1 3-3", Ids(flow.Table.Open(0, Side.Buy)));
        Assert.Equal("2-2 2-4", Ids(flow.Table.Open(2, 1, Side.Sell)));
        Assert.Equal("", Ids(flow.Table.Open(1, Side.Buy)));
        Assert.Equal(new OpenTally(12, 6), flow.Table.Tally(1, Side.Sell));
        Assert.Equal(new OpenTally(4, 2), flow.Table.Tally(2, 1, Side.Sell));
    }

    [Fact]
    public void The_keenest_price_counts_replacements_under_way_and_orders_without_a_limit()
    {
        var flow = new OrderFlow(1, 1);
        Assert.False(flow.Table.TryGetKeenest(0, Side.Buy, out _));
        var id = flow.Submit(1, 0, Side.Buy, 100, 10);
        flow.Submit(1, 0, Side.Buy, 90, 10);
        Assert.Equal(100, Keenest());
        flow.Apply(id, ExecType.Accepted);
        flow.Table.Send(flow.Intent(1, 0, Side.Buy, 105, 10) with { Kind = IntentKind.Replace, ClientOrderId = id }, 1);
        Assert.Equal(105, Keenest());
        flow.Table.Send(flow.Intent(1, 0, Side.Buy, 0, 10) with { OrderType = OrderType.Market }, 1);
        Assert.Equal(long.MaxValue, Keenest());

        long Keenest() => flow.Table.TryGetKeenest(0, Side.Buy, out var price) ? price.Units : 0;
    }

    [Fact]
    public void Tallies_and_lists_are_what_a_count_over_all_orders_says()
    {
        var flow = new OrderFlow(3, 2, openMax: 6, closedMax: 8);
        var random = SeededRandom.Create(11, "order table");
        for (var step = 0; step < 20_000; step++)
        {
            flow.Step(ref random);
            if (step % 97 != 0) continue;
            foreach (var side in (Side[])[Side.Buy, Side.Sell])
            {
                for (var instrument = 0; instrument < 2; instrument++) CheckTally(flow.Table, instrument, side);
            }
        }

        Assert.True(flow.Table.CountOf(OrderTableCode.Applied) > 5_000);
        Assert.True(flow.Table.CountOf(OrderTableCode.TableFull) > 0);
        Assert.True(flow.Table.CountOf(OrderTableCode.IllegalTransition) > 0);
    }

    [Fact]
    public void A_table_loaded_in_the_middle_has_the_same_bytes_and_the_same_future()
    {
        var (flow, random) = (new OrderFlow(3, 2, openMax: 64, closedMax: 8), SeededRandom.Create(5, "order table"));
        for (var step = 0; step < 3_000; step++) flow.Step(ref random);
        var loaded = new OrderTable(3, 2, openMax: 64, closedMax: 8);
        var reader = new StateReader(StateBytes.Of(flow.Table.Save));
        loaded.Load(ref reader);
        Assert.True(reader.IsComplete);
        Assert.Equal(StateBytes.Of(flow.Table.Save), StateBytes.Of(loaded.Save));
        flow.Follower = loaded;
        for (var step = 0; step < 3_000; step++) flow.Step(ref random);
        Assert.Equal(StateBytes.Of(flow.Table.Save), StateBytes.Of(loaded.Save));
    }

    [Fact]
    public void Damaged_bytes_fail_the_reader_and_never_throw()
    {
        var (flow, random) = (new OrderFlow(2, 2, openMax: 8, closedMax: 4), SeededRandom.Create(6, "order table"));
        for (var step = 0; step < 300; step++) flow.Step(ref random);
        var bytes = StateBytes.Of(flow.Table.Save);
        var table = new OrderTable(2, 2, openMax: 8, closedMax: 4);
        for (var length = 0; length < bytes.Length; length++)
        {
            var reader = new StateReader(bytes.AsSpan(0, length));
            table.Load(ref reader);
            Assert.True(reader.Failed);
            Assert.Equal(0, table.OpenCount + table.ClosedCount);
        }

        for (var trial = 0; trial < 5_000; trial++)
        {
            var damaged = bytes.ToArray();
            damaged[random.Below(damaged.Length)] ^= (byte)(1 << (int)random.Below(8));
            var reader = new StateReader(damaged);
            table.Load(ref reader);
            Assert.True(!reader.IsComplete || StateBytes.Of(table.Save).SequenceEqual(damaged));
        }
    }

    [Fact]
    public void Nothing_is_allocated_once_the_table_has_grown()
    {
        var (flow, random) = (new OrderFlow(2, 2, openMax: 64, closedMax: 16), SeededRandom.Create(8, "order table"));
        for (var step = 0; step < 20_000; step++) flow.Step(ref random);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var step = 0; step < 20_000; step++) flow.Step(ref random);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void CheckTally(OrderTable table, int instrument, Side side)
    {
        var (quantity, count, last) = (0L, 0, ClientOrderId.None);
        foreach (ref readonly var entry in table.Open())
        {
            Assert.True(entry.ClientOrderId.CompareTo(last) > 0);
            last = entry.ClientOrderId;
            Assert.False(entry.Status.IsClosed());
            if (entry.Instrument != instrument || entry.Side != side) continue;
            quantity += entry.OpenQty;
            count++;
        }

        Assert.Equal(new OpenTally(quantity, count), table.Tally(instrument, side));
        var listed = 0;
        foreach (ref readonly var entry in table.Open(instrument, side))
        {
            Assert.Equal((instrument, side), (entry.Instrument, entry.Side));
            listed++;
        }

        Assert.Equal(count, listed);
    }

    private static string Ids(OpenOrders orders)
    {
        var ids = new List<string>();
        foreach (ref readonly var entry in orders) ids.Add(entry.ClientOrderId.ToString());
        return string.Join(' ', ids);
    }
}
