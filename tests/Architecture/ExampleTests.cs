using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Xunit;

namespace Trading.Architecture.Tests;

/// <summary>The code that documents show is code that compiles and runs in the tests.</summary>
public sealed class ExampleTests
{
    [Fact]
    public void The_librarys_examples_are_those_that_the_tests_run()
    {
        var text = new StringBuilder();
        text.Append("# The engine as a library\n\nGenerated from `tests/Engine/Examples`, where these examples run;");
        text.Append(" `UPDATE_GENERATED=1 tests/run` writes it anew.\nErrors are values: `TryGet` gives the value or the typed reason.\n");
        foreach (var (name, lines) in Examples("tests/Engine/Examples/EngineExamples.cs"))
        {
            text.Append($"\n## {name}\n\n```csharp\n").AppendJoin('\n', lines).Append("\n```\n");
        }

        Assert.True(Repository.IsUpToDate("docs/design/LIBRARY.md", text.ToString()), "docs/design/LIBRARY.md is not what the tests run");
    }

    private static IEnumerable<(string Name, string[] Lines)> Examples(string path)
    {
        const string start = "        // example: ";
        var lines = Repository.Lines(path);
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith(start, StringComparison.Ordinal)) continue;
            var end = Array.IndexOf(lines, "        // end", i);
            yield return (lines[i][start.Length..], [.. lines[(i + 1)..end].Select(line => line.Length > 8 ? line[8..] : "")]);
        }
    }
}
