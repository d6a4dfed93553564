using System.Collections.Immutable;
using Trading.Model;
using Trading.Strategy;

namespace MyStrategies;

/// <summary>Makes the strategy by its name: <c>breakout:period=20,bar=1s</c>.</summary>
public sealed class BreakoutFactory : IStrategyFactory
{
    public string Name => "breakout";

    public string Summary => "Buys new highs and sells new lows.";

    public ImmutableArray<StrategyParameter> Parameters { get; } =
    [
        StrategyParameter.Number("quantity", "base asset", "0.01", "0.000001", "1000", "The size of an order."),
        StrategyParameter.Integer("period", "bars", 20, 2, 10_000, "How many bars the highest and lowest close are of."),
        StrategyParameter.Duration("bar", "1s", "1ms", "24h", "The length of a bar."),
    ];

    public Result<IStrategy, StrategyConfigError> Create(StrategyValues values, ImmutableArray<Instrument> instruments) =>
        values.QuantityOf("quantity", instruments[0]).TryGet(out var quantity, out var error)
            ? new BreakoutStrategy(quantity, values.Count("period"), values.DurationNs("bar"))
            : error;
}
