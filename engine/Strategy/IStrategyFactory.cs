using System.Collections.Immutable;
using Trading.Model;

namespace Trading.Strategy;

/// <summary>
/// Makes strategies of one kind by name. A public class with a constructor without parameters is found in a user's
/// assembly.
/// </summary>
public interface IStrategyFactory
{
    /// <summary>The name: lower-case letters, digits and '-', a letter first, at most 40 characters.</summary>
    string Name { get; }

    /// <summary>What the strategy does, in one sentence.</summary>
    string Summary { get; }

    /// <summary>Its parameters, in the order in which they are listed.</summary>
    ImmutableArray<StrategyParameter> Parameters { get; }

    /// <summary>Makes a strategy.</summary>
    /// <param name="values">Every parameter, within its range.</param>
    /// <param name="instruments">The desk's instruments.</param>
    /// <returns>The strategy, or why these values do not fit each other or the instruments.</returns>
    Result<IStrategy, StrategyConfigError> Create(StrategyValues values, ImmutableArray<Instrument> instruments);
}
