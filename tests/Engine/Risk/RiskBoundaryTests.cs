using System;
using System.Collections.Generic;
using System.Linq;
using Trading.Model;
using Trading.Orders;
using Trading.Risk;
using Trading.Tests.Model;
using Xunit;

namespace Trading.Tests.Risk;

/// <summary>Every rule just below its limit, at it, and just beyond. A rule without a line here fails the first test.</summary>
public sealed class RiskBoundaryTests
{
    private const long NowNs = 1_000_000_000_000;
    private static readonly RiskLimits Limits = RiskLimits.Wide;
    private static readonly Instrument Rules = TestInstruments.Spot(priceScale: 2, quantityScale: 3);

    /// <summary>What a case is: what is asked, with a step below (−1), at (0) or beyond (+1) the limit.</summary>
    private static readonly Dictionary<RiskReason, Func<int, (RiskGate Gate, OrderIntent Intent, RiskInputs Inputs)>> Cases = new()
    {
        [RiskReason.Halted] = step => (Gate(state: (TradingState)(step + 1)), Order() with { Quantity = 1 }, Inputs() with { Position = -10 }),
        [RiskReason.NoLimits] = step => (Gate(step > 0 ? RiskLimits.None : Limits), Order(), Inputs()),
        [RiskReason.DuplicateOrder] = step => (AfterOrders(3), Order(sequence: 4 - step), Inputs()),
        [RiskReason.NoPrice] = step => (Gate(), Order() with { Price = 1 }, Inputs() with { ReferencePrice = new Price(1 - step) }),
        [RiskReason.StaleMarket] = step => (Gate(), Order(), Inputs() with { MarketTimeNs = NowNs - RiskLimits.Wide.StaleAfterNs - step }),
        [RiskReason.ReduceOnly] = step => (
            Gate(), Order() with { Flags = OrderFlags.ReduceOnly, Quantity = 7 + step }, Inputs() with { Position = -10, OpenQty = 3 }),
        [RiskReason.Reducing] = step => (
            Gate(state: TradingState.Reducing), Order() with { Quantity = 7 + step }, Inputs() with { Position = -10, OpenQty = 3 }),
        [RiskReason.LeaseExpired] = step => (
            Gate(), Order(), Inputs() with { Lease = Lease() with { ExpiresNs = NowNs + 1 - step } }),
        [RiskReason.LeaseLoss] = step => (
            Gate(), Order(), Inputs() with { Lease = Lease() with { LossLimit = new(100), Loss = new(100 + step) } }),
        [RiskReason.LeaseNotional] = step => (
            Gate(), Order(), Inputs() with { Lease = Lease() with { Notional = new(100), InUse = new(60), OrderHold = new(40 + step) } }),
        [RiskReason.LeaseRate] = step => (
            Gate(), Order(), Inputs() with { Lease = Lease() with { BacklogNs = 1_000_000_000 + step } }),
        [RiskReason.MaxOrderQty] = step => (
            Gate(Limits with { MaxOrderQty = Amount("0.5") }), Order() with { Quantity = 500 + step }, Inputs()),
        [RiskReason.MaxNotional] = step => (
            Gate(Limits with { MaxNotional = Amount("50") }), Order() with { Quantity = 500 + step }, Inputs()),
        [RiskReason.PositionLimit] = step => (
            Gate(Limits with { PositionLimit = Amount("100") }),
            Order() with { Quantity = 500 + step },
            Inputs() with { Position = 300, OpenQty = 200 }),
        [RiskReason.PriceCollar] = step => (
            Gate(Limits with { CollarPpm = 20_000 }), Order() with { Price = 10_200 + step }, Inputs()),
        [RiskReason.OrderRate] = step => (AfterOrders(4 + step, Limits with { OrdersPerSecond = 5 }), Order(sequence: 99), Inputs()),
        [RiskReason.OpenOrderCount] = step => (
            Gate(Limits with { OpenOrdersMax = 5 }), Order(), Inputs() with { OpenOrders = 4 + step }),
        [RiskReason.RepeatedExecution] = step => (AfterOrders(4 + step, Limits with { RepeatsMax = 5 }), Order(sequence: 99), Inputs()),
        [RiskReason.SelfCross] = step => (Gate(), Order() with { Price = 9_999 + step }, Inputs() with { OtherSide = new Price(10_000) }),
    };

