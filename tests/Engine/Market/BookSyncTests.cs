using System.Linq;
using Trading.Market;
using Trading.Model;
using Xunit;

namespace Trading.Tests.Market;

public sealed class BookSyncTests
{
    private static readonly PriceLevel Bid = new(Side.Buy, 10, 1);
    private static readonly PriceLevel Ask = new(Side.Sell, 11, 1);

    [Fact]
    public void Binance_spot_buffers_until_the_snapshot_and_drops_what_it_covers()
    {
        var run = new SyncRun(VenueFeed.BinanceSpot).Delta(1, 3).Delta(4, 5).Delta(6, 8).Delta(9, 9).Snapshot(6).Delta(10, 12);
        Assert.Equal(["snapshot 6", "delta 8", "delta 9", "delta 12"], run.Said);
        Assert.Equal(BookState.Live, run.Sync.Book.State);
        Assert.Equal(2, run.Sync.Ignored);
    }

    [Fact]
    public void Binance_spot_takes_a_first_diff_that_begins_right_after_the_snapshot() =>
        Assert.Equal(["snapshot 6", "delta 8"], new SyncRun(VenueFeed.BinanceSpot).Snapshot(6).Delta(7, 8).Said);

    [Fact]
    public void Binance_spot_refuses_a_snapshot_from_before_the_first_diff_and_takes_the_next()
    {
        var run = new SyncRun(VenueFeed.BinanceSpot).Delta(10, 12).Snapshot(8).Snapshot(9);
        Assert.Equal(["snapshot 9", "delta 12"], run.Said);
    }

    [Fact]
    public void Binance_spot_loses_the_book_at_a_hole_and_recovers_with_a_snapshot()
    {
        var run = new SyncRun(VenueFeed.BinanceSpot).Snapshot(6, levels: [Bid, Ask]).Delta(7, 8).Delta(10, 11);
        Assert.Equal(["snapshot 6", "delta 8", "Gap 11"], run.Said);
        Assert.Equal((BookState.Gap, 0), (run.Sync.Book.State, run.Sync.Book.Levels.Count(Side.Buy)));
        // The diff that showed the hole waits for the snapshot.
        run.Delta(12, 13).Snapshot(11);
        Assert.Equal(["snapshot 11", "delta 13"], run.Said.Skip(3));
        Assert.Equal(1, run.Sync.Book.Gaps);
    }

    [Fact]
    public void Binance_spot_ignores_duplicates_and_late_snapshots()
    {
        var run = new SyncRun(VenueFeed.BinanceSpot).Snapshot(6).Delta(7, 8).Delta(7, 8).Snapshot(7).Delta(9, 9);
        Assert.Equal(["snapshot 6", "delta 8", "delta 9"], run.Said);
        Assert.Equal(2, run.Sync.Ignored);
    }

    [Fact]
    public void Binance_usdm_follows_the_previous_id_and_not_the_first()
    {
        var run = new SyncRun(VenueFeed.BinanceUsdm).Delta(90, 99, 80).Delta(100, 110, 99).Snapshot(105).Delta(150, 160, 110);
        Assert.Equal(["snapshot 105", "delta 110", "delta 160"], run.Said);
    }

    [Fact]
    public void Binance_usdm_keeps_a_first_diff_that_ends_at_the_snapshot() =>
        Assert.Equal(
            ["snapshot 105", "delta 105", "delta 130"],
            new SyncRun(VenueFeed.BinanceUsdm).Snapshot(105).Delta(95, 105, 90).Delta(120, 130, 105).Said);

    [Fact]
    public void Binance_usdm_loses_the_book_when_the_previous_id_differs()
    {
        var run = new SyncRun(VenueFeed.BinanceUsdm).Snapshot(105).Delta(100, 110, 99).Delta(120, 130, 111);
        Assert.Equal(["snapshot 105", "delta 110", "Gap 130"], run.Said);
        Assert.Equal(["Gap 120"], new SyncRun(VenueFeed.BinanceUsdm).Snapshot(105).Delta(110, 120, 107).Said.Skip(1));
    }

    [Fact]
    public void A_buffer_without_a_snapshot_stays_bounded()
    {
        var run = new SyncRun(VenueFeed.BinanceSpot);
        for (ulong id = 1; id <= SplicedBookSync.BufferedMax + 10; id++) run.Delta(id, id);
        Assert.Equal(10, run.Sync.Ignored);
        Assert.Empty(run.Snapshot(5).Said);
    }

    [Fact]
    public void Bybit_ids_grow_by_one_and_any_snapshot_replaces()
    {
        var run = new SyncRun(VenueFeed.Bybit).Delta(4, 4).Snapshot(5).Delta(6, 6).Delta(7, 7).Snapshot(9).Delta(10, 10).Delta(12, 12).Delta(13, 13);
        Assert.Equal(["snapshot 5", "delta 6", "delta 7", "snapshot 9", "delta 10", "Gap 12"], run.Said);
        Assert.Equal(["snapshot 1", "delta 2"], run.Snapshot(1).Delta(2, 2).Said.Skip(6));
    }

