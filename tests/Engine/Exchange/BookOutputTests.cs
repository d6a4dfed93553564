using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Trading.Exchange;
using Trading.Model;
using Xunit;

namespace Trading.Tests.Exchange;

/// <summary>Snapshots, level-2 deltas, the touch, and their publication to concurrent readers.</summary>
public sealed class BookOutputTests
{
    private readonly OrderBook _book = new(BookFixtures.Plain);
    private readonly ReportBuffer _reports = new();

    private void Play(params string[] lines)
    {
        foreach (var line in lines) _book.Execute(Rulebook.Parse(line), _reports);
    }

    private static string Text(BookDepthTracker tracker) => string.Join(
        ' ',
        tracker.Deltas.ToArray().Select(
            delta => $"{(delta.Side == Side.Buy ? 'b' : 'a')}{delta.Price}x{delta.Quantity}"));

    [Fact]
    public void Deltas_name_changed_levels_bids_first_each_side_best_first()
    {
        var tracker = new BookDepthTracker(depth: 10);
        Play("buy 1 1@99", "buy 2 2@98", "sell 3 3@102", "sell 4 4@101");
        tracker.Update(_book);
        Assert.Equal("b99x1 b98x2 a101x4 a102x3", Text(tracker));
        Assert.True(tracker.HasTouchChanged);

        Play("buy 5 5@98", "cancel 1", "buy 6 3@101", "sell 7 1@103");
        tracker.Update(_book);
        Assert.Equal("b99x0 b98x7 a101x1 a103x1", Text(tracker));
        Assert.Equal(new BookTouch(new BookLevel(98, 7, 2), new BookLevel(101, 1, 1)), tracker.Touch);

        tracker.Update(_book);
        Assert.Equal("", Text(tracker));
        Assert.False(tracker.HasTouchChanged);
        Play("cancel 4", "cancel 3", "cancel 7");
        tracker.Update(_book);
        Assert.False(tracker.Touch.HasAsk);
    }

    [Fact]
    public void A_level_out_of_sight_is_gone_and_comes_back()
    {
        var tracker = new BookDepthTracker(depth: 2);
        Play("sell 1 1@101", "sell 2 2@102");
        tracker.Update(_book);
        Play("sell 3 3@100");
        tracker.Update(_book);
        Assert.Equal("a100x3 a102x0", Text(tracker));
        Play("cancel 3");
        tracker.Update(_book);
        Assert.Equal("a100x0 a102x2", Text(tracker));
    }

    [Theory]
    [InlineData(PriceShape.Narrow)]
    [InlineData(PriceShape.Walk)]
    public void Whoever_applies_the_deltas_has_the_books_best_levels(PriceShape shape)
    {
        const int Depth = 20;
        var (stream, tracker) = (new CommandStream(11, shape, 400), new BookDepthTracker(Depth));
        var mirror = new Dictionary<(Side, long), long>();
        for (var step = 0; step < 5_000; step++)
        {
            _reports.Clear();
            for (var count = 0; count <= step % 7; count++) _book.Execute(stream.Next(), _reports);
            tracker.Update(_book);
            foreach (var delta in tracker.Deltas)
            {
                if (delta.Quantity == 0) Assert.True(mirror.Remove((delta.Side, delta.Price)));
                else mirror[(delta.Side, delta.Price)] = delta.Quantity;
            }

            var snapshot = BookSnapshot.Of(_book, Depth);
            var levels = snapshot.Bids.ToArray().Select(level => ((Side.Buy, level.Price), level.Quantity))
                .Concat(snapshot.Asks.ToArray().Select(level => ((Side.Sell, level.Price), level.Quantity)));
            Assert.Equal(mirror.OrderBy(pair => pair.Key), levels.ToDictionary().OrderBy(pair => pair.Key));
            Assert.Equal(snapshot.Touch, tracker.Touch);
            Assert.Equal(snapshot.Sequence, tracker.Sequence);
        }
    }

    [Fact]
    public async Task Readers_see_whole_snapshots_in_order_while_the_writer_inserts_and_cancels()
    {
        const int Batches = 3_000;
        var published = new PublishedDepth();
        using var start = new Barrier(3);
        using var seen = new CountdownEvent(2);
        var isDone = false;
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(
            Read,
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToArray();
        var stream = new CommandStream(13, PriceShape.Narrow, 300);
        start.SignalAndWait(TestContext.Current.CancellationToken);
        for (var batch = 0; batch < Batches; batch++)
        {
            _reports.Clear();
            for (var count = 0; count < 8; count++) _book.Execute(stream.Next(), _reports);
            published.Publish(BookSnapshot.Of(_book, 10));

            // Half-way the writer waits until both readers have read something while it was at work.
            if (batch == Batches / 2) seen.Wait(TestContext.Current.CancellationToken);
        }

        Volatile.Write(ref isDone, true);
        await Task.WhenAll(readers);
        Assert.Equal(_book.ReportSequence, published.Latest.Sequence);

        void Read()
        {
            start.SignalAndWait(TestContext.Current.CancellationToken);
            var (last, changes) = (0UL, 0);
            while (!Volatile.Read(ref isDone))
            {
                var snapshot = published.Latest;
                Assert.True(snapshot.Sequence >= last, "the sequence never goes back");
                if (snapshot.Sequence != last && ++changes == 1) seen.Signal();
                last = snapshot.Sequence;
                AssertWhole(snapshot);
            }
        }
    }

    private static void AssertWhole(BookSnapshot snapshot)
    {
        var (bids, asks) = (snapshot.Bids.ToArray(), snapshot.Asks.ToArray());
        Assert.All(bids.Concat(asks), level => Assert.True(level.Quantity > 0 && level.OrderCount > 0));
        Assert.Equal(bids.OrderByDescending(level => level.Price), bids);
        Assert.Equal(asks.OrderBy(level => level.Price), asks);
        if (bids.Length > 0 && asks.Length > 0) Assert.True(bids[0].Price < asks[0].Price, "never crossed");
    }
}