    public static TheoryData<RiskReason> Reasons => [.. RiskRules.All.Select(rule => rule.Reason)];

    [Fact]
    public void Every_rule_has_a_boundary_and_every_boundary_a_rule() =>
        Assert.Equal(RiskRules.All.Select(rule => rule.Reason).Order(), Cases.Keys.Order());

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Below_and_at_the_limit_an_order_passes_and_beyond_it_the_rule_denies(RiskReason reason)
    {
        foreach (var step in (int[])[-1, 0])
        {
            var (gate, intent, inputs) = Cases[reason](step);
            var decision = gate.Check(intent, inputs);
            Assert.True(decision.Approval.IsValid, $"{reason} at {step}: denied by {decision.Reason}, {decision.Value} against {decision.Limit}");
            Assert.Equal(intent.ClientOrderId, decision.Approval.Value.ClientOrderId);
        }

        var beyond = Cases[reason](1);
        var denied = beyond.Gate.Check(beyond.Intent, beyond.Inputs);
        Assert.Equal((reason, false), (denied.Reason, denied.Approval.IsValid));
        Assert.Equal(1, beyond.Gate.Denied);
    }

    [Theory]
    [InlineData(RiskReason.LossLimit)]
    [InlineData(RiskReason.DrawdownLimit)]
    [InlineData(RiskReason.ExposureLimit)]
    public void A_runtime_limit_moves_the_state_only_beyond_it(RiskReason reason)
    {
        var limits = Limits with { LossLimit = new(100), DrawdownLimit = new(100), ExposureLimit = new(100) };
        foreach (var amount in (long[])[99, 100, 101])
        {
            var gate = Gate(limits);
            var moved = gate.Observe(
                new(reason == RiskReason.LossLimit ? amount : 0),
                new(reason == RiskReason.DrawdownLimit ? amount : 0),
                new(reason == RiskReason.ExposureLimit ? amount : 0));
            Assert.Equal(amount > 100, moved);
            Assert.Equal(amount > 100 ? reason : RiskReason.None, gate.StateReason);
            var expected = reason == RiskReason.ExposureLimit ? TradingState.Reducing : TradingState.Halted;
            Assert.Equal(amount > 100 ? expected : TradingState.Active, gate.State);
        }
    }

    [Fact]
    public void Cancels_pass_in_every_state_and_without_any_input()
    {
        foreach (var state in Enum.GetValues<TradingState>())
        {
            var decision = Gate(state: state).Check(
                Order() with { Kind = IntentKind.Cancel }, Inputs() with { ReferencePrice = default, MarketTimeNs = 0 });
            Assert.True(decision.Approval.IsValid);
        }
    }

    [Fact]
    public void A_halted_state_is_left_by_command_alone()
    {
        var gate = Gate();
        Assert.True(gate.Kill(TradingState.Halted));
        Assert.False(gate.Kill(TradingState.Reducing));
        Assert.False(gate.Observe(Money.Zero, Money.Zero, Money.Zero));
        Assert.Equal((TradingState.Halted, RiskReason.KillSwitch), (gate.State, gate.StateReason));
        gate.Resume();
        Assert.Equal((TradingState.Active, RiskReason.None), (gate.State, gate.StateReason));
    }

    [Fact]
    public void What_cannot_be_computed_is_denied()
    {
        var decision = Gate(Limits with { MaxOrderQty = new(Int128.MaxValue), CollarPpm = 1_000_000 }).Check(
            Order() with { Quantity = long.MaxValue, Price = long.MaxValue }, Inputs() with { ReferencePrice = Price.Max });
        Assert.Equal(RiskReason.Overflow, decision.Reason);
    }

    [Fact]
    public void An_order_of_nothing_is_denied() =>
        Assert.Equal(RiskReason.MaxOrderQty, Gate().Check(Order() with { Quantity = 0 }, Inputs()).Reason);

