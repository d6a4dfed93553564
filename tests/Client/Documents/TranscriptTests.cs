using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace Trading.Client.Tests.Documents;

/// <summary>What the check of the documents accepts and what it reports.</summary>
[Collection(nameof(CurrentFolder))]
public sealed class TranscriptTests
{
    private const string Fence = "```";

    [Fact]
    public async Task Later_commands_see_the_files_of_earlier_ones_and_the_repositorys_data()
    {
        Assert.Empty(await Run(
            "console",
            "$ trading tape filter tests/data/tapes/sample.rpl --order 1 --side buy --out one.rpl",
            "...",
            "$ trading tape replay one.rpl && trading tape replay 'one.rpl' --type fill # twice",
            "       1 2023-11-14T22:13:23.000000000Z fill     sim:BTC-USDT agent noise-1 order 3 with 1 buy 0.5 @ 61700 Filled Taker trade 1",
            "1 of 1 events shown",
            "...",
            "1 of 1 events shown",
            "",
            "$ trading sim run --seed 7 \\",
            "    --config none.json",
            "error: --config none.json: no such file.",
            "$ trading tape replay none.rpl",
            "...",
            "$ echo $?",
            "4"));
    }

    [Fact]
    public async Task A_difference_is_shown_with_its_place_and_the_whole_output()
    {
        var failure = Assert.Single(await Run(
            "console",
            "$ trading tape summary tests/data/tapes/sample.rpl",
            "tape         sample.rpl",
            "...",
            "seed         43",
            "..."));
        Assert.StartsWith("it.md:2: $ trading tape summary tests/data/tapes/sample.rpl\nline 2 of the output differs:\n", failure);
        Assert.Contains("\n  - seed         43\n", failure);
        Assert.Contains("\n    seed         42\n", failure);
    }

    [Theory]
    [InlineData("the exit code is 4", "$ trading tape replay none.rpl", "...")]
    [InlineData("- 0\n  + 4", "$ trading tape replay none.rpl", "...", "$ echo $?", "0")]
    [InlineData("(end of the transcript)", "$ trading tape summary tests/data/tapes/sample.rpl")]
    [InlineData("- more", "$ trading tape summary tests/data/tapes/sample.rpl", "...", "more")]
    [InlineData("(end of the output)", "$ trading sim run --config none.json", "error: --config none.json: no such file.", "more")]
    [InlineData("'|' needs a shell", "$ trading tape summary tests/data/tapes/sample.rpl | head")]
    [InlineData("quote ' is never closed", "$ trading tape summary 'x")]
    [InlineData("there is no tools/none", "$ tools/none --now")]
    [InlineData("there is no project nothing", "$ dotnet run -c Release --project nothing -- demo")]
    [InlineData("there is no project tests/None", "$ dotnet build tests/None")]
    [InlineData("'--sed'", "$ dotnet run --project client -- demo --sed 7")]
    public async Task What_does_not_hold_is_reported(string reason, params string[] block) =>
        Assert.Contains(reason, Assert.Single(await Run("console", block)));

    [Theory]
    [InlineData("$ trading tape summary tests/data/tapes/sample.rpl", "whatever")]
    [InlineData("$ trading demo --seed 7 && trading cluster status")]
    [InlineData("$ dotnet run -c Release --project client -- demo --seed 7")]
    [InlineData("$ tests/run --slow")]
    public async Task Blocks_that_do_not_run_are_parsed(params string[] block) => Assert.Empty(await Run("console no-run", block));

    [Fact]
    public async Task A_command_that_does_not_run_and_does_not_parse_is_reported() =>
        Assert.Contains("'--sed'", Assert.Single(await Run("console no-run", "$ trading demo --sed 7")));

    [Fact]
    public async Task Blocks_of_other_languages_are_left_alone() => Assert.Empty(await Run("sh", "$ trading nonsense"));

    [Fact]
    public void A_transcript_keeps_its_lines_in_a_list_and_in_a_longer_fence()
    {
        var command = Assert.Single(Transcript.Read("1. so:\n\n   ````console\n   $ trading demo\n     two\n   ```\n   ````\n"));
        Assert.Equal((4, "trading demo", true), (command.Line, command.Text, command.Runs));
        Assert.Equal(["  two", "```"], command.Output);
    }

    [Theory]
    [InlineData("```console norun\n$ trading demo\n```\n", "line 1: 'console norun' is no kind of transcript")]
    [InlineData("text\n```console\nout\n```\n", "line 3: output without")]
    [InlineData("```console\n$ trading demo\n", "line 1: the fence is never closed")]
    public void A_malformed_transcript_names_its_line(string document, string message) =>
        Assert.StartsWith(message, Assert.Throws<FormatException>(() => Transcript.Read(document)).Message);

    private static async Task<IReadOnlyList<string>> Run(string info, params string[] block)
    {
        using var folder = new TranscriptFolder();
        var document = string.Join('\n', block.Prepend(Fence + info).Append(Fence));
        return await new TranscriptRun("it.md").RunAsync(document, TestContext.Current.CancellationToken);
    }
}
