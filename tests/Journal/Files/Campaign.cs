using System;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Trading.Tests.Journal;

/// <summary>
/// A test that is a slice of a campaign in the suite, and all of it under <c>tests/campaign.sh</c>, which asks for the
/// whole and for the counts by two variables of the environment.
/// </summary>
internal static class Campaign
{
    /// <summary>Whether all of it is asked for.</summary>
    public static bool IsWhole => Environment.GetEnvironmentVariable("CAMPAIGN_WHOLE") == "1";

    /// <summary>One number for the slice, another for the whole.</summary>
    public static int Pick(int slice, int whole) => IsWhole ? whole : slice;

    /// <summary>The seed that a campaign begins with; 1 unless another is asked for.</summary>
    public static ulong FirstSeed =>
        ulong.TryParse(Environment.GetEnvironmentVariable("CAMPAIGN_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : 1;

    /// <summary>Tells the counts to whoever asked for them: one line of <c>"name": number</c> pairs.</summary>
    public static void Report(params (string Name, long Count)[] counts)
    {
        if (Environment.GetEnvironmentVariable("CAMPAIGN_COUNTS") is not { Length: > 0 } path) return;
        File.AppendAllLines(path, [string.Join(", ", counts.Select(count => $"\"{count.Name}\": {count.Count}"))]);
    }
}
