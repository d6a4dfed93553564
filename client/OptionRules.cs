using System;
using System.CommandLine;
using System.CommandLine.Parsing;

namespace Trading.Client;

/// <summary>Rules of an option's value that are told with the command line's other errors.</summary>
internal static class OptionRules
{
    /// <summary>Adds a rule.</summary>
    /// <param name="option">The option.</param>
    /// <param name="isGood">True for values that keep it.</param>
    /// <param name="message">What to do instead.</param>
    public static void Require<T>(this Option<T> option, Func<T, bool> isGood, string message)
        where T : struct => option.Validators.Add(result =>
    {
        if (TryGet(result, option, out var value) && !isGood(value)) result.AddError(message);
    });

    /// <summary>The option's value.</summary>
    /// <returns>False when the words are no such value, which the library tells by itself.</returns>
    private static bool TryGet<T>(OptionResult result, Option<T> option, out T value)
        where T : struct
    {
        try
        {
            value = result.GetValue(option);
            return true;
        }
        catch (InvalidOperationException)
        {
            value = default;
            return false;
        }
    }
}
