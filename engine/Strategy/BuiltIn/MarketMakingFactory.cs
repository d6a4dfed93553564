using System.Collections.Immutable;
using Trading.Model;

namespace Trading.Strategy.BuiltIn;

/// <summary>Makes <c>market-making</c>.</summary>
internal sealed class MarketMakingFactory : IStrategyFactory
{
    public string Name => "market-making";

    public string Summary => "Quotes both sides around a reservation price that leans against its inventory (Avellaneda and Stoikov 2008).";

    public ImmutableArray<StrategyParameter> Parameters => MarketMakingSettings.Parameters;

    public Result<IStrategy, StrategyConfigError> Create(StrategyValues values, ImmutableArray<Instrument> instruments) =>
        MarketMakingSettings.Create(values, instruments).TryGet(out var settings, out var error)
            ? new MarketMakingStrategy(settings, instruments[settings.Instrument])
            : error;
}
