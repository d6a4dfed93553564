using System;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using Trading.Model;
using Trading.Strategy.BuiltIn;

namespace Trading.Strategy;

/// <summary>Strategies by name: our own, and those of users' assemblies.</summary>
public sealed class StrategyCatalog
{
    /// <summary>The most characters of a name.</summary>
    public const int NameLengthMax = 40;

    private const string NameRule = "a name has lower-case letters, digits and '-', a letter first";

    /// <summary>The strategies that come with the engine.</summary>
    public static readonly StrategyCatalog Standard = new(
        [new BookImbalanceFactory(), new MarketMakingFactory(), new MeanReversionFactory(), new MomentumFactory()]);

    private StrategyCatalog(ImmutableArray<IStrategyFactory> factories) => Factories = factories;

    /// <summary>The factories, in the order of their names.</summary>
    public ImmutableArray<IStrategyFactory> Factories { get; }

    /// <summary>The catalogue with one more strategy.</summary>
    public Result<StrategyCatalog, StrategyConfigError> With(IStrategyFactory factory)
    {
        try
        {
            if (FirstError(factory) is { } error) return error;
            return new StrategyCatalog([.. Factories.Append(factory).OrderBy(each => each.Name, StringComparer.Ordinal)]);
        }
        catch (Exception exception)
        {
            return Threw(factory.GetType().Name, exception);
        }
    }

    /// <summary>The factory of a name.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out IStrategyFactory? factory)
    {
        factory = Factories.FirstOrDefault(each => each.Name == name);
        return factory is not null;
    }

    /// <summary>Makes a strategy from <c>name</c> or <c>name:parameter=value,parameter=value</c>.</summary>
    /// <param name="text">The name, and parameters that are not to have their defaults.</param>
    /// <param name="instruments">The desk's instruments.</param>
    public Result<CreatedStrategy, StrategyConfigError> Create(string text, ImmutableArray<Instrument> instruments)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? text : text[..colon];
        return StrategyParameters.Parse(colon < 0 ? "" : text[(colon + 1)..]).TryGet(out var parameters, out var error)
            ? Create(name, parameters, instruments)
            : error with { Strategy = name };
    }

    /// <summary>Makes a strategy from its name and parameters.</summary>
    public Result<CreatedStrategy, StrategyConfigError> Create(
        string name, StrategyParameters parameters, ImmutableArray<Instrument> instruments)
    {
        if (!TryGet(name, out var factory))
        {
            var known = "known are " + string.Join(", ", Factories.Select(each => each.Name));
            return new StrategyConfigError(StrategyConfigRule.UnknownStrategy, "", "", name, known);
        }

        try
        {
            if (!StrategyValues.Read(name, factory.Parameters, parameters).TryGet(out var values, out var error)) return error;
            return factory.Create(values, instruments).TryGet(out var strategy, out error)
                ? new CreatedStrategy(name, values, new GuardedStrategy(strategy))
                : error;
        }
        catch (Exception exception)
        {
            return Threw(name, exception);
        }
    }

    private static StrategyConfigError Threw(string name, Exception exception) => new(
        StrategyConfigRule.FactoryThrew, name, "", exception.GetType().Name, exception.Message);

    private static bool IsName(string name) =>
        name.Length is > 0 and <= NameLengthMax && char.IsAsciiLetterLower(name[0])
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private StrategyConfigError? FirstError(IStrategyFactory factory)
    {
        var name = factory.Name;
        if (!IsName(name)) return Bad("", name, NameRule);
        if (TryGet(name, out _)) return new(StrategyConfigRule.NameClash, "", "", name, "another strategy has this name");
        foreach (var parameter in factory.Parameters)
        {
            var (key, text) = (parameter.Name, parameter.Default);
            if (!IsName(key)) return Bad(key, "", NameRule);
            if (!parameter.IsSound()) return Bad(key, text, $"its default must be within {parameter.Range}");
            if (factory.Parameters.Count(other => other.Name == key) > 1) return Bad(key, "", "declare it once");
        }

        return null;

        StrategyConfigError Bad(string parameter, string value, string allowed) =>
            new(StrategyConfigRule.BadFactory, name, parameter, value, allowed);
    }
}
