using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace Trading.Architecture.Tests;

/// <summary>Each message of the log has an event id of its own, and docs/design/OBSERVABILITY.md has them all.</summary>
public sealed partial class LogTests
{
    private const string Page = "docs/design/OBSERVABILITY.md";

    [Fact]
    public void Event_ids_are_unique_and_documented()
    {
        var declared = Repository.Files(".cs").Where(path => !path.StartsWith("tests/", System.StringComparison.Ordinal))
            .SelectMany(path => Declared().Matches(Repository.Read(path))).Select(match => Number(match.Groups[1].Value)).Order().ToArray();
        Assert.NotEmpty(declared);
        Expect.None(declared.GroupBy(id => id).Where(group => group.Count() > 1).Select(group => $"event id {group.Key} is used twice"));
        Assert.Equal(declared, Repository.Lines(Page).Select(line => Row().Match(line)).Where(row => row.Success).SelectMany(Ids).Order());
    }

    /// <summary>The ids of a row: numbers and ranges, as in <c>1101, 1201 to 1203</c>.</summary>
    private static IEnumerable<int> Ids(Match row)
    {
        foreach (Match part in Part().Matches(row.Groups[1].Value))
        {
            var first = Number(part.Groups[1].Value);
            var last = part.Groups[2].Success ? Number(part.Groups[2].Value) : first;
            for (var id = first; id <= last; id++) yield return id;
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\[LoggerMessage\(\s*(\d+)")]
    private static partial Regex Declared();

    [GeneratedRegex(@"^\| ((?:\d{4}(?: to |, )?)+) \|")]
    private static partial Regex Row();

    [GeneratedRegex(@"(\d{4})(?: to (\d{4}))?")]
    private static partial Regex Part();
}
