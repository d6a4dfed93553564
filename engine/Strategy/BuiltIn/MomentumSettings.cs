using System.Collections.Immutable;
using Trading.Model;

namespace Trading.Strategy.BuiltIn;

/// <summary>What <c>momentum</c> runs with; units and ranges are those of <see cref="Parameters"/>.</summary>
internal sealed record MomentumSettings(
    int Instrument,
    Quantity Quantity,
    long BarNs,
    int Fast,
    int Slow,
    double Entry,
    double VolatilityMaxBps,
    double VolatilityLambda,
    double StopBps,
    long SlippageTicks)
{
    public static readonly ImmutableArray<StrategyParameter> Parameters =
    [
        SharedParameters.Instrument,
        SharedParameters.Quantity,
        StrategyParameter.Duration("bar", "1s", "1ms", "24h", "The length of the bars whose closes are averaged."),
        StrategyParameter.Integer(
            "fast", "bars", 12, 1, 100_000,
            "The period of the fast average; below the slow one."),
        StrategyParameter.Integer("slow", "bars", 48, 2, 100_000, "The period of the slow average."),
        StrategyParameter.Number(
            "entry", "deviations", "0.5", "0", "1000",
            "How far apart the averages must be to enter, in deviations of a bar's return."),
        StrategyParameter.Number(
            "vol-max", "bps", "50", "0", "10000",
            "No entry while the deviation of a bar's return is above it."),
        StrategyParameter.Number(
            "vol-lambda", "", "0.94", "0", "0.999999",
            "The weight of the past in that deviation."),
        StrategyParameter.Number(
            "stop", "bps", "30", "0.1", "10000",
            "The loss from the average entry at which a position is closed."),
        SharedParameters.SlippageTicks,
    ];

    public static Result<MomentumSettings, StrategyConfigError> Create(
        StrategyValues values, ImmutableArray<Instrument> instruments)
    {
        if (!values.InstrumentOf("instrument", instruments).TryGet(out var instrument, out var error)) return error;
        if (!values.QuantityOf("quantity", instruments[instrument]).TryGet(out var quantity, out error)) return error;
        if (values.Integer("fast") >= values.Integer("slow")) return values.Inconsistent("fast", "fast must be below slow");
        return new MomentumSettings(
            instrument,
            quantity,
            values.DurationNs("bar"),
            values.Count("fast"),
            values.Count("slow"),
            values.Number("entry"),
            values.Number("vol-max"),
            values.Number("vol-lambda"),
            values.Number("stop"),
            values.Integer("slippage-ticks"));
    }
}