    [Fact]
    public void Of_two_depths_of_one_book_the_deeper_counts()
    {
        var run = new SyncRun(VenueFeed.Bybit).Snapshot(5, 1).Snapshot(50, 200).Delta(51, 51, depth: 200).Snapshot(6, 1).Delta(7, 7, depth: 1);
        Assert.Equal(["snapshot 5", "snapshot 50", "delta 51"], run.Said);
    }

    [Fact]
    public void Kraken_truncates_to_the_depth_and_tells_what_fell_out()
    {
        var run = new SyncRun(VenueFeed.Kraken).Subscribed(2).Snapshot(0, levels: [Bid, Bid with { Price = 9 }, Ask]);
        run.Delta(0, 0, levels: [Bid with { Price = 8 }]).Delta(0, 0, levels: [Bid with { Price = 11 - 1 + 2 }]);
        Assert.Equal(["snapshot 0", "delta 0 -8", "delta 0 -9"], run.Said);
        Assert.Equal(2, run.Sync.Book.Levels.Count(Side.Buy));
        Assert.Equal(BookState.Crossed, run.Sync.Book.State);
    }

    [Fact]
    public void Kraken_checksum_matches_the_published_vector()
    {
        var run = new SyncRun(VenueFeed.Kraken).Snapshot(0, checksum: 3310070434, levels: KrakenVector());
        Assert.Equal(["snapshot 0"], run.Said);
    }

    [Fact]
    public void Kraken_loses_the_book_when_the_checksum_differs_and_recovers_with_a_snapshot()
    {
        var run = new SyncRun(VenueFeed.Kraken).Snapshot(0, checksum: 3310070434, levels: KrakenVector());
        run.Delta(0, 0, checksum: 3310070434, levels: [new(Side.Buy, 452835, 10000001)]).Delta(0, 0);
        Assert.Equal(["snapshot 0", "ChecksumMismatch 0"], run.Said);
        Assert.Equal((BookState.ChecksumMismatch, 1L), (run.Sync.Book.State, run.Sync.Book.ChecksumFailures));
        Assert.Equal(["snapshot 0"], run.Snapshot(0, checksum: 3310070434, levels: KrakenVector()).Said.Skip(2));
    }

    [Fact]
    public void Okx_follows_the_previous_id_where_there_is_one()
    {
        var run = new SyncRun(VenueFeed.Okx).Snapshot(5).Delta(9, 9, 5).Delta(9, 9, 9).Delta(0, 0).Delta(12, 12, 10);
        Assert.Equal(["snapshot 5", "delta 9", "delta 9", "delta 0", "Gap 12"], run.Said);
    }

    [Fact]
    public void A_silent_book_is_stale_until_the_next_update()
    {
        var book = new MarketBook();
        book.CheckSilence(long.MaxValue, 0);
        Assert.Equal(BookState.Empty, book.State);
        book.ApplySnapshot([Bid, Ask], 1000, 1);
        book.CheckSilence(1500, 500);
        Assert.Equal(BookState.Live, book.State);
        book.CheckSilence(1501, 500);
        Assert.Equal(BookState.Stale, book.State);
        book.ApplyDelta([], 2000, 2);
        Assert.Equal(BookState.Live, book.State);
    }

    [Fact]
    public void A_crossed_book_is_a_state_that_ends_by_itself()
    {
        var book = new MarketBook();
        book.ApplySnapshot([Bid, Ask], 1, 1);
        book.ApplyDelta([Bid with { Price = 11 }], 2, 2);
        Assert.Equal((BookState.Crossed, 1L), (book.State, book.Crossings));
        book.ApplyDelta([Bid with { Price = 11, Quantity = 0 }], 3, 3);
        Assert.Equal((BookState.Live, 1L), (book.State, book.Crossings));
    }

    private static PriceLevel[] KrakenVector()
    {
        (long Price, long Quantity)[] asks =
        [
            (452852, 100000), (452864, 154571953), (452866, 154571109), (452896, 154560911), (452902, 15890660),
            (452918, 154553491), (452947, 4454749), (452961, 35380000), (452975, 9945542), (452995, 18772827),
        ];
        (long Price, long Quantity)[] bids =
        [
            (452835, 10000000), (452834, 154582015), (452821, 10000000), (452810, 10000000), (452803, 154592586),
            (452790, 7990000), (452776, 3310103), (452775, 30000000), (452773, 154602737), (452766, 15445238),
        ];
        return
        [
            .. asks.Select(l => new PriceLevel(Side.Sell, l.Price, l.Quantity)),
            .. bids.Select(l => new PriceLevel(Side.Buy, l.Price, l.Quantity)),
        ];
    }
}
