using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace Trading.Architecture.Tests;

/// <summary>Habits of the house that no compiler checks.</summary>
public sealed class TidyTests
{
    // The aim is 120 columns; a sentence of a doc comment may end a little later. Tests hold golden texts of any width.
    private const int LineLengthMax = 150;
    private const int FileLinesMax = 600;
    private const int FunctionLinesMax = 70;
    private const int GrainLinesMax = 150;

    [Fact]
    public void Null_is_never_hidden()
    {
        // Assembled here, so that this line does not find itself.
        var hidden = new[] { "null" + "!", "default" + "!" };
        Expect.None(Offenders(Repository.Files(".cs"), line => hidden.Any(line.Contains)));
    }

    [Fact]
    public void Lines_and_files_stay_readable()
    {
        var sources = Repository.Files(".cs").Where(path => !path.StartsWith("tests/", StringComparison.Ordinal));
        Expect.None(Offenders(sources, line => line.Length > LineLengthMax));
        Expect.None(Repository.Files(".cs").Where(path => Repository.Lines(path).Length > FileLinesMax));
    }

    /// <summary>A grain is a door: what decides is a node's, what takes long is a class of its own.</summary>
    [Fact]
    public void Grains_stay_thin() => Expect.None(
        from path in Repository.Files(".cs")
        where path.StartsWith("grains/", StringComparison.Ordinal) && path.EndsWith("Grain.cs", StringComparison.Ordinal)
        where Repository.Lines(path).Length > GrainLinesMax
        select $"{path} has {Repository.Lines(path).Length} lines");

    [Fact]
    public void Functions_stay_readable() =>
        Expect.None(Repository.Files(".cs").SelectMany(path => LongFunctions(path)));

    [Fact]
    public void Nothing_is_left_for_later()
    {
        var words = new[] { "TO" + "DO", "FIX" + "ME", "HA" + "CK:", "NotImplemented" + "Exception" };
        Expect.None(Offenders(Repository.Files(".cs", ".md", ".csproj"), line => words.Any(line.Contains)));
    }

    [Fact]
    public void No_type_is_a_manager_helper_util_or_processor()
    {
        var name = new Regex(@"\b(class|struct|record|interface)\s+\w*(Manager|Helper|Helpers|Util|Utils|Processor)\b");
        Expect.None(Offenders(Repository.Files(".cs"), name.IsMatch));
    }

    [Fact]
    public void No_test_is_skipped_and_none_waits_for_a_time()
    {
        var words = new[] { "Skip" + " = ", "Thread." + "Sleep", "Assert.True(" + "true)" };
        var tests = Repository.Files(".cs").Where(path => path.StartsWith("tests/", StringComparison.Ordinal));
        Expect.None(Offenders(tests, line => words.Any(line.Contains)));
    }

    [Fact]
    public void Every_link_in_a_document_leads_somewhere()
    {
        var broken =
            from path in Repository.Files(".md")
            from Match link in Regex.Matches(Repository.Read(path), @"\]\((?!https?:|#|mailto:)([^)#\s]+)(#[^)]*)?\)")
            let target = Path.Combine(Path.GetDirectoryName(path) ?? "", link.Groups[1].Value)
            where !Repository.Exists(target)
            select $"{path} → {link.Groups[1].Value}";
        Expect.None(broken);
    }

    [Fact]
    public void Every_test_that_a_document_names_exists()
    {
        (string Path, Match Test)[] named =
        [
            .. from path in Repository.Files(".md")
               from Match match in Regex.Matches(Repository.Read(path), @"`(\w+Tests)\.(\w+)`")
               select (path, match),
        ];
        Assert.True(named.Length > 50);
        var missing =
            from each in named
            let method = new Regex($@"\b{each.Test.Groups[2].Value}\(")
            where !Repository.Files($"/{each.Test.Groups[1].Value}.cs").Any(file => method.IsMatch(Repository.Read(file)))
            select $"{each.Path} → {each.Test.Value}";
        Expect.None(missing);
    }

    [Fact]
    public void Documents_name_no_place_on_one_machine()
    {
        var place = new Regex(@"(^|[\s`""'(=])/(home|root|work|tmp|Users)/");
        Expect.None(Offenders(Repository.Files(".md", ".cs", ".csproj", ".props", ".json", ".sh").Where(path => !path.Contains("/data/")), place.IsMatch));
    }

    private static IEnumerable<string> Offenders(IEnumerable<string> paths, Func<string, bool> isOffending) =>
        from path in paths
        from line in Repository.Lines(path).Select((text, index) => (Text: text, Number: index + 1))
        where isOffending(line.Text)
        select $"{path}:{line.Number}: {line.Text.Trim()}";

    /// <summary>Functions by their braces: a line that ends a signature at member depth, up to its closing brace.</summary>
    private static IEnumerable<string> LongFunctions(string path)
    {
        var lines = Repository.Lines(path);
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i] != "    {") continue;
            var end = Array.FindIndex(lines, i, line => line is "    }" or "    };");
            var isType = Regex.IsMatch(lines[Math.Max(0, i - 1)], @"\b(class|struct|record|interface|enum)\b");
            if (!isType && end - i > FunctionLinesMax) yield return $"{path}:{i + 1} has {end - i} lines";
        }
    }
}
