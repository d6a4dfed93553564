using System;
using System.Collections.Immutable;
using System.Linq;
using Trading.Model;

namespace Trading.Strategy;

/// <summary>A strategy's parameters with their values, each within its declared range. Asking for one that was not declared
/// is a bug of the factory and throws.</summary>
public sealed class StrategyValues
{
    private readonly ImmutableArray<StrategyParameter> _parameters;
    private readonly ImmutableArray<string> _texts;
    private readonly ImmutableArray<long> _values;

    private StrategyValues(
        string strategy, ImmutableArray<StrategyParameter> parameters, ImmutableArray<string> texts, ImmutableArray<long> values)
    {
        Strategy = strategy;
        (_parameters, _texts, _values) = (parameters, texts, values);
    }

    /// <summary>The strategy's name.</summary>
    public string Strategy { get; }

    /// <summary>Checks given parameters against the declared ones and fills in defaults.</summary>
    /// <param name="strategy">The strategy's name, for errors.</param>
    /// <param name="declared">What the strategy knows.</param>
    /// <param name="given">What was given.</param>
    public static Result<StrategyValues, StrategyConfigError> Read(
        string strategy, ImmutableArray<StrategyParameter> declared, StrategyParameters given)
    {
        var texts = declared.Select(parameter => parameter.Default).ToArray();
        foreach (var (name, text) in given.Pairs)
        {
            var index = IndexOf(declared, name);
            if (index < 0)
            {
                var known = $"{strategy} knows " + string.Join(", ", declared.Select(parameter => parameter.Name));
                return new StrategyConfigError(StrategyConfigRule.UnknownParameter, strategy, name, text, known);
            }

            texts[index] = text;
        }

        var values = new long[texts.Length];
        for (var index = 0; index < texts.Length; index++)
        {
            if (Check(strategy, declared[index], texts[index], out values[index]) is { } error) return error;
        }

        return new StrategyValues(strategy, declared, [.. texts], [.. values]);
    }

    /// <summary>The value of a whole number.</summary>
    public long Integer(string name) => ValueOf(name, StrategyParameterKind.Integer);

    /// <summary>The value of a whole number below 2^31, such as a count.</summary>
    public int Count(string name) => (int)ValueOf(name, StrategyParameterKind.Integer);

    /// <summary>The value of a decimal number.</summary>
    public double Number(string name) =>
        ValueOf(name, StrategyParameterKind.Number) / (double)DecimalText.PowerOfTen(StrategyParameter.NumberScale);

    /// <summary>The value of a length of time, in nanoseconds.</summary>
    public long DurationNs(string name) => ValueOf(name, StrategyParameterKind.Duration);

    /// <summary>The value of a decimal number as a quantity of an instrument.</summary>
    /// <returns>The quantity, or the error that it is no multiple of the lot size, too small or too large.</returns>
    public Result<Quantity, StrategyConfigError> QuantityOf(string name, Instrument instrument)
    {
        var billionths = (Int128)ValueOf(name, StrategyParameterKind.Number);
        var scaled = billionths * DecimalText.PowerOfTen(instrument.QuantityScale);
        var units = scaled / DecimalText.PowerOfTen(StrategyParameter.NumberScale);
        var isExact = units * DecimalText.PowerOfTen(StrategyParameter.NumberScale) == scaled && units <= long.MaxValue;
        var quantity = new Quantity(isExact ? (long)units : 0);
        if (isExact && instrument.Check(quantity) == InstrumentRule.Ok) return quantity;
        var range = $"{Text(instrument.MinQuantity)} to {Text(instrument.MaxQuantity)}";
        return Inconsistent(name, $"{instrument.Id} trades {range} in lots of {Text(instrument.LotSize)}");

        string Text(Quantity value) => DecimalText.ToString(value.Units, instrument.QuantityScale);
    }

    /// <summary>The index of an instrument.</summary>
    /// <returns>The index, or the error that there is no such instrument.</returns>
    public Result<int, StrategyConfigError> InstrumentOf(string name, ImmutableArray<Instrument> instruments)
    {
        var index = Integer(name);
        if (index >= 0 && index < instruments.Length) return (int)index;
        return Inconsistent(name, $"the desk has instruments 0 to {instruments.Length - 1}");
    }

    /// <summary>The error that a value contradicts another one or the instrument.</summary>
    public StrategyConfigError Inconsistent(string name, string allowed) =>
        new(StrategyConfigRule.Inconsistent, Strategy, name, _texts[IndexOf(_parameters, name)], allowed);

    /// <summary>Every parameter with its value, in declared order: the canonical form for hashes and reports.</summary>
    public override string ToString() =>
        Strategy + ":" + string.Join(',', _parameters.Zip(_texts, (parameter, text) => $"{parameter.Name}={text}"));

    private static StrategyConfigError? Check(string strategy, StrategyParameter parameter, string text, out long value)
    {
        if (!parameter.TryRead(text, out value))
        {
            var example = $"a value such as {parameter.Default}";
            return new StrategyConfigError(StrategyConfigRule.BadValue, strategy, parameter.Name, text, example);
        }

        var isInside = parameter.TryRead(parameter.Min, out var min) && parameter.TryRead(parameter.Max, out var max)
            && value >= min && value <= max;
        return isInside
            ? null
            : new StrategyConfigError(StrategyConfigRule.OutOfRange, strategy, parameter.Name, text, parameter.Range);
    }

    private static int IndexOf(ImmutableArray<StrategyParameter> parameters, string name)
    {
        for (var index = 0; index < parameters.Length; index++)
        {
            if (parameters[index].Name == name) return index;
        }

        return -1;
    }

    private long ValueOf(string name, StrategyParameterKind kind)
    {
        var index = IndexOf(_parameters, name);
        if (index < 0 || _parameters[index].Kind != kind) throw new ArgumentException($"{Strategy} declares no {kind} '{name}'");
        return _values[index];
    }
}
