using System;
using System.Linq;
using System.Threading.Tasks;
using Trading.Client.Tape.View;
using Trading.Tape;
using Xunit;

namespace Trading.Client.Tests.Tape;

public sealed class TapeViewTests
{
    [Fact]
    public void The_screen_shows_ladder_events_and_position()
    {
        using var player = Open(SampleTape.Path);
        player.Seek(11);
        var lines = new TapeScreen(useColor: false).Draw(player, 1, "paused", 120, 16);
        Assert.Equal(16, lines.Length);
        Assert.All(lines, line => Assert.True(line.Length <= 120, line));
        Assert.StartsWith("sample.rpl  11/16  2023-11-14T22:13:28.000000000Z  binance-spot:BTCUSDT Live  calm  paused", lines[0]);
        Assert.Contains(lines, line => line.StartsWith(" ask           61700.01                 0.55", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith(" --- spread 0.11 ---", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith(" bid            61699.9                  0.2", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("11 2023-11-14T22:13:28.000000000Z delta", StringComparison.Ordinal));
    }

    [Fact]
    public void Order_flow_has_a_ladder_too_and_colours_only_where_allowed()
    {
        using var player = Open(SampleTape.Path);
        player.Seek(3);
        var plain = new TapeScreen(useColor: false).Draw(player, 0, "", 80, 20);
        Assert.Contains(plain, line => line.StartsWith(" ask            61700.5                    2", StringComparison.Ordinal));
        Assert.DoesNotContain(plain, line => line.Contains('\u001b'));
        Assert.Contains(new TapeScreen(useColor: true).Draw(player, 0, "", 80, 20), line => line.Contains("\u001b[31m"));
    }

    [Fact]
    public void A_small_window_says_what_is_needed()
    {
        using var player = Open(SampleTape.Path);
        Assert.Equal(["the window is too small: 60 x "], new TapeScreen(useColor: false).Draw(player, 0, "", 30, 5));
    }

    [Theory]
    [InlineData("big.rpl")]
    [InlineData("big.rpl.zst")]
    public async Task Scrubbing_back_and_forth_shows_the_same_books_as_playing(string name)
    {
        using var folder = new TestFolder();
        var tape = folder.File(name);
        Assert.Equal(0, (await TradingCommand.Run("sim", "run", "--seed", "5", "--events", "6000", "--out", tape)).Exit);
        using var forward = Open(tape);
        using var jumping = Open(tape);
        Assert.Equal(forward.Count, jumping.Count);
        foreach (var sequence in new long[] { 5_900, 3, 2_048, 2_047, 2_049, 6_000, 1, 4_444, 1_025 })
        {
            forward.Seek(1);
            for (long at = 2; at <= sequence; at++) forward.Seek(at);
            jumping.Seek(sequence);
            Assert.Equal((sequence, forward.Event), (jumping.Sequence, jumping.Event));
            Assert.Equal(forward.Books.Digest(0), jumping.Books.Digest(0));
            Assert.Equal(forward.Recent.TakeLast(10), jumping.Recent.TakeLast(10));
        }
    }

    [Fact]
    public void Matches_are_found_in_both_directions()
    {
        using var player = Open(SampleTape.Path);
        Assert.True(new TapeFilter { Kinds = [TapeEventKind.NewOrder] }.Bind(player.Header).TryGet(out var orders, out _));
        player.Seek(4);
        Assert.True(player.SeekNext(orders));
        Assert.Equal(5, player.Sequence);
        Assert.True(player.SeekPrevious(orders));
        Assert.Equal(3, player.Sequence);
        Assert.True(player.SeekPrevious(orders));
        Assert.False(player.SeekPrevious(orders));
        Assert.Equal(2, player.Sequence);
        player.Seek(6);
        Assert.False(player.SeekNext(orders));
        Assert.Equal(16, player.Sequence);
    }

    [Fact]
    public async Task Without_a_terminal_view_says_what_to_do_instead()
    {
        var run = await TradingCommand.Run("tape", "view", SampleTape.Path);
        Assert.Equal(ExitCode.Environment, run.Exit);
        Assert.Contains("trading tape replay", run.Error);
    }

    private static TapePlayer Open(string path)
    {
        var terminal = new Terminal(System.IO.TextWriter.Null, System.IO.TextWriter.Null, isInteractive: false, useColor: false);
        using var progress = new ProgressLine(terminal, "reading");
        var player = TapePlayer.Open(path, progress, TestContext.Current.CancellationToken, out var failure);
        Assert.Null(failure);
        Assert.NotNull(player);
        return player;
    }
}
