using System.Collections.Immutable;
using Trading.Model;

namespace Trading.Strategy.BuiltIn;

/// <summary>What <c>book-imbalance</c> runs with; units and ranges are those of <see cref="Parameters"/>.</summary>
internal sealed record BookImbalanceSettings(
    int Instrument,
    Quantity Quantity,
    int Levels,
    double Threshold,
    double SpreadMaxBps,
    long HoldNs,
    long CooldownNs,
    long SlippageTicks)
{
    public static readonly ImmutableArray<StrategyParameter> Parameters =
    [
        SharedParameters.Instrument,
        SharedParameters.Quantity,
        StrategyParameter.Integer(
            "levels", "levels", 5, 1, Indicators.OrderBookImbalance.LevelsMax,
            "How many best levels of each side are added up."),
        StrategyParameter.Number(
            "threshold", "ratio", "0.6", "0.01", "1",
            "The imbalance, (bids − asks) ÷ (bids + asks), from which an order is sent."),
        StrategyParameter.Number("spread-max", "bps", "2", "0", "10000", "No entry while the spread is wider."),
        StrategyParameter.Duration("hold", "2s", "1ms", "24h", "How long a position is held."),
        StrategyParameter.Duration("cooldown", "1s", "0s", "24h", "How long to wait after a position is closed."),
        SharedParameters.SlippageTicks,
    ];

    public static Result<BookImbalanceSettings, StrategyConfigError> Create(
        StrategyValues values, ImmutableArray<Instrument> instruments)
    {
        if (!values.InstrumentOf("instrument", instruments).TryGet(out var instrument, out var error)) return error;
        if (!values.QuantityOf("quantity", instruments[instrument]).TryGet(out var quantity, out error)) return error;
        return new BookImbalanceSettings(
            instrument,
            quantity,
            values.Count("levels"),
            values.Number("threshold"),
            values.Number("spread-max"),
            values.DurationNs("hold"),
            values.DurationNs("cooldown"),
            values.Integer("slippage-ticks"));
    }
}
