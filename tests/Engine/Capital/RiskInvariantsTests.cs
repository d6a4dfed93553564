using System.Collections.Immutable;
using Trading.Capital;
using Trading.Invariants;
using Trading.Model;
using Trading.Orders;
using Trading.Risk;
using Trading.Tests.Orders;
using Xunit;

namespace Trading.Tests.Capital;

/// <summary>Each invariant is silent where it holds and speaks where it does not.</summary>
public sealed class RiskInvariantsTests
{
    [Fact]
    public void A_report_of_an_order_that_was_never_approved_is_found()
    {
        var flow = new OrderFlow(1, 1);
        var id = flow.Submit(1, 0, Side.Buy, 100, 10);
        Assert.Null(RiskInvariants.CheckReport(flow.Table, flow.Report(id, ExecType.Accepted)));
        var unknown = flow.Report(ClientOrderId.Create(1, 2), ExecType.Accepted);
        Assert.Equal(RiskInvariants.ApprovedFirst, RiskInvariants.CheckReport(flow.Table, unknown)?.Invariant);
    }

    [Fact]
    public void An_order_of_a_halted_strategy_is_found()
    {
        Assert.Null(RiskInvariants.CheckHalt(TradingState.Halted, 4, 4));
        Assert.Null(RiskInvariants.CheckHalt(TradingState.Reducing, 4, 5));
        Assert.Equal(RiskInvariants.HaltedIsQuiet, RiskInvariants.CheckHalt(TradingState.Halted, 4, 5)?.Invariant);
    }

    [Fact]
    public void A_hold_that_outlives_its_order_is_found()
    {
        var (flow, meter) = (new OrderFlow(1, 1), new LeaseMeter(1));
        var id = flow.Submit(1, 0, Side.Buy, 100, 10);
        meter.Set(id, new(1_000), 10);
        Assert.Null(RiskInvariants.CheckHolds(meter, flow.Table));
        flow.Apply(id, ExecType.Canceled);
        Assert.Equal(RiskInvariants.HoldsAddUp, RiskInvariants.CheckHolds(meter, flow.Table)?.Invariant);
        meter.Release(id);
        Assert.Null(RiskInvariants.CheckHolds(meter, flow.Table));
    }

    [Fact]
    public void Holds_that_rise_beyond_a_lease_or_after_it_are_found()
    {
        var lease = new Lease { Strategy = 1, Number = 1, Notional = new(100), ExpiresNs = 10 };
        Assert.Null(RiskInvariants.CheckUse(lease, new(5), new(6), new(100), 9));
        Assert.Null(RiskInvariants.CheckUse(lease, new(6), new(6), new(101), 9));
        Assert.Null(RiskInvariants.CheckUse(lease, new(6), new(5), new(90), 10));
        Assert.Equal(RiskInvariants.WithinTheLease, RiskInvariants.CheckUse(lease, new(5), new(6), new(101), 9)?.Invariant);
        Assert.Equal(RiskInvariants.WithinTheLease, RiskInvariants.CheckUse(lease, new(5), new(6), new(90), 10)?.Invariant);
    }

    [Fact]
    public void Leases_beyond_the_total_are_found()
    {
        var meter = new LeaseMeter(2);
        meter.TryAccept(new Lease { Strategy = 1, Number = 1, Notional = new(60), ExpiresNs = 10 });
        meter.TryAccept(new Lease { Strategy = 2, Number = 1, Notional = new(41), ExpiresNs = 20 });
        Assert.Equal(RiskInvariants.LeasesShareTheTotal, RiskInvariants.CheckLeases(meter, 2, new(100), 9)?.Invariant);
        Assert.Null(RiskInvariants.CheckLeases(meter, 2, new(101), 9));
        Assert.Null(RiskInvariants.CheckLeases(meter, 2, new(100), 10));
    }

    [Fact]
    public void A_pool_adds_up_from_its_beginning()
    {
        ImmutableArray<CapitalBudget> budgets = [new(new(60), new(60), 1), new(new(40), new(40), 1)];
        var pool = new CapitalPool(new CapitalPlan(), budgets);
        Assert.Null(RiskInvariants.CheckPool(pool));
        Assert.Equal((new Money(100), Money.Zero), (pool.Total, pool.Free));
    }
}
