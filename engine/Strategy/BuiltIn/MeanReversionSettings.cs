using System.Collections.Immutable;
using Trading.Model;

namespace Trading.Strategy.BuiltIn;

/// <summary>What <c>mean-reversion</c> runs with; units and ranges are those of <see cref="Parameters"/>.</summary>
internal sealed record MeanReversionSettings(
    int Instrument,
    Quantity Quantity,
    long SampleNs,
    int Window,
    double Entry,
    double EdgeBps,
    double Stop,
    long HoldNs,
    double ToleranceBps,
    long SlippageTicks)
{
    public static readonly ImmutableArray<StrategyParameter> Parameters =
    [
        SharedParameters.Instrument,
        SharedParameters.Quantity,
        StrategyParameter.Duration("sample", "1s", "1ms", "24h", "How often the mid price is sampled."),
        StrategyParameter.Integer("window", "samples", 60, 2, 100_000, "How many samples make mean and deviation."),
        StrategyParameter.Number(
            "entry", "deviations", "2", "0.1", "100",
            "How far the mid must be from the mean to enter."),
        StrategyParameter.Number(
            "edge", "bps", "1", "0", "10000",
            "How far it must be at least, whatever the deviation."),
        StrategyParameter.Number(
            "stop", "deviations", "4", "0.2", "1000",
            "How far against the position the mid may go; above entry."),
        StrategyParameter.Duration("hold", "2m", "1ms", "24h", "How long a position may wait for the mean."),
        StrategyParameter.Number(
            "tolerance", "bps", "0.5", "0", "10000",
            "How far a resting order may be off its price and stay."),
        SharedParameters.SlippageTicks,
    ];

    public static Result<MeanReversionSettings, StrategyConfigError> Create(
        StrategyValues values, ImmutableArray<Instrument> instruments)
    {
        if (!values.InstrumentOf("instrument", instruments).TryGet(out var instrument, out var error)) return error;
        if (!values.QuantityOf("quantity", instruments[instrument]).TryGet(out var quantity, out error)) return error;
        if (values.Number("stop") <= values.Number("entry")) return values.Inconsistent("stop", "stop must be above entry");
        return new MeanReversionSettings(
            instrument,
            quantity,
            values.DurationNs("sample"),
            values.Count("window"),
            values.Number("entry"),
            values.Number("edge"),
            values.Number("stop"),
            values.DurationNs("hold"),
            values.Number("tolerance"),
            values.Integer("slippage-ticks"));
    }
}
