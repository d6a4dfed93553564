using System;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Trading.Client;

/// <summary>Why a JSON file was refused, for people.</summary>
internal static partial class JsonProblem
{
    /// <summary>The reader's message without the names of our types, which mean nothing to who wrote the file.</summary>
    public static string Explain(JsonException error)
    {
        var message = TypeName().Replace(error.Message, "");
        foreach (var detail in (string[])[" contained in type", " during deserialization", " to System.", " to Trading.", " The type", " Consider"])
        {
            var at = message.IndexOf(detail, StringComparison.Ordinal);
            if (at >= 0) message = message[..at];
        }

        message = message.TrimEnd('.').Replace("could not be mapped to any .NET member", "is unknown");
        var place = error.Path is null || message.Contains("Path:", StringComparison.Ordinal) ? "" : $" (Path: {error.Path})";
        return message + place;
    }

    [GeneratedRegex(@" (on|for) type '[^']*'")]
    private static partial Regex TypeName();
}
