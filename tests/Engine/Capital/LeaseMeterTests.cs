using System.Buffers;
using System.Linq;
using Trading.Capital;
using Trading.Invariants;
using Trading.Model;
using Trading.Orders;
using Trading.Tests.Orders;
using Xunit;

namespace Trading.Tests.Capital;

/// <summary>Holds follow orders through every move.</summary>
public sealed class LeaseMeterTests
{
    public static TheoryData<ulong> Seeds => [.. Enumerable.Range(1, 30).Select(seed => (ulong)seed)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Holds_add_up_through_random_lives_of_orders_and_a_saved_meter_goes_on(ulong seed)
    {
        var (flow, meter, random) = (new OrderFlow(3, 2), new LeaseMeter(3), SeededRandom.Create(seed, "meter"));
        for (var step = 0; step < 2_000; step++)
        {
            flow.Step(ref random);
            foreach (ref readonly var entry in flow.Table.Open())
            {
                // Ten for each unit, for every other order: the rest can only reduce.
                var isNew = meter.HoldOf(entry.ClientOrderId) == Money.Zero && entry.ClientOrderId.Sequence % 2 == 0;
                if (isNew) meter.Set(entry.ClientOrderId, new(10 * entry.OpenQty), entry.OpenQty);
                else meter.Follow(entry);
                if (entry.ClientOrderId.Sequence % 2 == 0) Assert.Equal(10 * entry.OpenQty, meter.HoldOf(entry.ClientOrderId).Units);
            }

            for (var age = 0; age < flow.Table.ClosedCount; age++) meter.Follow(flow.Table.Closed(age));
            Assert.Null(RiskInvariants.CheckHolds(meter, flow.Table));
            if (step % 97 == 0) meter = Reloaded(meter, flow.Table);
        }
    }

    [Fact]
    public void Only_a_later_lease_is_taken()
    {
        var meter = new LeaseMeter(1);
        Assert.True(meter.TryAccept(new Lease { Strategy = 1, Number = 2, Notional = new(5) }));
        Assert.False(meter.TryAccept(new Lease { Strategy = 1, Number = 2, Notional = new(9) }));
        Assert.False(meter.TryAccept(new Lease { Strategy = 1, Number = 1, Notional = new(9) }));
        Assert.Equal(5, meter.LeaseOf(1).Notional.Units);
    }

    [Fact]
    public void A_second_of_orders_may_come_at_once_and_then_no_faster_than_the_rate()
    {
        var meter = new LeaseMeter(1);
        meter.TryAccept(new Lease { Strategy = 1, Number = 1, OrdersPerSecond = 4 });
        for (var sent = 0; sent < 4; sent++) Send(nowNs: 1_000);
        Assert.Equal(1_250_000_000, meter.BacklogNs(1, 1_000));
        Assert.Equal(1_000_000_001, meter.BacklogNs(1, 1_000 + 249_999_999));
        Send(nowNs: 1_000 + 250_000_000);
        Assert.Equal(long.MaxValue, new LeaseMeter(1).BacklogNs(1, 5));

        void Send(long nowNs)
        {
            Assert.InRange(meter.BacklogNs(1, nowNs), 1, 1_000_000_000);
            meter.Spend(1, nowNs);
        }
    }

    private static LeaseMeter Reloaded(LeaseMeter meter, OrderTable orders)
    {
        var (bytes, again) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        meter.Save(new StateWriter(bytes), orders);
        var loaded = new LeaseMeter(3);
        var reader = new StateReader(bytes.WrittenSpan);
        loaded.Load(ref reader);
        Assert.True(reader.IsComplete);
        loaded.Save(new StateWriter(again), orders);
        Assert.Equal(bytes.WrittenSpan, again.WrittenSpan);
        var cut = new StateReader(bytes.WrittenSpan[..^1]);
        new LeaseMeter(3).Load(ref cut);
        Assert.False(cut.IsComplete);
        return loaded;
    }
}
