namespace Trading.Backtest;

/// <summary>What happened to the orders of a backtest, counted at the exchanges.</summary>
/// <param name="Cancels">Cancels that came.</param>
/// <param name="Replaces">Replacements that came.</param>
/// <param name="Filled">Orders that were filled in full.</param>
/// <param name="QueueEntries">How often an order began to rest.</param>
/// <param name="FrontEntries">Among them those with nothing ahead.</param>
/// <param name="FillsInQueue">Maker fills because a trade at the price reached the order.</param>
/// <param name="FillsByTradeThrough">Maker fills because a trade went through the price.</param>
/// <param name="FillsByCross">Maker fills because the other side's level reached the price.</param>
public readonly record struct BacktestActivity(
    long Cancels,
    long Replaces,
    long Filled,
    long QueueEntries,
    long FrontEntries,
    long FillsInQueue,
    long FillsByTradeThrough,
    long FillsByCross);
