using System;
using System.Collections.Immutable;
using Trading.Model;

namespace Trading.Capital;

/// <summary>
/// An account's capital: what is granted to whom, and what is free. What is booked for a strategy rises only by a grant and falls
/// only on the account's word that less can be used: free + Σ booked = total, at every moment.
/// </summary>
public sealed class CapitalPool
{
    private readonly CapitalPlan _plan;
    private readonly ImmutableArray<CapitalBudget> _budgets;
    private readonly Money[] _granted;
    private readonly Money[] _booked;
    private readonly long[] _numbers;
    private readonly bool[] _isStopped;

    /// <summary>A pool whose strategies hold their first leases.</summary>
    /// <param name="plan">Without an error.</param>
    /// <param name="budgets">By strategy number less one.</param>
    public CapitalPool(CapitalPlan plan, ImmutableArray<CapitalBudget> budgets)
    {
        (_plan, _budgets) = (plan, budgets);
        (_granted, _booked) = (new Money[budgets.Length], new Money[budgets.Length]);
        (_numbers, _isStopped) = (new long[budgets.Length], new bool[budgets.Length]);
        Total = TotalOf(plan, budgets);
        for (var i = 0; i < budgets.Length; i++)
        {
            _granted[i] = _booked[i] = FirstLease(plan, budgets, i + 1, 0).Notional;
            _numbers[i] = 1;
        }
    }

    /// <summary>All there is.</summary>
    public Money Total { get; }

    /// <summary>How many strategies share it.</summary>
    public int Strategies => _budgets.Length;

    /// <summary>What is not booked for anybody.</summary>
    public Money Free
    {
        get
        {
            var free = Total;
            foreach (var booked in _booked) free -= booked;
            return free;
        }
    }

    /// <summary>What a strategy may still be using, under its lease or an earlier one.</summary>
    public Money BookedFor(int strategy) => _booked[strategy - 1];

    /// <summary>What a strategy's last lease is for; zero once that was given back.</summary>
    public Money GrantedTo(int strategy) => _granted[strategy - 1];

    /// <summary>All that there is by a plan: what it says, or else the sum of the budgets.</summary>
    public static Money TotalOf(CapitalPlan plan, ImmutableArray<CapitalBudget> budgets) => plan.Total ?? SumOf(budgets);

    /// <summary>The lease that every strategy begins with: its budget, or its share where the budgets exceed what there is.</summary>
    /// <param name="plan">Without an error.</param>
    /// <param name="budgets">By strategy number less one.</param>
    /// <param name="strategy">The strategy's number, from 1.</param>
    /// <param name="startNs">When it begins, UNIX nanoseconds.</param>
    public static Lease FirstLease(CapitalPlan plan, ImmutableArray<CapitalBudget> budgets, int strategy, long startNs)
    {
        var (total, wanted, budget) = (TotalOf(plan, budgets), SumOf(budgets), budgets[strategy - 1]);
        var share = wanted <= total ? 1_000_000 : total.Units / Int128.Max(1, wanted.Units / 1_000_000);
        return new Lease
        {
            Strategy = strategy,
            Number = 1,
            Notional = share >= 1_000_000 ? budget.Notional : new Money(budget.Notional.Units / 1_000_000 * Int128.Max(0, share - 1)),
            Loss = budget.Loss,
            OrdersPerSecond = budget.OrdersPerSecond,
            ExpiresNs = startNs + plan.TermNs,
        };
    }

    /// <summary>Stops or allows renewals: a strategy that an operator has stopped needs no capital.</summary>
    public void SetStopped(int strategy, bool isStopped) => _isStopped[strategy - 1] = isStopped;

    /// <summary>Takes the account's word. What it has not confirmed stays booked.</summary>
    public void Take(in LeaseReport report)
    {
        var i = report.Strategy - 1;
        // A later lease is on its way to the account: this is not yet its word about that one.
        if (report.Number != _numbers[i]) return;
        if (report.Kind == LeaseReportKind.Released) _granted[i] = Money.Zero;
        var needed = report.InUse > _granted[i] ? report.InUse : _granted[i];
        if (needed < _booked[i]) _booked[i] = needed;
    }

    /// <summary>Grants a lease anew, if there is reason and capital.</summary>
    /// <param name="strategy">The strategy's number, from 1.</param>
    /// <param name="loss">What it has lost.</param>
    /// <param name="nowNs">The time, UNIX nanoseconds.</param>
    /// <param name="lease">The lease.</param>
    /// <returns>False when it gets none: its lease runs out.</returns>
    public bool TryRenew(int strategy, Money loss, long nowNs, out Lease lease)
    {
        var i = strategy - 1;
        var budget = _budgets[i];
        var (wanted, most) = (_plan.Throttled(budget, loss), _booked[i] + Free);
        var amount = wanted < most ? wanted : most;
        lease = default;
        if (_isStopped[i] || amount <= Money.Zero) return false;
        if (amount > _booked[i]) _booked[i] = amount;
        _granted[i] = amount;
        lease = new Lease
        {
            Strategy = strategy,
            Number = ++_numbers[i],
            Notional = amount,
            Loss = budget.Loss,
            OrdersPerSecond = budget.OrdersPerSecond,
            ExpiresNs = nowNs + _plan.TermNs,
        };
        return true;
    }

    /// <summary>Writes the state.</summary>
    public void Save(StateWriter writer)
    {
        for (var i = 0; i < _budgets.Length; i++)
        {
            writer.Write(_granted[i]);
            writer.Write(_booked[i]);
            writer.Write(_numbers[i]);
            writer.Write(_isStopped[i]);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote, for the same budgets.</summary>
    public void Load(ref StateReader reader)
    {
        for (var i = 0; i < _budgets.Length; i++)
        {
            (_granted[i], _booked[i]) = (reader.ReadMoney(), reader.ReadMoney());
            (_numbers[i], _isStopped[i]) = (reader.ReadInt64(), reader.ReadBool());
            if (_granted[i].IsNegative || _granted[i] > _booked[i] || _booked[i] > Total) reader.Fail();
        }
    }

    private static Money SumOf(ImmutableArray<CapitalBudget> budgets)
    {
        var sum = Money.Zero;
        foreach (var budget in budgets) sum += budget.Notional;
        return sum;
    }
}
