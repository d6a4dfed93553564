using System;
using System.IO;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Trading.Client.Tests.Documents;

/// <summary>
/// The tables of docs/EVAL.md are what the commands above them print. With UPDATE_GENERATED=1 they are written anew, so that nobody
/// types a number.
/// </summary>
[Collection(nameof(CurrentFolder))]
public sealed partial class EvaluationTests
{
    private const string Document = "docs/EVAL.md";

    [Fact]
    public async Task The_tables_of_the_evaluation_are_what_their_commands_print()
    {
        var stop = TestContext.Current.CancellationToken;
        var text = await File.ReadAllTextAsync(Repository.File(Document), stop);
        var written = new StringBuilder();
        var (at, tables) = (0, 0);
        using (new TranscriptFolder())
        {
            foreach (Match block in Block().Matches(text))
            {
                var table = block.Groups["table"];
                written.Append(text, at, table.Index - at).Append(await RunAsync(block.Groups["commands"].Value, stop));
                at = table.Index + table.Length;
                tables++;
            }
        }

        written.Append(text, at, text.Length - at);
        // Every table of the document belongs to a command: none was typed.
        Assert.Equal(Regex.Count(text, @"(?<!^\|.*\n)^\|", RegexOptions.Multiline), tables);
        Assert.True(tables >= 6);
        if (Environment.GetEnvironmentVariable("UPDATE_GENERATED") == "1") await File.WriteAllTextAsync(Repository.File(Document), $"{written}", stop);
        else Assert.Equal(text, $"{written}");
    }

    /// <summary>Runs the commands of a block.</summary>
    /// <returns>What the last one prints.</returns>
    private static async Task<string> RunAsync(string block, CancellationToken stop)
    {
        var output = new StringWriter { NewLine = "\n" };
        foreach (var command in Transcript.Read(block))
        {
            output.GetStringBuilder().Clear();
            foreach (var words in ShellWords.Split(command.Text))
            {
                var terminal = new Terminal(output, output, isInteractive: false, useColor: false);
                Assert.True(await CommandLine.RunAsync(words[1..], terminal, stop) == ExitCode.Ok, $"{command.Text}\n{output}");
            }
        }

        return $"{output}";
    }

    [GeneratedRegex(@"(?<commands>^```console no-run\n.*?^```\n)\n(?<table>(^\|[^\n]*\n)+)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