    [Fact]
    public void Orders_in_rotation_are_repetitions_too()
    {
        var gate = Gate(Limits with { RepeatsMax = 5, OrdersPerSecond = 40 });
        var sequence = 0L;
        for (var sent = 0; sent < 30; sent++) Assert.Equal(RiskReason.None, Next(sent).Reason);
        for (var sent = 0; sent < 6; sent++) Assert.Equal(RiskReason.RepeatedExecution, Next(sent).Reason);

        RiskDecision Next(int sent) => gate.Check(Order(++sequence) with { Price = 10_000 - sent % 6 }, Inputs());
    }

    /// <summary>A sell may fill anywhere up from its limit, so it is never valued below the reference.</summary>
    [Theory]
    [InlineData(OrderType.Limit, 1)]
    [InlineData(OrderType.Limit, 10_000)]
    [InlineData(OrderType.Market, 0)]
    public void A_sell_is_valued_at_the_reference_at_least(OrderType type, long price)
    {
        var sell = Order() with { Side = Side.Sell, OrderType = type, Price = price };
        foreach (var limits in (RiskLimits[])[Limits with { MaxNotional = Amount("50") }, Limits with { PositionLimit = Amount("50") }])
        {
            var reason = limits.MaxNotional == Amount("50") ? RiskReason.MaxNotional : RiskReason.PositionLimit;
            var gate = Gate(limits with { CollarPpm = 1_000_000 });
            Assert.Equal(reason, gate.Check(sell with { Quantity = 501 }, Inputs()).Reason);
            Assert.Equal(RiskReason.None, gate.Check(sell with { Quantity = 500 }, Inputs()).Reason);
        }
    }

