namespace Trading.Strategy;

/// <summary>What a parameter's text is.</summary>
public enum StrategyParameterKind : byte
{
    /// <summary>A whole number.</summary>
    Integer = 1,

    /// <summary>A decimal number with at most nine places.</summary>
    Number = 2,

    /// <summary>A length of time with its unit: <c>250ms</c>, <c>10s</c>, <c>1.5m</c>.</summary>
    Duration = 3,
}
