using System.Buffers;
using System.Linq;
using Trading.Capital;
using Trading.Invariants;
using Trading.Model;
using Xunit;

namespace Trading.Tests.Capital;

/// <summary>Capital is booked by grants and freed by the account's word, and never granted twice.</summary>
public sealed class CapitalPoolTests
{
    private static readonly CapitalBudget Hundred = new(new(100_000_000), new(100_000_000), 10);

    public static TheoryData<ulong> Seeds => [.. Enumerable.Range(1, 50).Select(seed => (ulong)seed)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_is_asked_and_told_capital_adds_up(ulong seed)
    {
        var random = SeededRandom.Create(seed, "pool");
        var pool = Pool(total: random.Between(1, 600_000_000), strategies: 5);
        for (var step = 0; step < 500; step++)
        {
            var strategy = (int)random.Between(1, 5);
            if (random.Below(3) == 0) pool.TryRenew(strategy, new(random.Between(-50_000_000, 120_000_000)), step, out _);
            else if (random.Below(10) == 0) pool.SetStopped(strategy, random.Below(2) == 0);
            else pool.Take(Report(strategy, random.Between(1, 40), random.Between(0, 150_000_000), (LeaseReportKind)random.Between(1, 3)));
            Assert.Null(RiskInvariants.CheckPool(pool));
        }
    }

    [Fact]
    public void What_one_may_still_use_is_not_granted_to_another()
    {
        var pool = Pool(total: 200_000_000, strategies: 3);
        // Each of three has a third, rounded down.
        Assert.InRange(pool.GrantedTo(1).Units, 66_000_000, 66_666_666);
        Assert.True(pool.TryRenew(1, Money.Zero, 5, out var lease));
        Assert.Equal(pool.BookedFor(1), lease.Notional);
        Assert.Equal((2, 5 + 60_000_000_000), (lease.Number, lease.ExpiresNs));
        pool.SetStopped(1, true);
        Assert.False(pool.TryRenew(1, Money.Zero, 6, out _));
        // Its time is long over, and nobody has said that it is not used any more.
        Assert.True(pool.TryRenew(2, Money.Zero, long.MaxValue / 2, out lease));
        Assert.True(lease.Notional.Units < 68_000_000);
        // Another lease's end is not this one's.
        pool.Take(Report(1, number: 1, inUse: 0, LeaseReportKind.Released));
        Assert.InRange(pool.BookedFor(1).Units, 66_000_000, 68_000_000);
        pool.Take(Report(1, number: 2, inUse: 10_000_000, LeaseReportKind.Released));
        Assert.Equal(10_000_000, pool.BookedFor(1).Units);
        Assert.True(pool.TryRenew(2, Money.Zero, 7, out lease));
        Assert.Equal(100_000_000, lease.Notional.Units);
    }

    [Fact]
    public void A_smaller_lease_frees_the_rest_only_once_it_is_applied()
    {
        var pool = Pool(total: 100_000_000, strategies: 1);
        Assert.True(pool.TryRenew(1, new(75_000_000), 1, out var lease));
        // Half of the loss beyond the throttle is half of the capital.
        Assert.Equal(50_000_000, lease.Notional.Units);
        Assert.Equal((100_000_000, 0), (pool.BookedFor(1).Units, pool.Free.Units));
        pool.Take(Report(1, number: 2, inUse: 70_000_000, LeaseReportKind.Applied));
        Assert.Equal((70_000_000, 30_000_000), (pool.BookedFor(1).Units, pool.Free.Units));
        pool.Take(Report(1, number: 2, inUse: 0, LeaseReportKind.Usage));
        Assert.Equal((50_000_000, 50_000_000), (pool.BookedFor(1).Units, pool.Free.Units));
    }

    [Theory]
    [InlineData(-5, 100_000_000)]
    [InlineData(50_000_000, 100_000_000)]
    [InlineData(50_000_050, 99_999_900)]
    [InlineData(75_000_000, 50_000_000)]
    [InlineData(99_999_950, 100)]
    [InlineData(100_000_000, 0)]
    [InlineData(200_000_000, 0)]
    public void Beyond_half_of_its_loss_a_strategy_is_granted_less_and_less(long loss, long granted) =>
        Assert.Equal(granted, new CapitalPlan().Throttled(Hundred, new(loss)).Units);

    [Fact]
    public void A_plan_that_cannot_be_is_refused_by_rule()
    {
        var plan = new CapitalPlan();
        Assert.Null(plan.FirstError(1));
        Assert.Equal(CapitalPlanError.AmountNotPositive, (plan with { Total = Money.Zero }).FirstError(1));
        Assert.Equal(CapitalPlanError.AmountNotPositive, (plan with { Budgets = [Hundred with { Loss = Money.Zero }] }).FirstError(1));
        Assert.Equal(CapitalPlanError.AmountNotPositive, (plan with { Budgets = [Hundred with { Notional = Money.Zero }] }).FirstError(1));
        Assert.Equal(CapitalPlanError.BadRate, (plan with { Budgets = [Hundred with { OrdersPerSecond = 0 }] }).FirstError(1));
        Assert.Equal(CapitalPlanError.TooManyBudgets, (plan with { Budgets = [Hundred, Hundred] }).FirstError(1));
        Assert.Equal(CapitalPlanError.BadTerm, (plan with { TermNs = 3_999_999 }).FirstError(1));
        Assert.Equal(CapitalPlanError.BadThrottle, (plan with { ThrottlePpm = 1_000_001 }).FirstError(1));
    }

    [Fact]
    public void A_saved_pool_grants_as_the_first_one_and_a_damaged_one_is_refused()
    {
        var pool = Pool(total: 150_000_000, strategies: 2);
        pool.TryRenew(1, new(80_000_000), 1, out _);
        pool.SetStopped(2, true);
        var bytes = new ArrayBufferWriter<byte>();
        pool.Save(new StateWriter(bytes));
        var loaded = Pool(total: 150_000_000, strategies: 2);
        var reader = new StateReader(bytes.WrittenSpan);
        loaded.Load(ref reader);
        Assert.True(reader.IsComplete);
        Assert.False(loaded.TryRenew(2, Money.Zero, 2, out _));
        Assert.True(pool.TryRenew(1, Money.Zero, 2, out var expected) & loaded.TryRenew(1, Money.Zero, 2, out var lease));
        Assert.Equal(expected, lease);
        var small = new StateReader(bytes.WrittenSpan);
        Pool(total: 1_000_000, strategies: 2).Load(ref small);
        Assert.True(small.Failed);
    }

    private static CapitalPool Pool(long total, int strategies) =>
        new(new CapitalPlan { Total = new(total) }, [.. Enumerable.Repeat(Hundred, strategies)]);

    private static LeaseReport Report(int strategy, long number, long inUse, LeaseReportKind kind) =>
        new() { Strategy = strategy, Number = number, InUse = new(inUse), Kind = kind };
}
