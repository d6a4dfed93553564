using System.Collections.Immutable;
using Trading.Model;

namespace Trading.Strategy.BuiltIn;

/// <summary>Makes <c>book-imbalance</c>.</summary>
internal sealed class BookImbalanceFactory : IStrategyFactory
{
    public string Name => "book-imbalance";

    public string Summary => "Takes in the direction in which the book leans, holds for a time, and leaves.";

    public ImmutableArray<StrategyParameter> Parameters => BookImbalanceSettings.Parameters;

    public Result<IStrategy, StrategyConfigError> Create(StrategyValues values, ImmutableArray<Instrument> instruments) =>
        BookImbalanceSettings.Create(values, instruments).TryGet(out var settings, out var error)
            ? new BookImbalanceStrategy(settings, instruments[settings.Instrument])
            : error;
}
