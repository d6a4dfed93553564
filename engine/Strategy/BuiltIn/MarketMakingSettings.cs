using System.Collections.Immutable;
using Trading.Model;

namespace Trading.Strategy.BuiltIn;

/// <summary>What <c>market-making</c> runs with; units and ranges are those of <see cref="Parameters"/>.</summary>
internal sealed record MarketMakingSettings(
    int Instrument,
    Quantity Quantity,
    double Gamma,
    double K,
    long HorizonNs,
    long SampleNs,
    double Lambda,
    double SigmaMinBps,
    double HalfSpreadMaxBps,
    int InventoryMax,
    long RefreshNs,
    double ToleranceBps,
    long StaleNs)
{
    public static readonly ImmutableArray<StrategyParameter> Parameters =
    [
        SharedParameters.Instrument,
        SharedParameters.Quantity,
        StrategyParameter.Number(
            "gamma", "1/bps", "0.01", "0.000001", "1000",
            "Risk aversion γ: how much inventory moves and widens the quotes."),
        StrategyParameter.Number(
            "k", "1/bps", "0.5", "0.000001", "1000",
            "Decay of the fill intensity A·exp(−kδ) with the distance δ from the mid."),
        StrategyParameter.Duration("horizon", "1m", "10ms", "24h", "The horizon T; it starts again when it is over."),
        StrategyParameter.Duration("sample", "1s", "1ms", "1h", "How often the mid is sampled for the volatility σ."),
        StrategyParameter.Number("lambda", "", "0.97", "0", "0.999999", "The weight of the past in σ²."),
        StrategyParameter.Number(
            "sigma-min", "bps/√s", "0.1", "0", "10000",
            "The least σ: a silent market is not a safe one."),
        StrategyParameter.Number(
            "half-spread-max", "bps", "50", "0.01", "5000",
            "The greatest distance of a quote from the reservation price."),
        StrategyParameter.Integer(
            "inventory-max", "orders", 5, 1, 1_000_000,
            "The greatest position, in sizes of one order; beyond it only the reducing side is quoted."),
        StrategyParameter.Duration(
            "refresh", "100ms", "0s", "1h",
            "The least time between two looks at the quotes, fills apart."),
        StrategyParameter.Number(
            "tolerance", "bps", "0.2", "0", "1000",
            "How far a quote may be off its price and stay."),
        StrategyParameter.Duration(
            "stale", "5s", "1ms", "24h",
            "Without market data for so long the quotes are canceled."),
    ];

    public static Result<MarketMakingSettings, StrategyConfigError> Create(
        StrategyValues values, ImmutableArray<Instrument> instruments)
    {
        if (!values.InstrumentOf("instrument", instruments).TryGet(out var instrument, out var error)) return error;
        if (!values.QuantityOf("quantity", instruments[instrument]).TryGet(out var quantity, out error)) return error;
        if (quantity.Units > long.MaxValue / 4 / values.Integer("inventory-max"))
        {
            return values.Inconsistent("inventory-max", "quantity × inventory-max leaves the 64-bit range");
        }

        return new MarketMakingSettings(
            instrument,
            quantity,
            values.Number("gamma"),
            values.Number("k"),
            values.DurationNs("horizon"),
            values.DurationNs("sample"),
            values.Number("lambda"),
            values.Number("sigma-min"),
            values.Number("half-spread-max"),
            values.Count("inventory-max"),
            values.DurationNs("refresh"),
            values.Number("tolerance"),
            values.DurationNs("stale"));
    }
}
