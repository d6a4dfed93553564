using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Trading.Durable;
using Trading.Exchange;
using Trading.GrainInterfaces;
using Trading.Grains;
using Xunit;

namespace Trading.Tests.Grains;

/// <summary>What a book does while its journal fails, and afterwards.</summary>
public sealed class StoreFaultTests
{
    private const string Instrument = "sim:BTC-USDT";

    private readonly List<FailingTables> _failing = [];
    private readonly ListedEmergencyLog _emergency = new();

    [Fact]
    public async Task An_append_of_unknown_outcome_is_resolved_by_recovery_and_applied_once()
    {
        await using var cluster = await StartAsync();
        var book = cluster.Book(Instrument);
        var client = new BookClient(book, "trader");
        Assert.True((await client.ConfigureAsync(Flow.Rules(Instrument))).IsOk);
        foreach (var isWritten in new[] { true, false })
        {
            Tables.LoseNextOutcome(isWritten);
            var call = new NodeCall("trader", client.LastSequence + (isWritten ? 1UL : 2UL), Flow.Batch(1, 10));
            Assert.Equal(ReplyStatus.Unavailable, (await book.Execute(call)).Status);
            var repeated = await AnsweredAsync(book, call);
            Assert.Equal(ReplyStatus.Answered, repeated.Status);
            Assert.Equal(repeated.Payload, (await book.Execute(call)).Payload);
        }

        Assert.Equal(3UL, (await StatusAsync(book)).Position);
    }

    [Fact]
    public async Task While_the_store_is_gone_orders_are_refused_and_cancels_are_kept_and_come_first_afterwards()
    {
        await using var cluster = await StartAsync();
        var book = cluster.Book(Instrument);
        var client = new BookClient(book, "trader");
        Assert.True((await client.ConfigureAsync(Flow.Rules(Instrument))).IsOk);
        Assert.True((await client.ExecuteAsync(Resting(1))).IsOk);
        Tables.IsGone = true;
        Assert.Equal(ReplyStatus.Unavailable, (await book.Execute(new NodeCall("trader", 10, Resting(2)))).Status);
        Assert.Equal(ReplyStatus.StoreUnavailable, (await book.Execute(new NodeCall("other", 1, Resting(3)))).Status);
        var cancel = new NodeCall("operator", 1, Cancel(1));
        Assert.Equal(ReplyStatus.Emergency, (await book.Execute(cancel)).Status);
        Assert.Equal(["operator"], _emergency.Unsettled(TradingCluster.BookKey(Instrument)).Select(call => call.Client));

        Tables.IsGone = false;
        var answer = await AnsweredAsync(book, cancel);
        Assert.True(BookAnswer.TryRead(answer.Payload, out var read));
        Assert.Equal(BookReportKind.Canceled, read.Reports[0].Kind);
        Assert.Empty(_emergency.Unsettled(TradingCluster.BookKey(Instrument)));
    }

    [Fact]
    public async Task A_book_whose_blocks_do_not_verify_refuses_with_a_typed_answer_and_others_go_on()
    {
        await using var cluster = await StartAsync();
        var client = new BookClient(cluster.Book(Instrument), "trader");
        Assert.True((await client.ConfigureAsync(Flow.Rules(Instrument))).IsOk);
        Assert.True((await client.ExecuteAsync(Resting(1))).IsOk);
        Tables.Damaged = TradingCluster.BookKey(Instrument);
        await cluster.DeactivateAsync(cluster.Book(Instrument));
        var refused = await cluster.Book(Instrument).Execute(new NodeCall("trader", 9, Resting(2)));
        Assert.Equal(ReplyStatus.CorruptData, refused.Status);
        Assert.Equal(ReplyStatus.CorruptData, (await cluster.Book(Instrument).Inspect()).Status);
        var other = new BookClient(cluster.Book("sim:ETH-USDT"), "trader");
        Assert.True((await other.ConfigureAsync(Flow.Rules("sim:ETH-USDT"))).IsOk);
    }

    [Fact]
    public async Task A_deactivated_book_comes_back_from_its_snapshot()
    {
        await using var cluster = await StartAsync();
        var client = new BookClient(cluster.Book(Instrument), "trader");
        Assert.True((await client.ConfigureAsync(Flow.Rules(Instrument))).IsOk);
        Assert.True((await client.ExecuteAsync(Flow.Batch(1, 100))).IsOk);
        var before = await StatusAsync(cluster.Book(Instrument));
        await cluster.DeactivateAsync(cluster.Book(Instrument));
        var after = await StatusAsync(cluster.Book(Instrument));
        Assert.Equal(before with { Epoch = after.Epoch }, after);
        Assert.True(after.Epoch > before.Epoch);
        Assert.NotEmpty(Tables.SnapshotsRead);
    }

