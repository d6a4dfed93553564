using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Trading.Client.Chaos;

/// <summary>What is kept of runs.</summary>
internal static class ChaosFiles
{
    /// <summary>Writes the report with its plans, and the violations with the calls around them where there are any.</summary>
    public static void Write(
        string folder, IReadOnlyList<(ChaosProfile Profile, ChaosPlan Plan)> plans, IReadOnlyList<ChaosResult> results)
    {
        Directory.CreateDirectory(folder);
        var report = new
        {
            plans = plans.Select(each => new { profile = each.Profile.Name, plan = each.Plan.Document() }),
            runs = results.Select(result => result.Document()),
        };
        File.WriteAllText(Path.Combine(folder, "report.json"), Terminal.ToJson(report));
        var violated = results.Where(result => result.Verdict.ViolationCount > 0).ToArray();
        if (violated.Length == 0) return;
        var samples = violated.Select(result => new { profile = result.Profile, seed = result.Seed, violations = result.Verdict.Violations });
        File.WriteAllText(Path.Combine(folder, "violations.json"), Terminal.ToJson(samples));
    }
}
