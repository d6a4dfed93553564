using System.Collections.Immutable;
using Trading.Model;

namespace Trading.Strategy.BuiltIn;

/// <summary>Makes <c>momentum</c>.</summary>
internal sealed class MomentumFactory : IStrategyFactory
{
    public string Name => "momentum";

    public string Summary => "Follows the trend: long while a fast average of bar closes is above a slow one, short while it is below.";

    public ImmutableArray<StrategyParameter> Parameters => MomentumSettings.Parameters;

    public Result<IStrategy, StrategyConfigError> Create(StrategyValues values, ImmutableArray<Instrument> instruments) =>
        MomentumSettings.Create(values, instruments).TryGet(out var settings, out var error)
            ? new MomentumStrategy(settings, instruments[settings.Instrument])
            : error;
}
