using System;
using System.Collections.Generic;
using System.Text;

namespace Trading.Grains;

/// <summary>An enum as a tag's value: StoreUnavailable is <c>store-unavailable</c>. Made once, so that recording allocates nothing.</summary>
internal sealed class EnumTag<T>
    where T : struct, Enum
{
    private readonly Dictionary<T, KeyValuePair<string, object?>> _tags = [];
    private readonly KeyValuePair<string, object?> _unknown;

    /// <summary>The tags of an enum.</summary>
    /// <param name="name">The tag's name.</param>
    public EnumTag(string name)
    {
        _unknown = new(name, "unknown");
        foreach (var value in Enum.GetValues<T>()) _tags[value] = new(name, Word($"{value}"));
    }

    /// <summary>The tag of a value.</summary>
    public KeyValuePair<string, object?> this[T value] => _tags.TryGetValue(value, out var tag) ? tag : _unknown;

    private static string Word(string name)
    {
        var word = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsAsciiLetterUpper(letter) && word.Length > 0) word.Append('-');
            word.Append(char.ToLowerInvariant(letter));
        }

        return word.ToString();
    }
}
