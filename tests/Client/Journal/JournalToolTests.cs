using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Trading.Client.Journal;
using Trading.Client.Tests.Tape;
using Trading.Journal;
using Trading.Journal.Files;
using Trading.Model;
using Xunit;

namespace Trading.Client.Tests.Journal;

/// <summary><c>trading journal</c> and <c>trading replay</c> on files.</summary>
public sealed class JournalToolTests : IDisposable
{
    private const string Node = WrittenJournal.Node;
    private readonly TestFolder _folder = new();

    private string Data => _folder.File("data");

    private string NodeFolder => Path.Combine(Data, "journal", FileTable.FolderOf(Node) ?? "");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_replay_to_any_block_position_or_time_has_the_live_nodes_hashes()
    {
        var written = WrittenJournal.InFiles(Data, rounds: 12, snapshotsAfter: 9);
        foreach (var state in written.States)
        {
            foreach (var target in (string[][])
            [
                ["--to-sequence", $"{state.Block}"], ["--to-position", $"{state.Position}"], ["--to-time", $"{state.TimeNs}"],
                ["--to-time", $"{state.TimeNs + 999_999}"],
            ])
            {
                var json = await Json(["replay", "--data-dir", Data, "--node", Node, "--json", .. target]);
                var found = (json.GetProperty("position").GetUInt64(), json.GetProperty("stateHash").GetString(), json.GetProperty("wholeHash").GetString());
                Assert.Equal((state.Position, state.StateHash, state.WholeHash), found);
            }
        }
    }

    [Fact]
    public async Task A_replay_stops_between_the_records_of_a_block()
    {
        var written = WrittenJournal.InFiles(Data, rounds: 3);
        var (before, after) = (written.States[1], written.States[2]);
        var middle = before.Position + 2;
        var byPosition = await Json("replay", "--data-dir", Data, "--node", Node, "--json", "--to-position", $"{middle}");
        var time = WrittenJournal.StartNs + (long)middle * 1_000_000;
        var byTime = await Json("replay", "--data-dir", Data, "--node", Node, "--json", "--to-time", $"{time}");
        Assert.Equal(middle, byPosition.GetProperty("position").GetUInt64());
        Assert.Equal(byPosition.GetProperty("wholeHash").GetString(), byTime.GetProperty("wholeHash").GetString());
        Assert.DoesNotContain(byPosition.GetProperty("wholeHash").GetString(), (string?[])[before.WholeHash, after.WholeHash]);
    }

    [Fact]
    public async Task A_replay_writes_the_run_as_a_tape_that_the_tape_tools_open()
    {
        WrittenJournal.InFiles(Data, rounds: 12, snapshotsAfter: 9);
        foreach (var (target, name) in ((string[], string)[])[(["--to-sequence", "8"], "whole.rpl"), ([], "tail.rpl.gz")])
        {
            var path = _folder.File(name);
            var json = await Json(["replay", "--data-dir", Data, "--node", Node, "--json", "--out", path, .. target]);
            var verified = await TradingCommand.Run("tape", "verify", path, "--json");
            Assert.Equal(ExitCode.Ok, verified.Exit);
            var hash = JsonDocument.Parse(verified.Out).RootElement.GetProperty("hash").GetString();
            Assert.Equal(hash, json.GetProperty("tape").GetProperty("hash").GetString());
        }
    }

    [Fact]
    public async Task A_tape_that_cannot_be_written_is_an_environment_error_that_names_it()
    {
        WrittenJournal.InFiles(Data, rounds: 2);
        var path = _folder.File("no/such/folder.rpl");
        var run = await TradingCommand.Run("replay", "--data-dir", Data, "--node", Node, "--out", path);
        Assert.Equal(ExitCode.Environment, run.Exit);
        Assert.Contains(path, run.Error);
    }

    [Fact]
    public async Task Tools_that_read_change_no_byte()
    {
        WrittenJournal.InFiles(Data, rounds: 8, snapshotsAfter: 5);
        var before = TestFolder.Contents(Data);
        foreach (var words in (string[][])
        [
            ["journal", "verify"], ["journal", "dump", "--records"], ["journal", "stats"], ["journal", "recover"],
            ["replay", "--node", Node], ["journal", "repair", "--out", _folder.File("copy")],
        ])
        {
            Assert.Equal(ExitCode.Ok, (await TradingCommand.Run([.. words, "--data-dir", Data])).Exit);
        }

        Assert.Equal(before, TestFolder.Contents(Data));
    }

