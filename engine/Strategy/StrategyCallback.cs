namespace Trading.Strategy;

/// <summary>The calls of a strategy in which it can fail. The numbers are stable.</summary>
public enum StrategyCallback : byte
{
    /// <summary><see cref="IStrategy.OnStart"/>.</summary>
    OnStart = 1,

    /// <summary><see cref="IStrategy.OnStop"/>.</summary>
    OnStop = 2,

    /// <summary><see cref="IStrategy.OnMarket"/>.</summary>
    OnMarket = 3,

    /// <summary><see cref="IStrategy.OnTrade"/>.</summary>
    OnTrade = 4,

    /// <summary><see cref="IStrategy.OnBar"/>.</summary>
    OnBar = 5,

    /// <summary><see cref="IStrategy.OnTimer"/>.</summary>
    OnTimer = 6,

    /// <summary><see cref="IStrategy.OnFill"/>.</summary>
    OnFill = 7,

    /// <summary><see cref="IStrategy.OnOrder"/>.</summary>
    OnOrder = 8,

    /// <summary><see cref="IStrategy.Save"/>.</summary>
    Save = 9,

    /// <summary><see cref="IStrategy.Load"/>.</summary>
    Load = 10,
}
