using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Trading.Model;

namespace Trading.Strategy;

/// <summary>Parameters as given: names and texts in the order given, no name twice.</summary>
public sealed class StrategyParameters
{
    /// <summary>None given: every parameter has its default.</summary>
    public static readonly StrategyParameters None = new([]);

    private StrategyParameters(ImmutableArray<KeyValuePair<string, string>> pairs) => Pairs = pairs;

    /// <summary>The pairs, in the order given.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Pairs { get; }

    /// <summary>Reads <c>name=value,name=value</c>; an empty text gives none.</summary>
    public static Result<StrategyParameters, StrategyConfigError> Parse(string text)
    {
        if (text.Length == 0) return None;
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var part in text.Split(','))
        {
            var equal = part.IndexOf('=', StringComparison.Ordinal);
            if (equal <= 0 || equal == part.Length - 1)
            {
                return new StrategyConfigError(StrategyConfigRule.Malformed, "", "", part, "write name=value,name=value");
            }

            pairs.Add(new(part[..equal].Trim(), part[(equal + 1)..].Trim()));
        }

        return Create(pairs);
    }

    /// <summary>Takes names and texts, in their order: from a dictionary, sort them first.</summary>
    public static Result<StrategyParameters, StrategyConfigError> Create(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var all = pairs.ToImmutableArray();
        for (var index = 0; index < all.Length; index++)
        {
            if (!all.Take(index).Any(earlier => earlier.Key == all[index].Key)) continue;
            return new StrategyConfigError(
                StrategyConfigRule.DuplicateParameter, "", all[index].Key, all[index].Value, "give each parameter once");
        }

        return new StrategyParameters(all);
    }

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() => string.Join(',', Pairs.Select(pair => $"{pair.Key}={pair.Value}"));
}
