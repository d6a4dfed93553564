using System;
using System.Collections.Immutable;
using Trading.Model;

namespace Trading.Capital;

/// <summary>What a strategy is to get at most.</summary>
/// <param name="Notional">The most that positions and working orders may be worth, in the reporting asset; positive.</param>
/// <param name="Loss">The most that may be lost, in the reporting asset; positive.</param>
/// <param name="OrdersPerSecond">New orders and replacements per second; at least 1.</param>
public readonly record struct CapitalBudget(Money Notional, Money Loss, int OrdersPerSecond);

/// <summary>Why a plan was refused.</summary>
public enum CapitalPlanError : byte
{
    /// <summary>An amount is not positive.</summary>
    AmountNotPositive = 1,

    /// <summary>A rate is not 1 to 1,000,000 per second.</summary>
    BadRate = 2,

    /// <summary>A lease's term is outside 4 ms to 1 day.</summary>
    BadTerm = 3,

    /// <summary>The throttle is outside 0 to 1,000,000 parts per million.</summary>
    BadThrottle = 4,

    /// <summary>There are more budgets than strategies.</summary>
    TooManyBudgets = 5,
}

/// <summary>How an account's capital is shared out among strategies.</summary>
public sealed record CapitalPlan
{
    private const int Whole = 1_000_000;

    /// <summary>All that is granted at once, in the reporting asset; null for the sum of the budgets, so that nobody waits for another.</summary>
    public Money? Total { get; init; }

    /// <summary>The budgets, by strategy number less one; a strategy beyond them has the desk's default.</summary>
    public ImmutableArray<CapitalBudget> Budgets { get; init; } = [];

    /// <summary>How long a lease lasts, in nanoseconds; 4 ms to 1 day. It is renewed four times in that time.</summary>
    public long TermNs { get; init; } = 60_000_000_000;

    /// <summary>The share of its loss budget, in parts per million, from which on a strategy is granted less and less: nothing once
    /// all of the loss budget is lost. 1,000,000 for everything until then.</summary>
    public int ThrottlePpm { get; init; } = 500_000;

    /// <summary>Checks the plan.</summary>
    /// <param name="strategies">How many strategies the desk has.</param>
    /// <returns>The first thing that is wrong; null when nothing is.</returns>
    public CapitalPlanError? FirstError(int strategies)
    {
        if (Total <= Money.Zero) return CapitalPlanError.AmountNotPositive;
        if (Budgets.Length > strategies) return CapitalPlanError.TooManyBudgets;
        foreach (var budget in Budgets)
        {
            if (budget.Notional <= Money.Zero || budget.Loss <= Money.Zero) return CapitalPlanError.AmountNotPositive;
            if (budget.OrdersPerSecond is < 1 or > 1_000_000) return CapitalPlanError.BadRate;
        }

        if (TermNs is < 4_000_000 or > 86_400_000_000_000) return CapitalPlanError.BadTerm;
        return ThrottlePpm is < 0 or > Whole ? CapitalPlanError.BadThrottle : null;
    }

    /// <summary>The budgets of all strategies.</summary>
    /// <param name="strategies">How many there are.</param>
    /// <param name="standard">The budget of those that have none of their own.</param>
    public ImmutableArray<CapitalBudget> BudgetsOf(int strategies, CapitalBudget standard)
    {
        var all = ImmutableArray.CreateBuilder<CapitalBudget>(strategies);
        for (var i = 0; i < strategies; i++) all.Add(i < Budgets.Length ? Budgets[i] : standard);
        return all.MoveToImmutable();
    }

    /// <summary>What a budget comes to after a loss.</summary>
    public Money Throttled(CapitalBudget budget, Money loss)
    {
        var from = budget.Loss.Units / Whole * ThrottlePpm;
        if (loss.Units <= from) return budget.Notional;
        if (loss >= budget.Loss) return Money.Zero;
        // In parts per million, so that no product leaves 128 bits; rounded down, since the rest is not to be had.
        var left = (budget.Loss.Units - loss.Units) / Int128.Max(1, (budget.Loss.Units - from) / Whole);
        return new Money(budget.Notional.Units / Whole * Int128.Clamp(left, 0, Whole));
    }

    /// <summary>Writes every value in a canonical layout.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(Total.HasValue);
        writer.Write(Total ?? Money.Zero);
        writer.Write(Budgets.Length);
        foreach (var budget in Budgets)
        {
            writer.Write(budget.Notional);
            writer.Write(budget.Loss);
            writer.Write(budget.OrdersPerSecond);
        }

        writer.Write(TermNs);
        writer.Write(ThrottlePpm);
    }

    /// <summary>Reads what <see cref="Save"/> wrote; the reader knows when it is damaged. Values are not checked.</summary>
    public static CapitalPlan Read(ref StateReader reader)
    {
        var hasTotal = reader.ReadBool();
        var total = reader.ReadMoney();
        var budgets = ImmutableArray.CreateBuilder<CapitalBudget>();
        for (var left = reader.ReadCount(36); left > 0; left--)
        {
            budgets.Add(new CapitalBudget(reader.ReadMoney(), reader.ReadMoney(), reader.ReadInt32()));
        }

        return new CapitalPlan
        {
            Total = hasTotal ? total : null,
            Budgets = budgets.ToImmutable(),
            TermNs = reader.ReadInt64(),
            ThrottlePpm = reader.ReadInt32(),
        };
    }
}
