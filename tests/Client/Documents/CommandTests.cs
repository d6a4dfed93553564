using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace Trading.Client.Tests.Documents;

/// <summary>Every command that README.md and docs/ show does what they show.</summary>
[Collection(nameof(CurrentFolder))]
public sealed class CommandTests
{
    /// <summary>The documents, as paths below the repository's root.</summary>
    public static IEnumerable<TheoryDataRow<string>> Documents()
    {
        var docs = Directory.EnumerateFiles(Repository.File("docs"), "*.md", SearchOption.AllDirectories);
        return docs.Append(Repository.File("README.md"))
            .Where(File.Exists)
            .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)
            .Select(path => new TheoryDataRow<string>(path));
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task The_commands_of_a_document_print_what_it_shows(string document)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var text = await File.ReadAllTextAsync(Repository.File(document), cancellation);
        using var folder = new TranscriptFolder();
        var failures = await new TranscriptRun(document).RunAsync(text, cancellation);
        if (failures.Count > 0) Assert.Fail(string.Join("\n\n", failures));
    }
}

/// <summary>Tests that change the process's current folder, one after the other and beside no others.</summary>
[CollectionDefinition(nameof(CurrentFolder), DisableParallelization = true)]
public sealed class CurrentFolder;
