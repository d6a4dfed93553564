using System.Collections.Immutable;
using Trading.Model;

namespace Trading.Strategy.BuiltIn;

/// <summary>Makes <c>mean-reversion</c>.</summary>
internal sealed class MeanReversionFactory : IStrategyFactory
{
    public string Name => "mean-reversion";

    public string Summary => "Bets on the way back: rests an order when the mid is far from its mean and leaves at the mean.";

    public ImmutableArray<StrategyParameter> Parameters => MeanReversionSettings.Parameters;

    public Result<IStrategy, StrategyConfigError> Create(StrategyValues values, ImmutableArray<Instrument> instruments) =>
        MeanReversionSettings.Create(values, instruments).TryGet(out var settings, out var error)
            ? new MeanReversionStrategy(settings, instruments[settings.Instrument])
            : error;
}
