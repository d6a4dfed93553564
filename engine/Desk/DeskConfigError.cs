using Trading.Exchange;
using Trading.Strategy;

namespace Trading.Desk;

/// <summary>Why a desk's configuration was refused. The numbers are stable.</summary>
public enum DeskConfigRule : byte
{
    /// <summary>There is no instrument, or none of them can be priced.</summary>
    NoInstruments = 1,

    /// <summary>There is no strategy, or there are more than 65,535.</summary>
    BadStrategyCount = 2,

    /// <summary>A strategy's name is empty, too long, used twice, or has a character outside a–z, 0–9 and '-'.</summary>
    BadStrategyName = 3,

    /// <summary>The catalogue refuses a strategy.</summary>
    BadStrategy = 4,

    /// <summary>The execution's configuration is out of range.</summary>
    BadExecution = 5,

    /// <summary>The capital is not positive.</summary>
    BadCapital = 6,

    /// <summary>The interval of marks is outside 1 ms to 1 day.</summary>
    BadMarkInterval = 7,

    /// <summary>The desk has no node of this name.</summary>
    UnknownNode = 8,

    /// <summary>A risk limit is out of range.</summary>
    BadLimits = 9,

    /// <summary>The plan of the capital is out of range.</summary>
    BadPlan = 10,
}

/// <summary>A desk's configuration that cannot be used.</summary>
/// <param name="Rule">The broken rule.</param>
/// <param name="Subject">What breaks it.</param>
/// <param name="Strategy">The catalogue's reason; null for other rules.</param>
/// <param name="Execution">The execution's reason; null for other rules.</param>
public sealed record DeskConfigError(
    DeskConfigRule Rule, string Subject, StrategyConfigError? Strategy = null, ExecutionConfigError? Execution = null)
{
    /// <summary>One line for people.</summary>
    public override string ToString() =>
        Strategy?.ToString() ?? (Execution is null ? $"{Rule}: {Subject}" : $"{Rule}: {Execution}");
}
