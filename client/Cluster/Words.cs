using System;

namespace Trading.Client.Cluster;

/// <summary>Enum members as words of the command line: StopLimit is <c>stop-limit</c>.</summary>
internal static class Words
{
    /// <summary>Reads a word as the member that it names; numbers are no words.</summary>
    public static bool TryParse<T>(string word, out T value)
        where T : struct, Enum
    {
        value = default;
        return word.Length > 0 && char.IsAsciiLetter(word[0])
            && Enum.TryParse(word.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out value)
            && Enum.IsDefined(value);
    }
}
