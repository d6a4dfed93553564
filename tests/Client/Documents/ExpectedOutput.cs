using System.Collections.Generic;
using System.Linq;

namespace Trading.Client.Tests.Documents;

/// <summary>Compares what a command printed with its transcript.</summary>
internal static class ExpectedOutput
{
    private const string AnyLines = "...";

    /// <summary>Null when the output is as expected; else both, from the first line on that differs.</summary>
    public static string? Difference(IReadOnlyList<string> expected, string output)
    {
        var wanted = Trim(expected);
        var actual = Trim(output.ReplaceLineEndings("\n").Split('\n'));
        if (FirstDifference(wanted, actual) is not var (e, a)) return null;
        var report = new List<string> { $"line {a + 1} of the output differs:" };
        report.AddRange(actual.Take(a).TakeLast(3).Select(line => "    " + line));
        report.Add("  - " + (e < wanted.Count ? wanted[e] : "(end of the transcript)"));
        report.Add("  + " + (a < actual.Count ? actual[a] : "(end of the output)"));
        report.Add("the whole output:");
        report.AddRange(actual.Select(line => "    " + line));
        return string.Join('\n', report);
    }

    /// <summary>The farthest point that the transcript explains, or null when it explains everything.</summary>
    private static (int Expected, int Actual)? FirstDifference(List<string> expected, List<string> actual)
    {
        var (e, a, afterAny, retry) = (0, 0, -1, 0);
        var farthest = (Expected: 0, Actual: 0);
        while (a < actual.Count)
        {
            if (e > farthest.Expected) farthest = (e, a);
            if (e < expected.Count && expected[e] == AnyLines) (afterAny, retry) = (++e, a);
            else if (e < expected.Count && expected[e] == actual[a]) (e, a) = (e + 1, a + 1);
            else if (afterAny < 0) return (e, a);
            else (e, a) = (afterAny, ++retry);
        }

        if (e > farthest.Expected) farthest = (e, a);
        while (e < expected.Count && expected[e] == AnyLines) e++;
        return e == expected.Count ? null : farthest;
    }

    /// <summary>Editors and documents do not keep spaces at the ends of lines, nor empty lines at the end.</summary>
    private static List<string> Trim(IEnumerable<string> lines)
    {
        var trimmed = lines.Select(line => line.TrimEnd()).ToList();
        while (trimmed.Count > 0 && trimmed[^1].Length == 0) trimmed.RemoveAt(trimmed.Count - 1);
        return trimmed;
    }
}
