using System.Collections.Immutable;
using Trading.Capital;
using Trading.Model;
using Trading.Orders;
using Trading.Risk;

namespace Trading.Invariants;

/// <summary>What holds of an account's orders, leases and capital after every step.</summary>
public static class RiskInvariants
{
    /// <summary>801.</summary>
    public static readonly Invariant ApprovedFirst =
        new(801, "approved first", "Every order that an exchange reports of was approved by its account before.");

    /// <summary>802.</summary>
    public static readonly Invariant HaltedIsQuiet =
        new(802, "halted is quiet", "While an account has halted a strategy, it sends no new order of it.");

    /// <summary>803.</summary>
    public static readonly Invariant HoldsAddUp =
        new(803, "holds add up", "What is held for a strategy is the sum over its working orders, and no hold outlives its order.");

    /// <summary>804.</summary>
    public static readonly Invariant WithinTheLease =
        new(804, "within the lease", "When a strategy's holds rise, its lease is in force and all that is in use is within it.");

    /// <summary>805.</summary>
    public static readonly Invariant CapitalAddsUp =
        new(805, "capital adds up", "Free + booked = total, nothing of it negative, and what is granted is booked.");

    /// <summary>806.</summary>
    public static readonly Invariant LeasesShareTheTotal =
        new(806, "leases share the total", "The leases in force at an account are together no more than its capital's total.");

    /// <summary>All of them, by number.</summary>
    public static readonly ImmutableArray<Invariant> All =
        [ApprovedFirst, HaltedIsQuiet, HoldsAddUp, WithinTheLease, CapitalAddsUp, LeasesShareTheTotal];

    /// <summary>Checks an exchange's report against the account's orders.</summary>
    /// <returns>The violation; null when there is none.</returns>
    public static Violation? CheckReport(OrderTable orders, in ExecutionReport report)
    {
        var (id, last) = (report.ClientOrderId, orders.LastSequence(report.ClientOrderId.Strategy));
        return id.Sequence <= last ? null : new(ApprovedFirst, $"a report of {id}, and the last order sent is {last}");
    }

    /// <summary>Checks a strategy's orders over one step of its account.</summary>
    /// <param name="state">What the account lets it trade, before the step and after it.</param>
    /// <param name="before">Its last order before.</param>
    /// <param name="after">Its last order after.</param>
    public static Violation? CheckHalt(TradingState state, long before, long after) => state == TradingState.Halted && after != before
        ? new(HaltedIsQuiet, $"order {after} was sent, {before} was the last one")
        : null;

    /// <summary>Adds all holds up; linear in the open orders.</summary>
    /// <returns>The first violation; null when all hold.</returns>
    public static Violation? CheckHolds(LeaseMeter meter, OrderTable orders)
    {
        var count = 0;
        for (var strategy = 0; strategy <= orders.StrategyMax; strategy++)
        {
            var sum = Money.Zero;
            foreach (ref readonly var entry in orders.Open(strategy))
            {
                var held = meter.HoldOf(entry.ClientOrderId);
                if (held != Money.Zero) count++;
                sum += held;
            }

            if (sum != meter.HeldBy(strategy)) return new(HoldsAddUp, $"strategy {strategy}: {meter.HeldBy(strategy)} held, {sum} by orders");
        }

        return count == meter.Count ? null : new(HoldsAddUp, $"{meter.Count} holds for {count} orders");
    }

    /// <summary>Checks a strategy over one step of its account.</summary>
    /// <param name="lease">Its lease.</param>
    /// <param name="before">What was held before.</param>
    /// <param name="after">What is held after.</param>
    /// <param name="inUse">What is in use after.</param>
    /// <param name="timeNs">The step's time.</param>
    public static Violation? CheckUse(in Lease lease, Money before, Money after, Money inUse, long timeNs)
    {
        if (after <= before) return null;
        return lease.IsExpired(timeNs) || inUse > lease.Notional
            ? new(WithinTheLease, $"strategy {lease.Strategy} at {timeNs}: {inUse} of {lease.Notional}, lease {lease.Number} until {lease.ExpiresNs}")
            : null;
    }

    /// <summary>Checks an account's capital.</summary>
    /// <returns>The first violation; null when all hold.</returns>
    public static Violation? CheckPool(CapitalPool pool)
    {
        var sum = pool.Free;
        for (var strategy = 1; strategy <= pool.Strategies; strategy++)
        {
            var (granted, booked) = (pool.GrantedTo(strategy), pool.BookedFor(strategy));
            if (granted.IsNegative || granted > booked) return new(CapitalAddsUp, $"strategy {strategy}: {granted} granted, {booked} booked");
            sum += booked;
        }

        return pool.Free.IsNegative || sum != pool.Total ? new(CapitalAddsUp, $"{pool.Free} free, {sum} of {pool.Total} in all") : null;
    }

    /// <summary>Adds the leases in force at an account up.</summary>
    /// <param name="meter">The account's.</param>
    /// <param name="strategies">How many strategies it serves.</param>
    /// <param name="total">All that there is.</param>
    /// <param name="timeNs">The time.</param>
    public static Violation? CheckLeases(LeaseMeter meter, int strategies, Money total, long timeNs)
    {
        var sum = Money.Zero;
        for (var strategy = 1; strategy <= strategies; strategy++)
        {
            var lease = meter.LeaseOf(strategy);
            if (!lease.IsExpired(timeNs)) sum += lease.Notional;
        }

        return sum > total ? new(LeasesShareTheTotal, $"{sum} granted of {total}") : null;
    }
}
