using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace Trading.Client.Tests.Tape;

public sealed class ImportTests
{
    private static readonly string Venues = Path.Combine(AppContext.BaseDirectory, "data", "venues");

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static IEnumerable<TheoryDataRow<int>> Recordings() =>
        Enumerable.Range(0, Expectations().Count).Select(i => new TheoryDataRow<int>(i) { TestDisplayName = string.Join(" + ", Expectations()[i].Files) });

    [Theory]
    [MemberData(nameof(Recordings))]
    public async Task A_recording_ends_in_the_books_of_an_independent_replay(int index)
    {
        var expected = Expectations()[index];
        using var folder = new TestFolder();
        var tape = folder.File("imported.rpl.zst");
        var run = await TradingCommand.Run(
            ["tape", "import", "--venue", expected.Venue, .. expected.Files.Select(file => Path.Combine(Venues, file)), "--out", tape, "--json"]);
        Assert.Equal((0, ""), (run.Exit, run.Error));
        var result = JsonSerializer.Deserialize<Imported>(run.Out, Json);
        Assert.NotNull(result);
        Assert.Equal((0L, 0L), (result.Gaps, result.ChecksumFailures));
        Assert.True(result.Events > 0);
        Assert.Equal(expected.Books, result.Books);

        // The tape alone, without any knowledge of venues, ends in the same books.
        var replay = await TradingCommand.Run("tape", "replay", tape, "--books", "--json");
        Assert.Equal(expected.Books, JsonSerializer.Deserialize<List<Book>>(replay.Out, Json));
    }

    [Fact]
    public async Task An_import_is_the_same_every_time()
    {
        using var folder = new TestFolder();
        var source = Path.Combine(Venues, "kraken/v2-book25-btcusd-20260826.jsonl");
        foreach (var name in new[] { "a.rpl", "b.rpl" })
        {
            Assert.Equal(0, (await TradingCommand.Run("tape", "import", "--venue", "kraken", source, "--out", folder.File(name))).Exit);
        }

        Assert.Equal(Read(folder, "a.rpl"), Read(folder, "b.rpl"));
    }

