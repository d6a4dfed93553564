using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Trading.Faults;

namespace Trading.Client.Faults;

/// <summary>The coverage table: a row per fault, a column per step of the protocol.</summary>
internal static class CoverageText
{
    /// <summary>Every cell that can be hit or was; of all profiles when they run in turn.</summary>
    public static IReadOnlyList<CoverageRow> Rows(FaultProfile profile, FaultCoverage coverage)
    {
        FaultProfile[] profiles = profile == FaultProfile.All
            ? [FaultProfile.Book, FaultProfile.Desk, FaultProfile.Files, FaultProfile.Market, FaultProfile.Venue]
            : [profile];
        return
        [
            .. from kind in Enum.GetValues<FaultKind>()
               from step in Enum.GetValues<ProtocolStep>()
               let isExpected = profiles.Any(each => FaultCoverage.StepsOf(each, kind).Contains(step))
               let hits = coverage.Of(kind, step)
               where isExpected || hits > 0
               select new CoverageRow(FaultNames.Of(kind), FaultNames.Of(step), hits, isExpected),
        ];
    }

    /// <summary>The table for people: a dot where a fault cannot strike.</summary>
    public static void Write(TextWriter output, IReadOnlyList<CoverageRow> rows)
    {
        var steps = Enum.GetValues<ProtocolStep>().Select(FaultNames.Of).ToArray();
        output.WriteLine($"{"",-20}{string.Concat(steps.Select(step => $"{step,13}"))}");
        foreach (var fault in rows.Select(row => row.Fault).Distinct())
        {
            var cells = steps.Select(step => rows.FirstOrDefault(row => row.Fault == fault && row.Step == step)?.Hits.ToString() ?? ".");
            output.WriteLine($"{fault,-20}{string.Concat(cells.Select(cell => $"{cell,13}"))}");
        }
    }
}
