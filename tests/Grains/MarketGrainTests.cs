using System;
using System.Linq;
using System.Threading.Tasks;
using Trading.GrainInterfaces;
using Trading.Market;
using Xunit;

namespace Trading.Tests.Grains;

public sealed class MarketGrainTests
{
    private const string Market = "BTC-USDT";
    private const string Binance = "binance-spot:BTCUSDT";
    private const string Bybit = "bybit-spot:BTCUSDT";

    private static readonly MarketTape BinanceTape = new(Binance, 1, 8_000);
    private static readonly MarketTape BybitTape = new(Bybit, 2, 3_000);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_played_tape_ends_in_the_book_of_an_offline_replay(int silos)
    {
        await using var cluster = await TradingCluster.StartAsync(silos, Tapes());
        Assert.Equal(FeedPlayStatus.Playing, await cluster.Feed(Binance).Play(new FeedPlay("binance", Market)));
        var venue = await CompleteAsync(cluster, Binance);
        Assert.Equal((BinanceTape.Events, BookState.Live, 0L), (venue.Events, venue.State, venue.Gaps));
        Assert.Equal(BinanceTape.Digest, (await cluster.Market(Market).Digest(Binance)).Sha256);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Lost_repeated_and_reordered_blocks_are_repaired(ulong seed)
    {
        await using var cluster = await TradingCluster.StartAsync(
            2, Tapes(), services => new FaultyPublisher(services, seed));
        await cluster.Feed(Binance).Play(new FeedPlay("binance", Market));
        var venue = await CompleteAsync(cluster, Binance);
        Assert.Equal((BinanceTape.Events, BookState.Live), (venue.Events, venue.State));
        Assert.True(venue.Gaps > 0 && venue.Refilled > 0 && venue.Dropped > 0, venue.ToString());
        Assert.Equal(BinanceTape.Digest, (await cluster.Market(Market).Digest(Binance)).Sha256);
        Assert.True((await cluster.Feed(Binance).Progress()).Refills >= venue.Refilled);
    }

    [Fact]
    public async Task Two_venues_make_one_view()
    {
        await using var cluster = await TradingCluster.StartAsync(2, Tapes());
        await cluster.Feed(Binance).Play(new FeedPlay("binance", Market));
        await cluster.Feed(Bybit).Play(new FeedPlay("bybit", Market));
        await CompleteAsync(cluster, Binance);
        await CompleteAsync(cluster, Bybit);
        var view = await cluster.Market(Market).View();
        Assert.Equal([Binance, Bybit], view.Venues.Select(venue => venue.Source));
        Assert.Equal(MarketHealth.Healthy, view.Health);
        Assert.Equal(Math.Max(BinanceTape.BestBid, BybitTape.BestBid), view.BestBid.Price);
    }

    [Fact]
    public async Task A_market_that_starts_anew_refills_from_its_feed()
    {
        await using var cluster = await TradingCluster.StartAsync(1, Tapes());
        await cluster.Feed(Binance).Play(new FeedPlay("binance", Market));
        await CompleteAsync(cluster, Binance);
        await cluster.DeactivateAsync(cluster.Market(Market));
        var venue = await CompleteAsync(cluster, Binance);
        Assert.True(venue.Refilled > 0);
        Assert.Equal(BinanceTape.Digest, (await cluster.Market(Market).Digest(Binance)).Sha256);
    }

    [Fact]
    public async Task A_feed_that_starts_anew_replaces_what_it_played_before()
    {
        await using var cluster = await TradingCluster.StartAsync(1, Tapes());
        await cluster.Feed(Binance).Play(new FeedPlay("binance", Market));
        var first = await CompleteAsync(cluster, Binance);
        // A late acknowledgement of the market may call the next activation up at once: it plays nothing.
        await TradingCluster.BeginDeactivation(cluster.Feed(Binance));
        await Wait.UntilAsync(() => cluster.Feed(Binance).Progress(), progress => progress.Epoch == 0);
        await cluster.Feed(Binance).Play(new FeedPlay("binance-2", Market));
        var second = await Wait.UntilAsync(
            async () => await CompleteAsync(cluster, Binance), venue => venue.Epoch > first.Epoch);
        Assert.Equal(500, second.Events);
        Assert.Equal(new MarketTape(Binance, 3, 500).Digest, (await cluster.Market(Market).Digest(Binance)).Sha256);
    }

    [Fact]
    public async Task A_damaged_tape_is_told_and_its_book_is_not_trusted()
    {
        var bytes = BinanceTape.Bytes;
        bytes[bytes.Length / 2] ^= 1;
        await using var cluster = await TradingCluster.StartAsync(1, new NamedTapes().Add("binance", bytes));
        await cluster.Feed(Binance).Play(new FeedPlay("binance", Market));
        var view = await Wait.UntilAsync(
            () => cluster.Market(Market).View(), view => view.Venues.Any(venue => venue.Error.Length > 0));
        Assert.Equal(MarketHealth.Down, view.Health);
        Assert.False(view.Venues[0].IsComplete);
    }

    [Fact]
    public async Task Orders_to_play_that_cannot_be_followed_are_refused()
    {
        await using var cluster = await TradingCluster.StartAsync(1, Tapes());
        var feed = cluster.Feed(Binance);
        Assert.Equal(FeedPlayStatus.UnknownTape, await feed.Play(new FeedPlay("nothing", Market)));
        Assert.Equal(FeedPlayStatus.OtherTape, await feed.Play(new FeedPlay("binance", Market, new string('0', 64))));
        Assert.Equal(FeedPlayStatus.BadName, await feed.Play(new FeedPlay("binance", "no/market")));
        Assert.Equal(FeedPlayStatus.Playing, await feed.Play(new FeedPlay("binance", Market)));
        Assert.Equal(FeedPlayStatus.Playing, await feed.Play(new FeedPlay("binance", Market)));
        Assert.Equal(FeedPlayStatus.Busy, await feed.Play(new FeedPlay("bybit", Market)));
    }

    [Fact]
    public async Task A_question_about_an_unknown_venue_adds_none()
    {
        await using var cluster = await TradingCluster.StartAsync(1);
        var market = cluster.Market(Market);
        Assert.Equal(new VenueDigest(0, 0, ""), await market.Digest("kraken:XBT"));
        Assert.Equal(new VenueDigest(0, 0, ""), await market.Digest("not an instrument"));
        Assert.Empty((await market.View()).Venues);
    }

    private static NamedTapes Tapes() => new NamedTapes()
        .Add("binance", BinanceTape.Bytes)
        .Add("binance-2", new MarketTape(Binance, 3, 500).Bytes)
        .Add("bybit", BybitTape.Bytes);

    private static async Task<MarketVenue> CompleteAsync(TradingCluster cluster, string source)
    {
        var view = await Wait.UntilAsync(
            () => cluster.Market(Market).View(),
            view => view.Venues.Any(venue => venue.Source == source && venue.IsComplete));
        return view.Venues.Single(venue => venue.Source == source);
    }
}