    [Fact]
    public async Task Damage_anywhere_is_found_and_what_a_repair_keeps_is_a_state_that_was()
    {
        var written = WrittenJournal.InFiles(Data, rounds: 8, snapshotsAfter: 5);
        var segments = Directory.GetFiles(NodeFolder, "*.seg").Order().ToArray();
        var random = SeededRandom.Create(11, "damage");
        for (var trial = 0; trial < 25; trial++)
        {
            var segment = segments[random.Below(segments.Length)];
            var whole = await File.ReadAllBytesAsync(segment, TestContext.Current.CancellationToken);
            var used = Array.FindLastIndex(whole, b => b != 0) + 1;
            var damaged = whole.ToArray();
            damaged[random.Below(used)] ^= (byte)(1 << (int)random.Below(8));
            await File.WriteAllBytesAsync(segment, damaged, TestContext.Current.CancellationToken);
            var output = _folder.File($"repaired-{trial}");
            Assert.Equal(ExitCode.CheckFailed, (await TradingCommand.Run("journal", "verify", "--data-dir", Data)).Exit);
            Assert.Equal(ExitCode.CheckFailed, (await TradingCommand.Run("journal", "recover", "--data-dir", Data)).Exit);
            Assert.Equal(ExitCode.Ok, (await TradingCommand.Run("journal", "repair", "--data-dir", Data, "--out", output)).Exit);
            Assert.Equal(damaged, await File.ReadAllBytesAsync(segment, TestContext.Current.CancellationToken));
            await AssertWhole(output, written);
            await File.WriteAllBytesAsync(segment, whole, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task What_stands_behind_the_last_block_of_a_closed_segment_is_told()
    {
        WrittenJournal.InFiles(Data, rounds: 6);
        // A new owner closes the segment in which the one before had room left.
        Assert.Equal(ExitCode.Ok, (await TradingCommand.Run("journal", "recover", "--data-dir", Data, "--apply")).Exit);
        var closed = Directory.EnumerateFiles(NodeFolder, "*.seg").Order(StringComparer.Ordinal).SkipLast(1).Last();
        Assert.Empty((await Json("journal", "verify", "--data-dir", Data, "--json")).GetProperty("nodes")[0].GetProperty("notices").EnumerateArray());
        var bytes = File.ReadAllBytes(closed);
        Assert.Equal(0, bytes[^1]);
        bytes[^1] = 1;
        File.WriteAllBytes(closed, bytes);
        var run = await TradingCommand.Run("journal", "verify", "--data-dir", Data);
        Assert.Equal((ExitCode.Ok, ""), (run.Exit, run.Error));
        Assert.Contains(
            $"notice: {Path.GetFileName(closed)} holds bytes behind its last block, from offset {bytes.Length - 512}", run.Out);
    }

    [Fact]
    public async Task Of_a_node_without_blocks_a_repair_keeps_an_empty_journal()
    {
        var root = Directory.CreateDirectory(Path.Combine(Data, "journal")).FullName;
        using (var table = new FileTable(new FileDisk(root), Node, new FileTableSettings())) table.Open();
        var run = await TradingCommand.Run("journal", "repair", "--data-dir", Data, "--out", _folder.File("out"));
        Assert.Equal((ExitCode.Ok, $"{Node}: kept an empty journal\n", ""), (run.Exit, run.Out, run.Error));
    }

    [Fact]
    public async Task Damage_that_a_snapshot_covers_costs_no_block()
    {
        var written = WrittenJournal.InFiles(Data, rounds: 8, snapshotsAfter: 5);
        Flip(FrameOf(2));
        var repaired = await Json("journal", "repair", "--data-dir", Data, "--in-place", "--json");
        Assert.Equal("no block that anything names", repaired.GetProperty("nodes")[0].GetProperty("lost").GetString());
        var json = await Json("journal", "recover", "--data-dir", Data, "--json");
        Assert.Equal(written.Last.WholeHash, json.GetProperty("nodes")[0].GetProperty("wholeHash").GetString());
    }

    [Fact]
    public async Task A_repair_in_place_keeps_the_damaged_files_and_a_second_one_has_nothing_to_do()
    {
        var written = WrittenJournal.InFiles(Data, rounds: 6);
        Flip(FrameOf(5));
        var before = TestFolder.Contents(NodeFolder).Values;
        var run = await TradingCommand.Run("journal", "repair", "--data-dir", Data, "--in-place");
        Assert.Equal((ExitCode.Ok, ""), (run.Exit, run.Error));
        Assert.Contains("kept blocks 1 to 4\n  lost: blocks 5 to 11\n", run.Out);
        Assert.Equal(before, TestFolder.Contents(Path.Combine(Data, "journal", "damaged-1")).Values);
        await AssertWhole(Data, written);
        Assert.Contains("whole, left as it is", (await TradingCommand.Run("journal", "repair", "--data-dir", Data, "--in-place")).Out);
        using var table = new FileTable(new FileDisk(Path.Combine(Data, "journal")), Node, new FileTableSettings());
        Assert.Equal((OpenStatus.Opened, 2UL), (table.Open().Status, table.Open().Epoch - 1));
    }

    [Fact]
    public async Task A_repair_in_place_that_was_interrupted_anywhere_bars_the_node_and_is_finished_by_the_next()
    {
        var interrupted = 0;
        for (var call = 1; ; call++)
        {
            Directory.Delete(Directory.CreateDirectory(Data).FullName, recursive: true);
            var written = WrittenJournal.InFiles(Data, rounds: 8, snapshotsAfter: 5);
            Flip(FrameOf(2));
            var damaged = TestFolder.Contents(NodeFolder);
            var isDone = await ExchangeUpToAsync(call);
            var isBarred = File.Exists(Path.Combine(NodeFolder, "9999999998.seg"));
            var verified = await TradingCommand.Run("journal", "verify", "--data-dir", Data);
            Assert.Equal(isBarred, verified.Out.Contains("'trading journal repair --in-place' finishes it", StringComparison.Ordinal));
            var run = await TradingCommand.Run("journal", "repair", "--data-dir", Data, "--in-place");
            Assert.Equal((ExitCode.Ok, ""), (run.Exit, run.Error));
            Assert.Equal(isBarred, run.Out.Contains("it is finished now", StringComparison.Ordinal));
            await AssertWhole(Data, written);
            // Before the node is barred an attempt leaves nothing but a folder of its own, which the next one leaves alone.
            if (isBarred || isDone) Assert.Equal(damaged, TestFolder.Contents(Path.Combine(Data, "journal", "damaged-1", Path.GetFileName(NodeFolder))));
            interrupted += isBarred ? 1 : 0;
            if (isDone) break;
        }

        Assert.True(interrupted > 10, $"{interrupted}");
    }

    /// <summary>A repair in place whose disk is gone from a call on.</summary>
    private async Task<bool> ExchangeUpToAsync(int call)
    {
        var root = Path.Combine(Data, "journal");
        Assert.True(FileJournalStore.Open(Data).TryGet(out var store, out _));
        Assert.True((await store.ReadAsync(Node, TestContext.Current.CancellationToken)).TryGet(out var journal, out _));
        var plan = RepairPlan.Of(journal);
        Assert.NotNull(plan);
        var exchange = FolderExchange.New(root, Node, new VanishingDisk(new FileDisk(root), call));
        return await exchange.RunAsync(disk => RepairedCopy.WriteAsync(disk, journal, plan, TestContext.Current.CancellationToken)) is null;
    }

    [Fact]
    public async Task A_barred_node_whose_damaged_files_are_gone_is_left_as_it_is()
    {
        WrittenJournal.InFiles(Data, rounds: 6);
        await File.WriteAllBytesAsync(Path.Combine(NodeFolder, "9999999998.seg"), new byte[512], TestContext.Current.CancellationToken);
        var before = TestFolder.Contents(NodeFolder);
        using (var table = new FileTable(new FileDisk(Path.Combine(Data, "journal")), Node, new FileTableSettings()))
        {
            Assert.Equal(OpenStatus.Corrupt, table.Open().Status);
        }

        var run = await TradingCommand.Run("journal", "repair", "--data-dir", Data, "--in-place");
        Assert.Equal(ExitCode.BadInput, run.Exit);
        Assert.Contains("was interrupted", run.Error);
        Assert.Equal(before, TestFolder.Contents(NodeFolder));
    }

    [Fact]
    public async Task Beside_a_silo_reading_works_and_writing_is_refused()
    {
        WrittenJournal.InFiles(Data, rounds: 3);
        using var silo = new FileBlockTables(new FileJournalSettings { Folder = Path.Combine(Data, "journal") });
        Assert.Null(silo.Refusal);
        var verified = await TradingCommand.Run("journal", "verify", "--data-dir", Data);
        Assert.Equal(ExitCode.Ok, verified.Exit);
        Assert.StartsWith("note: a silo works on ", verified.Error);
        foreach (var words in (string[][])[["compact"], ["recover", "--apply"]])
        {
            var refused = await TradingCommand.Run(["journal", .. words, "--data-dir", Data]);
            Assert.Equal(ExitCode.Environment, refused.Exit);
            Assert.Contains("stop it first", refused.Error);
        }
    }

    [Fact]
    public async Task Compacting_leaves_the_state_and_drops_what_two_snapshots_cover()
    {
        var written = WrittenJournal.InFiles(Data, rounds: 40, snapshotsAfter: 71);
        var before = Directory.GetFiles(NodeFolder, "*.seg").Length;
        var json = await Json("journal", "compact", "--data-dir", Data, "--json");
        Assert.Equal(written.Last.Block, json.GetProperty("nodes")[0].GetProperty("snapshot").GetUInt64());
        Assert.True(Directory.GetFiles(NodeFolder, "*.seg").Length < before);
        await AssertWhole(Data, written);
        var early = await TradingCommand.Run("replay", "--data-dir", Data, "--node", Node, "--to-sequence", "1");
        Assert.Equal(ExitCode.BadInput, early.Exit);
        Assert.Contains("nothing came since", (await TradingCommand.Run("journal", "compact", "--data-dir", Data)).Out);
    }

    [Fact]
    public async Task Applying_a_recovery_cuts_a_torn_tail_off()
    {
        var written = WrittenJournal.InFiles(Data, rounds: 6);
        var (path, offset) = FrameOf(written.Last.Block);
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        bytes.AsSpan(offset + 512).Clear();
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
        var rehearsed = await TradingCommand.Run("journal", "recover", "--data-dir", Data);
        Assert.Equal(ExitCode.Ok, rehearsed.Exit);
        Assert.Contains("notice: block 11 in ", rehearsed.Out);
        Assert.Contains("opened with epoch 2", (await TradingCommand.Run("journal", "recover", "--data-dir", Data, "--apply")).Out);
        Assert.DoesNotContain("notice", (await TradingCommand.Run("journal", "verify", "--data-dir", Data)).Out);
    }

    [Fact]
    public async Task A_dump_has_a_line_for_each_block_record_and_command()
    {
        WrittenJournal.InFiles(Data, rounds: 2);
        var run = await TradingCommand.Run("journal", "dump", "--data-dir", Data, "--records", "--to", "2");
        Assert.Equal(
            """
            node main/sim:BTC-USDT
            block 1  epoch 1  records 1  position 1  200 bytes  *
              call    client-1 1  2023-11-14T22:13:20.001000000Z  81 bytes
                configure sim:BTC-USDT tick 0.5 lot 0.001
            block 2  epoch 1  records 1  position 2  248 bytes  *
              call    client-0 2  2023-11-14T22:13:20.002000000Z  136 bytes
                submit 2 buy 1.002 @ 60001 limit gtc
                cancel 1

            """.ReplaceLineEndings("\n"),
            string.Join('\n', run.Out.Split('\n').Select(line => line.StartsWith("block") ? line[..^32] + "*" : line)));
        Assert.Equal(run.Out, (await TradingCommand.Run("journal", "dump", "--data-dir", Data, "--records", "--to", "2")).Out);
    }

    [Fact]
    public async Task Stats_count_what_was_written()
    {
        var written = WrittenJournal.InFiles(Data, rounds: 6, snapshotsAfter: 11);
        var stats = (await Json("journal", "stats", "--data-dir", Data, "--json")).GetProperty("nodes")[0];
        Assert.Equal(written.Last.Position, stats.GetProperty("records").GetUInt64());
        Assert.Equal(2 * (written.Last.Position - 1), stats.GetProperty("commands").GetUInt64());
        Assert.Equal(written.Last.Block, stats.GetProperty("blocks").GetUInt64());
        Assert.Equal(11UL, stats.GetProperty("snapshots")[0].GetProperty("after").GetUInt64());
        Assert.Equal(2000, stats.GetProperty("commandsPerSecond").GetDouble(), 100.0);
    }

    [Theory]
    [InlineData(2, "one of them", "journal", "repair", "--data-dir", ".")]
    [InlineData(2, "--data-dir or --connection", "journal", "verify")]
    [InlineData(2, "not both", "journal", "verify", "--data-dir", ".", "--connection", "Host=x")]
    [InlineData(2, "--to-time", "replay", "--data-dir", ".", "--node", "x", "--to-time", "soon")]
    [InlineData(2, "give one of", "replay", "--data-dir", ".", "--node", "x", "--to-time", "1", "--to-sequence", "1")]
    [InlineData(3, "there is no directory", "journal", "verify", "--data-dir", "no-such-directory")]
    [InlineData(4, "cannot be used", "journal", "verify", "--connection", "Host=127.0.0.1;Port=1;Username=x;Database=x")]
    public async Task Wrong_calls_are_refused(int exit, string reason, params string[] words)
    {
        var run = await TradingCommand.Run(words);
        Assert.Equal(exit, run.Exit);
        Assert.Contains(reason, run.Error);
    }

    [Theory]
    [InlineData("no journal of 'main/sim:ETH-USDT'", "journal", "verify", "--node", "main/sim:ETH-USDT")]
    [InlineData("ends with block 5", "replay", "--node", Node, "--to-sequence", "6")]
    [InlineData("ends at position 11", "replay", "--node", Node, "--to-position", "12")]
    public async Task What_is_not_there_is_bad_input(string reason, params string[] words)
    {
        WrittenJournal.InFiles(Data, rounds: 3);
        var run = await TradingCommand.Run([.. words, "--data-dir", Data]);
        Assert.Equal(ExitCode.BadInput, run.Exit);
        Assert.Contains(reason, run.Error);
    }

    private static async Task AssertWhole(string data, WrittenJournal written)
    {
        Assert.Equal(ExitCode.Ok, (await TradingCommand.Run("journal", "verify", "--data-dir", data)).Exit);
        var node = (await Json("journal", "recover", "--data-dir", data, "--json")).GetProperty("nodes")[0];
        if (node.GetProperty("block").GetUInt64() is not 0 and var block)
        {
            Assert.Equal(written.WholeHashAt(block), node.GetProperty("wholeHash").GetString());
        }
    }

    private static async Task<JsonElement> Json(params string[] words)
    {
        var run = await TradingCommand.Run(words);
        Assert.True(run.Exit == ExitCode.Ok, $"exit {run.Exit}: {run.Error}");
        return JsonDocument.Parse(run.Out).RootElement;
    }

    /// <summary>Where a block's frame begins, as the dump says.</summary>
    private (string Path, int Offset) FrameOf(ulong sequence)
    {
        var found = FolderInspection.Run(new FileDisk(Path.Combine(Data, "journal")), Node, new FileTableSettings());
        Assert.True(found.TryGet(out var inspection, out _));
        var block = inspection.Blocks.Single(block => block.Header.Sequence == sequence);
        return (Path.Combine(NodeFolder, block.Segment), (int)block.Offset);
    }

    private static void Flip((string Path, int Offset) frame)
    {
        var bytes = File.ReadAllBytes(frame.Path);
        bytes[frame.Offset + 100] ^= 1;
        File.WriteAllBytes(frame.Path, bytes);
    }
}