    /// <summary>What the tickers tell is added; the instruments, their scales and every other event are as without them.</summary>
    [Fact]
    public async Task Funding_of_a_recording_is_added_and_changes_nothing_else()
    {
        using var folder = new TestFolder();
        var lines = await LinesOf("bybit/v5-linear-btc-sol-doge-spot-btc-20260809.jsonl.gz");
        await File.WriteAllLinesAsync(folder.File("with.jsonl"), lines, TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(
            folder.File("without.jsonl"), lines.Where(line => !line.Contains("tickers", StringComparison.Ordinal)), TestContext.Current.CancellationToken);
        await Import(folder, "bybit", "without.jsonl");
        var without = await Replay(folder, "snapshot,delta,trade");
        await Import(folder, "bybit", "with.jsonl");
        Assert.Equal(without, await Replay(folder, "snapshot,delta,trade"));
        var (marks, funding) = (await Replay(folder, "mark"), await Replay(folder, "funding"));
        Assert.Equal("2026-08-09T21:26:59.526357000Z mark     bybit-linear:BTCUSDT @ 65117.4", marks[0]);
        Assert.Equal("2026-08-09T21:26:59.526357000Z funding  bybit-linear:BTCUSDT rate 0.0001 at 2026-08-10T00:00:00.000000000Z", funding[0]);
        Assert.True(marks.Length > funding.Length);
        Assert.All(marks.Concat(funding), line => Assert.Contains(" bybit-linear:", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_lost_message_is_a_gap_and_a_changed_digit_a_checksum_failure()
    {
        using var folder = new TestFolder();
        var lines = File.ReadAllLines(Path.Combine(Venues, "kraken/v2-book25-btcusd-20260826.jsonl"));
        var changed = lines.Select((line, i) => i == 8 ? line.Replace("78475.0", "78499.9") : line);
        File.WriteAllLines(folder.File("changed.jsonl"), changed);
        var kraken = await Import(folder, "kraken", "changed.jsonl");
        Assert.Equal((0L, 1L, 1L), (kraken.Gaps, kraken.ChecksumFailures, kraken.Events - kraken.Deltas - kraken.Snapshots));

        File.WriteAllLines(folder.File("hole.jsonl"),
        [
            """{"topic":"orderbook.50.XUSDT","type":"snapshot","ts":1,"data":{"s":"XUSDT","b":[["1.5","2"]],"a":[["1.6","1"]],"u":5}}""",
            """{"topic":"orderbook.50.XUSDT","type":"delta","ts":2,"data":{"s":"XUSDT","b":[["1.4","2"]],"a":[],"u":7}}""",
        ]);
        var hole = await Import(folder, "bybit", "hole.jsonl");
        Assert.Equal((2L, 1L, "Gap"), (hole.Events, hole.Gaps, hole.Books[0].State));
    }

    [Theory]
    [InlineData("what is this", "line 1: the line is of no recording format that is known.")]
    [InlineData("1723161253937085768 {\"e\":\"depthUpdate\"}", "line 1: the frame cannot be read: MissingField")]
    [InlineData("1723161253937085768 {\"e\":\"bookTicker\"}", "there is no market data in the recordings")]
    public async Task A_bad_recording_exits_with_3_says_where_and_leaves_no_tape(string text, string reason)
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(folder.File("in.log"), text + "\n", TestContext.Current.CancellationToken);
        var run = await TradingCommand.Run("tape", "import", "--venue", "binance-spot", folder.File("in.log"), "--out", folder.File("out.rpl"));
        Assert.Equal(ExitCode.BadInput, run.Exit);
        Assert.Contains(reason, run.Error);
        Assert.False(File.Exists(folder.File("out.rpl")));
    }

    [Fact]
    public async Task A_lenient_import_skips_and_counts()
    {
        using var folder = new TestFolder();
        var lines = File.ReadAllLines(Path.Combine(Venues, "kraken/v2-book25-btcusd-20260826.jsonl"));
        File.WriteAllLines(folder.File("in.jsonl"), ["what is this", .. lines]);
        var run = await TradingCommand.Run(
            "tape", "import", "--venue", "kraken", folder.File("in.jsonl"), "--out", folder.File("out.rpl"), "--lenient", "--json");
        Assert.Equal(0, run.Exit);
        Assert.Contains("\"skippedFrames\": 1", run.Out);
    }

    private static async Task<Imported> Import(TestFolder folder, string venue, string file)
    {
        var run = await TradingCommand.Run("tape", "import", "--venue", venue, folder.File(file), "--out", folder.File("out.rpl"), "--json");
        Assert.Equal((0, ""), (run.Exit, run.Error));
        var result = JsonSerializer.Deserialize<Imported>(run.Out, Json);
        Assert.NotNull(result);
        return result;
    }

    private static async Task<string[]> LinesOf(string recording)
    {
        await using var file = new GZipStream(File.OpenRead(Path.Combine(Venues, recording)), CompressionMode.Decompress);
        using var reader = new StreamReader(file);
        return (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The events of some kinds, without their numbers.</summary>
    private static async Task<string[]> Replay(TestFolder folder, string kinds)
    {
        var run = await TradingCommand.Run("tape", "replay", folder.File("out.rpl"), "--type", kinds);
        Assert.Equal((0, ""), (run.Exit, run.Error));
        return [.. run.Out.Split('\n')[..^2].Select(line => line[9..])];
    }

    private static byte[] Read(TestFolder folder, string name) => File.ReadAllBytes(folder.File(name));

    private static List<Expectation> Expectations() =>
        JsonSerializer.Deserialize<List<Expectation>>(File.ReadAllText(Path.Combine(Venues, "expected.json")), Json) ?? [];

    private sealed record Expectation(string Venue, IReadOnlyList<string> Files, IReadOnlyList<Book> Books);

    private sealed record Imported(long Events, long Deltas, long Snapshots, long Gaps, long ChecksumFailures, IReadOnlyList<Book> Books);

    private sealed record Book(string Instrument, int Bids, int Asks, string Sha256)
    {
        public string? State { get; init; }

        public bool Equals(Book? other) => other is not null && Instrument == other.Instrument && Bids == other.Bids
            && Asks == other.Asks && Sha256 == other.Sha256;

        public override int GetHashCode() => Bids;
    }
}
