namespace Trading.Strategy;

/// <summary>A strategy as it was configured.</summary>
/// <param name="Name">The factory's name.</param>
/// <param name="Values">Every parameter with its value.</param>
/// <param name="Strategy">The strategy, guarded against its own exceptions.</param>
public sealed record CreatedStrategy(string Name, StrategyValues Values, GuardedStrategy Strategy);