    [Fact]
    public void A_bid_far_below_the_market_does_not_make_a_position_small()
    {
        var gate = Gate(Limits with { PositionLimit = Amount("100") });
        var bid = Order() with { Price = 100 };
        Assert.Equal(RiskReason.PositionLimit, gate.Check(bid with { Quantity = 101 }, Inputs() with { Position = 900 }).Reason);
        Assert.Equal(RiskReason.None, gate.Check(bid with { Quantity = 100 }, Inputs() with { Position = 900 }).Reason);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 200)]
    [InlineData(-1, 9)]
    public void A_saved_gate_with_a_value_that_cannot_be_is_damage(int at, byte value)
    {
        var saved = Saved(AfterOrders(1));
        saved[at < 0 ? saved.Length + at : at] = value;
        var reader = new StateReader(saved);
        Gate().Load(ref reader);
        Assert.True(reader.Failed);
    }

    [Fact]
    public void A_replacement_counts_what_it_replaces_once()
    {
        var gate = Gate(Limits with { PositionLimit = Amount("100") });
        var replace = Order() with { Kind = IntentKind.Replace, Quantity = 1_000 };
        var inputs = Inputs() with { OpenQty = 1_000, ReplacedQty = 1_000 };
        Assert.True(gate.Check(replace, inputs).Approval.IsValid);
        Assert.Equal(RiskReason.PositionLimit, gate.Check(replace, inputs with { ReplacedQty = 999 }).Reason);
    }

    [Fact]
    public void The_window_of_a_second_lets_go_of_what_is_older()
    {
        var gate = AfterOrders(5, Limits with { OrdersPerSecond = 5 });
        Assert.Equal(RiskReason.OrderRate, gate.Check(Order(sequence: 99), Inputs()).Reason);
        var later = Inputs() with { TimeNs = NowNs + 1_000_000_000, MarketTimeNs = NowNs };
        Assert.True(gate.Check(Order(sequence: 99), later).Approval.IsValid);
    }

    [Fact]
    public void An_instrument_may_have_limits_of_its_own()
    {
        var asked = 0L;
        var gate = Gate(Limits with
        {
            MaxNotional = Amount("50"),
            Instruments = [new(3) { MaxNotional = Amount("20"), CollarPpm = 1_000 }, new(1) { MaxOrderQty = Amount("0.1") }],
        });
        Assert.Equal(RiskReason.None, Ask(0, 500));
        Assert.Equal(RiskReason.MaxNotional, Ask(0, 501));
        Assert.Equal(RiskReason.None, Ask(1, 100));
        Assert.Equal(RiskReason.MaxOrderQty, Ask(1, 101));
        Assert.Equal(RiskReason.None, Ask(2, 500));
        Assert.Equal(RiskReason.None, Ask(3, 200));
        Assert.Equal(RiskReason.MaxNotional, Ask(3, 201));
        Assert.Equal(RiskReason.PriceCollar, Ask(3, 100, 10_011));
        Assert.Equal(RiskReason.None, Ask(4, 500));

        RiskReason Ask(int instrument, long quantity, long price = 10_000) => gate.Check(
            Order(++asked) with { Instrument = instrument, Quantity = quantity, Price = price }, Inputs()).Reason;
    }

    /// <summary>Counting as orders come and go gives what looking through all of them gives.</summary>
    [Theory]
    [InlineData(1, 1_000_000_000)]
    [InlineData(2, 300_000_000)]
    [InlineData(3, 2_500_000_000)]
    public void Recent_orders_are_counted_as_by_looking_through_them(ulong seed, long windowNs)
    {
        var limits = Limits with { OrdersPerSecond = 20, RepeatsMax = 6, RepeatWindowNs = windowNs };
        var (gate, random, sent) = (Gate(limits), SeededRandom.Create(seed, "recent"), new List<(long TimeNs, long Price)>());
        var (nowNs, denied) = (NowNs, 0);
        for (var sequence = 1; sequence <= 5_000; sequence++)
        {
            nowNs += random.Below(10) == 0 ? random.Between(0, 4_000_000_000) : random.Between(0, 60_000_000);
            var order = Order(sequence) with { Price = 10_000 - random.Between(0, 4) };
            var repeats = sent.Count(other => other.Price == order.Price && other.TimeNs > nowNs - windowNs) + 1;
            var orders = sent.Count(other => other.TimeNs > nowNs - 1_000_000_000) + 1;
            var expected = repeats > 6 ? RiskReason.RepeatedExecution : orders > 20 ? RiskReason.OrderRate : RiskReason.None;
            var decision = gate.Check(order, Inputs() with { TimeNs = nowNs, MarketTimeNs = nowNs });
            Assert.Equal(expected, decision.Reason);
            if (expected == RiskReason.None) sent.Add((nowNs, order.Price));
            else denied++;
            if (sent.Count > 200) sent.RemoveRange(0, 100);
            if (sequence % 61 != 0) continue;
            var (saved, loaded) = (Saved(gate), Gate(limits));
            var reader = new StateReader(saved);
            loaded.Load(ref reader);
            Assert.True(reader.IsComplete);
            Assert.Equal(saved, Saved(loaded));
            gate = loaded;
        }

        Assert.InRange(denied, 100, 4_900);
    }

    [Fact]
    public void A_saved_gate_decides_as_the_first_one()
    {
        var gate = AfterOrders(4, Limits with { OrdersPerSecond = 5, RepeatsMax = 5 });
        gate.Kill(TradingState.Reducing);
        var bytes = Saved(gate);
        var loaded = Gate(gate.Limits);
        var reader = new StateReader(bytes);
        loaded.Load(ref reader);
        Assert.True(reader.IsComplete);
        Assert.Equal(bytes, Saved(loaded));
        foreach (var each in (RiskGate[])[gate, loaded])
        {
            Assert.Equal(RiskReason.Reducing, each.Check(Order(sequence: 9), Inputs()).Reason);
            each.Resume();
            Assert.True(each.Check(Order(sequence: 9), Inputs()).Approval.IsValid);
            Assert.Equal(RiskReason.RepeatedExecution, each.Check(Order(sequence: 10), Inputs()).Reason);
        }
    }

    [Fact]
    public void An_approval_is_made_by_risk_alone()
    {
        Assert.False(default(Approved<OrderIntent>).IsValid);
        Assert.DoesNotContain(typeof(Approved<OrderIntent>).GetConstructors(), constructor => constructor.GetParameters().Length > 0);
    }

    [Fact]
    public void Decisions_allocate_nothing()
    {
        var (gate, order, inputs, sequence) = (Gate(), Order(), Inputs(), 0L);
        Decide(20_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Decide(20_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.InRange(gate.Denied, 5_000, 35_000);

        void Decide(int count)
        {
            for (var i = 0; i < count; i++)
            {
                order.ClientOrderId = ClientOrderId.Create(1, ++sequence);
                // Every other order is too large.
                order.Quantity = i % 2 == 0 ? 100 : 1_000_000_000;
                inputs = inputs with { TimeNs = NowNs + sequence * 20_000_000, MarketTimeNs = NowNs + sequence * 20_000_000 };
                gate.Check(order, inputs);
            }
        }
    }

    [Fact]
    public void Limits_that_cannot_be_are_refused_by_name()
    {
        Assert.Null(RiskLimits.Wide.FirstError());
        Assert.Equal(RiskLimitsError.AmountNotPositive, (Limits with { LossLimit = Money.Zero }).FirstError());
        Assert.Equal(RiskLimitsError.BadCollar, (Limits with { CollarPpm = 0 }).FirstError());
        Assert.Equal(RiskLimitsError.CountNotPositive, (Limits with { RepeatsMax = 0 }).FirstError());
        Assert.Equal(RiskLimitsError.BadTime, (Limits with { StaleAfterNs = 0 }).FirstError());
        Assert.Null((Limits with { OrdersPerSecond = 20_000, RepeatWindowNs = 5_000_000_000 }).FirstError());
        Assert.Equal(RiskLimitsError.TooManyRecentOrders, (Limits with { OrdersPerSecond = 20_000, RepeatWindowNs = 5_000_000_001 }).FirstError());
        Assert.Equal(RiskLimitsError.TooManyRecentOrders, (Limits with { OrdersPerSecond = int.MaxValue }).FirstError());
        Assert.Equal(RiskLimitsError.BadInstrument, (Limits with { Instruments = [new(-1)] }).FirstError());
        Assert.Equal(RiskLimitsError.BadInstrument, (Limits with { Instruments = [new(1), new(1)] }).FirstError());
        Assert.Equal(RiskLimitsError.BadCollar, (Limits with { Instruments = [new(1) { CollarPpm = 0 }] }).FirstError());
    }

    private static RiskGate Gate(RiskLimits? limits = null, TradingState state = TradingState.Active)
    {
        var gate = new RiskGate(limits ?? Limits);
        if (state != TradingState.Active) gate.Kill(state);
        return gate;
    }

    private static RiskGate AfterOrders(int count, RiskLimits? limits = null)
    {
        var gate = Gate(limits);
        for (var order = 1; order <= count; order++) Assert.True(gate.Check(Order(order), Inputs()).Approval.IsValid);
        return gate;
    }

    /// <summary>A buy of 0.1 at 100.00, at the reference.</summary>
    private static OrderIntent Order(long sequence = 1) => new()
    {
        ClientOrderId = ClientOrderId.Create(1, sequence),
        Kind = IntentKind.Submit,
        Side = Side.Buy,
        OrderType = OrderType.Limit,
        TimeInForce = TimeInForce.Gtc,
        Price = 10_000,
        Quantity = 100,
    };

    private static RiskInputs Inputs() => new()
    {
        TimeNs = NowNs,
        Instrument = Rules,
        ReferencePrice = new Price(10_000),
        MarketTimeNs = NowNs,
        Position = 0,
        OpenQty = 0,
        ReplacedQty = 0,
        FilledQty = 0,
        OpenOrders = 0,
        OtherSide = default,
        Lease = LeaseFigures.Unlimited,
    };

    private static LeaseFigures Lease() => LeaseFigures.Unlimited;

    private static Money Amount(string text) =>
        Money.Parse(text).TryGet(out var amount, out var error) ? amount : throw new InvalidOperationException($"{error}");

    private static byte[] Saved(RiskGate gate)
    {
        var bytes = new System.Buffers.ArrayBufferWriter<byte>();
        gate.Save(new StateWriter(bytes));
        return bytes.WrittenSpan.ToArray();
    }
}
