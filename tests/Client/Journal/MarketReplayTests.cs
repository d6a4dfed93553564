using System;
using System.IO;
using System.Text.Json;
using System.Threading.Tasks;
using Trading.Client.Tests.Cluster;
using Trading.Client.Tests.Tape;
using Xunit;

namespace Trading.Client.Tests.Journal;

/// <summary><c>trading replay</c> on the journals of a feed and of the market that follows it.</summary>
public sealed class MarketReplayTests : IDisposable
{
    private readonly TemporaryData _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task A_market_and_its_feed_are_rebuilt_from_their_journals_and_a_second_watch_finds_them_as_they_were()
    {
        File.Copy(SampleTape.Path, Path.Combine(_data.Path, "tape.rpl"));
        var first = await WatchAsync();
        var market = await ReplayAsync("market:main/BTC-USDT");
        var venue = Assert.Single(market.GetProperty("market").GetProperty("venues").EnumerateArray());
        var feed = (await ReplayAsync("feed:main/binance-spot:BTCUSDT")).GetProperty("feed");
        Assert.Equal(("tape.rpl", true), (feed.GetProperty("tape").GetString(), feed.GetProperty("isEnded").GetBoolean()));
        Assert.Equal(feed.GetProperty("slices").GetUInt64(), venue.GetProperty("slices").GetUInt64());
        Assert.True(venue.GetProperty("isComplete").GetBoolean());
        Assert.Equal(first.GetProperty("venues")[0].GetProperty("events").GetInt64(), venue.GetProperty("events").GetInt64());
        var again = await WatchAsync();
        Assert.Equal(first.GetProperty("bid").GetRawText(), again.GetProperty("bid").GetRawText());
        var after = await ReplayAsync("market:main/BTC-USDT");
        Assert.Equal(market.GetProperty("stateHash").GetString(), after.GetProperty("stateHash").GetString());
        Assert.Equal(market.GetProperty("position").GetUInt64(), after.GetProperty("position").GetUInt64());
    }

    private async Task<JsonElement> WatchAsync()
    {
        var run = await TradingCommand.Run(
            "market", "watch", "BTC-USDT", "--feed", "binance-spot:BTCUSDT", "--tape", "tape.rpl", "--embedded", "--data-dir", _data.Path,
            "--json");
        Assert.Equal((ExitCode.Ok, ""), (run.Exit, run.Error));
        return JsonDocument.Parse(run.Out.Split('\n')[^2]).RootElement;
    }

    private async Task<JsonElement> ReplayAsync(string node)
    {
        var run = await TradingCommand.Run("replay", "--data-dir", _data.Path, "--node", node, "--json");
        Assert.True(run.Exit == ExitCode.Ok, run.Error);
        return JsonDocument.Parse(run.Out).RootElement;
    }
}
