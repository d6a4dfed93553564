using System;
using System.Buffers;
using System.Linq;
using System.Threading.Tasks;
using Trading.Client.Paper;
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
            2, Tapes(), services => new LossyFeeds(services, seed, new StreamLoss()));
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
    public async Task A_market_that_is_called_up_anew_has_its_books_from_its_journal()
    {
        await using var cluster = await TradingCluster.StartAsync(1, Tapes());
        await cluster.Feed(Binance).Play(new FeedPlay("binance", Market));
        var before = await CompleteAsync(cluster, Binance);
        await cluster.DeactivateAsync(cluster.Market(Market));
        var after = Assert.Single((await cluster.Market(Market).View()).Venues);
        Assert.Equal(before with { Gaps = 0, Refilled = 0, Dropped = 0 }, after with { Gaps = 0, Refilled = 0, Dropped = 0 });
        Assert.Equal(0, after.Refilled);
        Assert.Equal(BinanceTape.Digest, (await cluster.Market(Market).Digest(Binance)).Sha256);
    }

    /// <summary>Nothing is left in memory: the slices that the stream lost come from the tape again.</summary>
    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Feed_and_market_that_are_called_up_anew_all_the_time_lose_and_repeat_nothing(ulong seed)
    {
        await using var cluster = await TradingCluster.StartAsync(2, Tapes(), services => new LossyFeeds(services, seed, new StreamLoss()));
        await cluster.Feed(Binance).Play(new FeedPlay("binance", Market));
        for (var round = 0; round < 6; round++)
        {
            await cluster.Market(Market).View();
            // A feed of which the market has nothing yet is called up by whoever asks after it.
            await cluster.Feed(Binance).Progress();
            await TradingCluster.BeginDeactivation(cluster.Feed(Binance));
            await TradingCluster.BeginDeactivation(cluster.Market(Market));
        }

        await cluster.Feed(Binance).Progress();
        var venue = await CompleteAsync(cluster, Binance);
        Assert.Equal((BinanceTape.Events, BookState.Live, 1UL), (venue.Events, venue.State, venue.Epoch));
        Assert.Equal(BinanceTape.Digest, (await cluster.Market(Market).Digest(Binance)).Sha256);
        Assert.Equal(BinanceTape.Digest, Offline(cluster, Binance));
    }

    [Fact]
    public async Task A_feed_whose_silo_dies_goes_on_elsewhere_after_what_it_has_recorded()
    {
        const ulong last = 5;
        var held = new Hold(last);
        await using var cluster = await TradingCluster.StartAsync(2, Tapes(), services => new HeldPublisher(services, held));
        await cluster.Feed(Binance).Play(new FeedPlay("binance", Market));
        await held.Reached;
        // From its first committed slice on a market knows the feed, and calls it up wherever it recovers itself.
        await Wait.UntilAsync(() => cluster.Market(Market).View(), view => view.Venues.Any(venue => venue.Source == Binance && venue.Events > 0));
        var home = await cluster.SiloOfAsync(cluster.Feed(Binance));
        var recorded = Recorded(cluster).Slices;
        Assert.True(recorded > last);
        await cluster.KillSiloAsync(home);
        held.Release();
        var venue = await CompleteAsync(cluster, Binance);
        Assert.Equal((BinanceTape.Events, BookState.Live, 1UL), (venue.Events, venue.State, venue.Epoch));
        Assert.Equal(BinanceTape.Digest, (await cluster.Market(Market).Digest(Binance)).Sha256);
        // Nothing that was recorded went out once more by the stream: the market asked for what it missed.
        Assert.All(held.PublishedBehind(home.SiloAddress), sequence => Assert.True(sequence > recorded));
    }

    /// <summary>The journal alone gives the market's books again.</summary>
    [Fact]
    public async Task A_markets_journal_replays_to_the_same_market()
    {
        await using var cluster = await TradingCluster.StartAsync(1, Tapes());
        await cluster.Feed(Binance).Play(new FeedPlay("binance", Market));
        await cluster.Feed(Bybit).Play(new FeedPlay("bybit", Market));
        await CompleteAsync(cluster, Binance);
        await CompleteAsync(cluster, Bybit);
        Assert.Equal(BinanceTape.Digest, Offline(cluster, Binance));
        Assert.Equal(BybitTape.Digest, Offline(cluster, Bybit));
    }

    [Fact]
    public async Task Another_tape_after_the_end_of_one_is_another_play_and_replaces_it()
    {
        await using var cluster = await TradingCluster.StartAsync(1, Tapes());
        await cluster.Feed(Binance).Play(new FeedPlay("binance", Market));
        Assert.Equal(1UL, (await CompleteAsync(cluster, Binance)).Epoch);
        Assert.Equal(FeedPlayStatus.Playing, await cluster.Feed(Binance).Play(new FeedPlay("binance-2", Market)));
        var second = await Wait.UntilAsync(async () => await CompleteAsync(cluster, Binance), venue => venue.Epoch == 2);
        Assert.Equal(500, second.Events);
        Assert.Equal(new MarketTape(Binance, 3, 500).Digest, (await cluster.Market(Market).Digest(Binance)).Sha256);
    }

    [Fact]
    public async Task A_tape_that_was_changed_meanwhile_ends_its_play()
    {
        var tapes = Tapes();
        var held = new Hold(5);
        await using var cluster = await TradingCluster.StartAsync(2, tapes, services => new HeldPublisher(services, held));
        await cluster.Feed(Binance).Play(new FeedPlay("binance", Market));
        await held.Reached;
        tapes.Replace("binance", BybitTape.Bytes);
        await cluster.KillSiloAsync(await cluster.SiloOfAsync(cluster.Feed(Binance)));
        held.Release();
        var progress = await Wait.UntilAsync(() => cluster.Feed(Binance).Progress(), progress => progress.Error.Length > 0);
        Assert.Equal((true, "'binance' is not the tape that was played so far"), (progress.IsEnded, progress.Error));
        await Wait.UntilAsync(() => cluster.Market(Market).View(), view => view.Health == MarketHealth.Down && view.Venues.Length > 0);
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
        var held = new Hold(1);
        await using var cluster = await TradingCluster.StartAsync(1, Tapes(), services => new HeldPublisher(services, held));
        var feed = cluster.Feed(Binance);
        Assert.Equal(FeedPlayStatus.UnknownTape, await feed.Play(new FeedPlay("nothing", Market)));
        Assert.Equal(FeedPlayStatus.OtherTape, await feed.Play(new FeedPlay("binance", Market, new string('0', 64))));
        Assert.Equal(FeedPlayStatus.BadName, await feed.Play(new FeedPlay("binance", "no/market")));
        Assert.Equal(FeedPlayStatus.Playing, await feed.Play(new FeedPlay("binance", Market)));
        Assert.Equal(FeedPlayStatus.Playing, await feed.Play(new FeedPlay("binance", Market)));
        Assert.Equal(FeedPlayStatus.Busy, await feed.Play(new FeedPlay("bybit", Market)));
        held.Release();
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

    /// <summary>A venue's digest as the market's journal alone gives it.</summary>
    private static string Offline(TradingCluster cluster, string source)
    {
        var node = new MarketNode(1);
        cluster.Replay("market:test/" + Market, node);
        var answer = new ArrayBufferWriter<byte>();
        node.Query(MarketQuery.Digest(source), answer);
        return BookFingerprint.Read(answer.WrittenSpan).Sha256;
    }

    private static FeedState Recorded(TradingCluster cluster)
    {
        var node = new FeedNode();
        cluster.Replay("feed:" + TradingCluster.BookKey(Binance), node);
        var answer = new ArrayBufferWriter<byte>();
        node.Query([], answer);
        return FeedState.Read(answer.WrittenSpan) ?? FeedState.None;
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