    [Fact]
    public async Task A_store_that_fails_again_at_the_first_append_after_recovery_is_recovered_from_again()
    {
        await using var cluster = await StartAsync();
        var book = cluster.Book(Instrument);
        var client = new BookClient(book, "trader");
        Assert.True((await client.ConfigureAsync(Flow.Rules(Instrument))).IsOk);
        Assert.True((await client.ExecuteAsync(Resting(1))).IsOk);
        Tables.IsGone = true;
        Assert.Equal(ReplyStatus.Unavailable, (await book.Execute(new NodeCall("trader", 10, Resting(2)))).Status);
        var cancel = new NodeCall("operator", 1, Cancel(1));
        Assert.Equal(ReplyStatus.Emergency, (await book.Execute(cancel)).Status);
        Tables.LoseNextOutcome(isWritten: false);
        Tables.IsGone = false;
        Assert.Equal(ReplyStatus.Answered, (await AnsweredAsync(book, cancel)).Status);
        Assert.Empty(_emergency.Unsettled(TradingCluster.BookKey(Instrument)));
    }

    [Fact]
    public async Task Blocks_that_cannot_be_read_now_are_an_unavailable_store_and_no_damage()
    {
        await using var cluster = await StartAsync();
        var book = cluster.Book(Instrument);
        Assert.True((await new BookClient(book, "trader").ConfigureAsync(Flow.Rules(Instrument))).IsOk);
        Tables.LoseNextOutcome(isWritten: true);
        Tables.IsUnreadable = true;
        var call = new NodeCall("trader", 2, Resting(1));
        Assert.Equal(ReplyStatus.Unavailable, (await book.Execute(call)).Status);
        Assert.Equal(ReplyStatus.StoreUnavailable, (await book.Execute(call)).Status);
        Tables.IsUnreadable = false;
        Assert.Equal(ReplyStatus.Answered, (await AnsweredAsync(book, call)).Status);
    }

    [Fact]
    public async Task Snapshots_that_cannot_be_read_now_are_an_unavailable_store_and_no_damage()
    {
        await using var cluster = await StartAsync();
        var book = cluster.Book(Instrument);
        var client = new BookClient(book, "trader");
        Assert.True((await client.ConfigureAsync(Flow.Rules(Instrument))).IsOk);
        for (ulong order = 1; order <= 2; order++)
        {
            Assert.True((await client.ExecuteAsync(Resting(order))).IsOk);
            await cluster.DeactivateAsync(book);
        }

        // Two snapshots are kept now, and the blocks before the older one are gone.
        Tables.AreSnapshotsUnreadable = true;
        Assert.Equal(ReplyStatus.StoreUnavailable, (await book.Execute(new NodeCall("trader", 9, Resting(3)))).Status);
        Assert.Equal(ReplyStatus.StoreUnavailable, (await book.Inspect()).Status);
        Tables.AreSnapshotsUnreadable = false;
        Assert.Equal(3UL, (await StatusAsync(book)).Position);
    }

    private FailingTables Tables => _failing.Single();

    private Task<TradingCluster> StartAsync() => TradingCluster.StartAsync(1, stores: tables =>
    {
        _failing.Add(new FailingTables(tables));
        return new NodeStores(Tables, _emergency) { PauseWhenUnavailable = TimeSpan.FromMilliseconds(20) };
    });

    private static byte[] Resting(ulong orderId) => BookCall.Commands([Flow.Resting(orderId)]);

    private static byte[] Cancel(ulong orderId) =>
        BookCall.Commands([new BookCommand { Kind = BookCommandKind.Cancel, OrderId = orderId }]);

    private static Task<NodeAnswer> AnsweredAsync(IBookGrain book, NodeCall call) =>
        Wait.UntilAsync(() => book.Execute(call), answer => answer.Status == ReplyStatus.Answered);

    private static async Task<NodeStatus> StatusAsync(IBookGrain book)
    {
        var answer = await Wait.UntilAsync(book.Inspect, reply => reply.Status == ReplyStatus.Answered);
        Assert.True(NodeStatus.TryDecode(answer.Payload, out var status));
        return status;
    }
}
