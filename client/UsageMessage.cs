using System;
using System.Text.RegularExpressions;

namespace Trading.Client;

/// <summary>The command-line library's messages, without the names of .NET types that mean nothing to who reads them.</summary>
internal static partial class UsageMessage
{
    /// <summary>The message for people.</summary>
    public static string For(string message)
    {
        var type = ExpectedType().Match(message);
        return type.Success ? message[..type.Index] + Expected(type.Groups["name"].Value) : message;
    }

    private static string Expected(string type) => type switch
    {
        nameof(UInt64) or nameof(UInt32) or nameof(UInt16) => ": a whole number that is not negative is expected.",
        nameof(Int64) or nameof(Int32) or nameof(Int16) => ": a whole number is expected.",
        nameof(Double) or nameof(Decimal) or nameof(Single) => ": a number is expected.",
        nameof(Boolean) => ": true or false is expected.",
        _ => ".",
    };

    [GeneratedRegex(@" as expected type '(System\.Nullable`1\[)?([A-Za-z]+\.)*(?<name>[A-Za-z0-9]+)\]?'\.$")]
    private static partial Regex ExpectedType();
}
