using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Trading.Client.Journal;
using Trading.Client.Tests.Tape;
using Trading.Journal;
using Trading.Model;
using Trading.Silo;
using Trading.Strategy;
using Xunit;

namespace Trading.Client.Tests.Journal;

/// <summary><c>trading replay</c> and <c>trading journal</c> on the journals of a paper session.</summary>
public sealed class SessionReplayTests : IDisposable
{
    private const string Record = "session:one/main";
    private readonly TestFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Data => _folder.File("data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Replays_of_all_its_nodes_end_in_the_trace_and_the_state_of_the_session()
    {
        var session = await PlayAsync("binance-btcusdt");
        Assert.True(session.GetProperty("fills").GetInt64() > 0);
        var expected = (session.GetProperty("traceHash").GetString(), session.GetProperty("stateHash").GetString());
        Assert.Equal(expected, await HashesAsync(isFromSnapshots: true));
        var record = await ReplayAsync(Record);
        foreach (var snapshot in Directory.GetFiles(Data, "*.snap", SearchOption.AllDirectories)) File.Delete(snapshot);
        Assert.Equal(expected, await HashesAsync(isFromSnapshots: false));
        var replayed = await ReplayAsync(Record);
        Assert.Equal(0, replayed.GetProperty("fromSnapshot").GetInt64());
        Assert.Equal(record.GetProperty("wholeHash").GetString(), replayed.GetProperty("wholeHash").GetString());
    }

    [Fact]
    public async Task A_node_of_a_session_is_rebuilt_up_to_any_block_compacted_and_never_a_tape()
    {
        await PlayAsync("calm");
        var last = await ReplayAsync("one/venue/main");
        var before = await ReplayAsync("one/venue/main", "--to-sequence", "2");
        Assert.Equal(2, before.GetProperty("block").GetInt64());
        Assert.NotEqual(last.GetProperty("stateHash").GetString(), before.GetProperty("stateHash").GetString());
        var unopened = await ReplayAsync("one/venue/main", "--to-sequence", "0");
        Assert.Equal(JsonValueKind.Null, unopened.GetProperty("desk").ValueKind);
        var compacted = await TradingCommand.Run("journal", "compact", "--data-dir", Data, "--node", "one/venue/main");
        Assert.Equal((ExitCode.Ok, ""), (compacted.Exit, compacted.Error));
        Assert.Equal(last.GetProperty("wholeHash").GetString(), (await ReplayAsync("one/venue/main")).GetProperty("wholeHash").GetString());
        var tape = await TradingCommand.Run("replay", "--data-dir", Data, "--node", Record, "--out", _folder.File("no.rpl"));
        Assert.Equal((ExitCode.Usage, ""), (tape.Exit, tape.Out));
        Assert.Contains("only books are written as tapes", tape.Error);
        Assert.False(File.Exists(_folder.File("no.rpl")));
    }

    [Theory]
    [InlineData("one/strategy/market-making-1")]
    [InlineData(Record)]
    public async Task A_session_of_another_build_is_refused_and_says_so(string node)
    {
        await PlayAsync("calm");
        foreach (var snapshot in Directory.GetFiles(Data, "*.snap", SearchOption.AllDirectories)) File.Delete(snapshot);
        Assert.True(FileJournalStore.Open(Data).TryGet(out var store, out _));
        await using (store)
        {
            Assert.True((await store.ReadAsync(node, Stop)).TryGet(out var journal, out _));
            var nodes = new RecordedNodes(SessionHosts.Create(StrategyCatalog.Standard, []) with { Build = "another" });
            var rebuilt = await new NodeRebuild(nodes, journal, ReplayTarget.End(journal), levels: 0).RunAsync(Stop);
            Assert.False(rebuilt.TryGet(out _, out var refusal));
            Assert.Contains("the session began under build", $"{refusal}");
        }
    }

    [Fact]
    public async Task A_sessions_timeline_is_left_as_it_is_by_a_compaction()
    {
        const string Timeline = "one/desk/main";
        await PlayAsync("calm");
        var folder = Path.Combine(Data, "journal", FileTable.FolderOf(Timeline) ?? "");
        var before = TestFolder.Contents(folder);
        var compacted = await TradingCommand.Run("journal", "compact", "--data-dir", Data, "--node", Timeline, "--json");
        Assert.Equal((ExitCode.Ok, ""), (compacted.Exit, compacted.Error));
        Assert.True(JsonDocument.Parse(compacted.Out).RootElement.GetProperty("nodes")[0].GetProperty("isKeptWhole").GetBoolean());
        Assert.NotEmpty(before);
        Assert.Equal(before, TestFolder.Contents(folder));
    }

    [Fact]
    public async Task A_block_that_has_gone_since_the_journal_was_looked_at_is_missing()
    {
        await PlayAsync("calm");
        foreach (var snapshot in Directory.GetFiles(Data, "*.snap", SearchOption.AllDirectories)) File.Delete(snapshot);
        Assert.True(FileJournalStore.Open(Data).TryGet(out var store, out _));
        await using (store)
        {
            Assert.True((await store.ReadAsync(Record, Stop)).TryGet(out var journal, out _));
            foreach (var segment in Directory.GetFiles(Data, "*.seg", SearchOption.AllDirectories)) File.Delete(segment);
            var rebuilt = await new NodeRebuild(RecordedNodes.Standard, journal, ReplayTarget.End(journal), levels: 0).RunAsync(Stop);
            Assert.False(rebuilt.TryGet(out _, out var refusal));
            Assert.Equal((DamageKind.MissingBlock, 1UL), (refusal.Kind, refusal.Sequence));
        }
    }

    private async Task<JsonElement> PlayAsync(string trace)
    {
        var tape = Path.Combine(Repository.Root, "docs", "traces", trace + ".rpl.zst");
        var run = await TradingCommand.Run(
            "paper", "run", "--tape", tape, "--strategy", "market-making", "--strategy", "book-imbalance", "--seed", "4", "--session", "one",
            "--data-dir", Data, "--gateway-port", "0", "--json");
        Assert.True(run.Exit == ExitCode.Ok, run.Error);
        return JsonDocument.Parse(run.Out).RootElement;
    }

    /// <summary>The desk's two numbers, from replays of its nodes one by one.</summary>
    private async Task<(string Trace, string State)> HashesAsync(bool isFromSnapshots)
    {
        var (trace, state) = (new StateHasher(), new StateHasher());
        var listed = await TradingCommand.Run("journal", "stats", "--data-dir", Data, "--json");
        var names = JsonDocument.Parse(listed.Out).RootElement.GetProperty("nodes").EnumerateArray()
            .Select(node => node.GetProperty("node").GetString() ?? "")
            .Where(name => name.StartsWith("one/", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        foreach (var name in names)
        {
            var replayed = await ReplayAsync(name);
            Assert.Equal(isFromSnapshots, replayed.GetProperty("fromSnapshot").GetInt64() > 0);
            var desk = replayed.GetProperty("desk");
            trace.Add(desk.GetProperty("name").GetString() ?? "").Add(HashOf(desk, "chain"));
            state.Add(desk.GetProperty("name").GetString() ?? "").Add(HashOf(desk, "stateHash"));
        }

        return (StateHasher.ToText(trace.Current), StateHasher.ToText(state.Current));
    }

    private static UInt128 HashOf(JsonElement desk, string name) =>
        UInt128.Parse(desk.GetProperty(name).GetString() ?? "", System.Globalization.NumberStyles.HexNumber, null);

    private async Task<JsonElement> ReplayAsync(string node, params string[] more)
    {
        var run = await TradingCommand.Run(["replay", "--data-dir", Data, "--node", node, "--json", .. more]);
        Assert.True(run.Exit == ExitCode.Ok, run.Error);
        return JsonDocument.Parse(run.Out).RootElement;
    }
}
