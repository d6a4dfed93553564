using System;
using Trading.Model;

namespace Trading.Strategy;

/// <summary>A parameter that a strategy declares: what it means, in which unit and range, and what it is by default.</summary>
public sealed record StrategyParameter
{
    /// <summary>Decimal places that a number keeps.</summary>
    public const int NumberScale = 9;

    private static readonly (string Suffix, long Nanoseconds)[] DurationUnits =
    [
        ("ns", 1), ("us", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ];

    private StrategyParameter(StrategyParameterKind kind, string name) => (Kind, Name) = (kind, name);

    /// <summary>The name, in lower case: letters, digits, '-'.</summary>
    public string Name { get; }

    /// <summary>What its text is.</summary>
    public StrategyParameterKind Kind { get; }

    /// <summary>The unit, in words; empty for a bare number.</summary>
    public string Unit { get; private init; } = "";

    /// <summary>The value where none is given.</summary>
    public string Default { get; private init; } = "";

    /// <summary>The least value.</summary>
    public string Min { get; private init; } = "";

    /// <summary>The greatest value.</summary>
    public string Max { get; private init; } = "";

    /// <summary>What it does, in one sentence.</summary>
    public string Sentence { get; private init; } = "";

    /// <summary>The range, as people read it.</summary>
    public string Range => $"{Min} to {Max}";

    /// <summary>A whole number.</summary>
    public static StrategyParameter Integer(string name, string unit, long standard, long min, long max, string sentence) =>
        new(StrategyParameterKind.Integer, name)
        {
            Unit = unit,
            Default = DecimalText.ToString(standard, 0),
            Min = DecimalText.ToString(min, 0),
            Max = DecimalText.ToString(max, 0),
            Sentence = sentence,
        };

    /// <summary>A decimal number; default and range as text, so that they are exact.</summary>
    public static StrategyParameter Number(string name, string unit, string standard, string min, string max, string sentence) =>
        new(StrategyParameterKind.Number, name) { Unit = unit, Default = standard, Min = min, Max = max, Sentence = sentence };

    /// <summary>A length of time; default and range with their units.</summary>
    public static StrategyParameter Duration(string name, string standard, string min, string max, string sentence) =>
        new(StrategyParameterKind.Duration, name) { Unit = "time", Default = standard, Min = min, Max = max, Sentence = sentence };

    /// <summary>Reads a text as the parameter's value: an integer, billionths, or nanoseconds.</summary>
    /// <returns>False when it is not of the parameter's kind.</returns>
    internal bool TryRead(string text, out long value) => Kind switch
    {
        StrategyParameterKind.Integer => DecimalText.Parse(text, 0).TryGet(out value, out _),
        StrategyParameterKind.Number => DecimalText.Parse(text, NumberScale).TryGet(out value, out _),
        StrategyParameterKind.Duration => TryReadDuration(text, out value),
    };

    /// <summary>True when the declared texts are values and in order.</summary>
    internal bool IsSound() =>
        TryRead(Min, out var min) && TryRead(Default, out var standard) && TryRead(Max, out var max)
        && min <= standard && standard <= max;

    private static bool TryReadDuration(string text, out long value)
    {
        value = 0;
        foreach (var (suffix, nanoseconds) in DurationUnits)
        {
            if (!text.EndsWith(suffix, StringComparison.Ordinal)) continue;
            var number = text[..^suffix.Length];
            if (number.Length == 0 || !char.IsAsciiDigit(number[^1])) continue;
            var point = number.IndexOf('.', StringComparison.Ordinal);
            var places = point < 0 ? 0 : number.Length - point - 1;
            if (places > NumberScale || !DecimalText.Parse(number, places).TryGet(out var units, out _)) return false;
            var exact = (Int128)units * nanoseconds / DecimalText.PowerOfTen(places);
            if (exact > long.MaxValue || exact < long.MinValue) return false;
            value = (long)exact;
            return true;
        }

        return false;
    }
}
