using System;
using System.IO;
using System.Linq;

namespace Trading.Tests.Grains.Cluster;

/// <summary>
/// A test that is a slice of a campaign in the suite, and all of it under <c>tests/campaign.sh</c>, which asks for the
/// whole and for the counts by two variables of the environment.
/// </summary>
internal static class Campaign
{
    /// <summary>One number for the slice, another for the whole.</summary>
    public static int Pick(int slice, int whole) =>
        Environment.GetEnvironmentVariable("CAMPAIGN_WHOLE") == "1" ? whole : slice;

    /// <summary>Tells the counts to whoever asked for them: one line of <c>"name": number</c> pairs.</summary>
    public static void Report(params (string Name, long Count)[] counts)
    {
        if (Environment.GetEnvironmentVariable("CAMPAIGN_COUNTS") is not { Length: > 0 } path) return;
        File.AppendAllLines(path, [string.Join(", ", counts.Select(count => $"\"{count.Name}\": {count.Count}"))]);
    }
}
