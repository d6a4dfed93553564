using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Orleans.Runtime;
using Trading.Durable;
using Trading.Exchange;
using Trading.GrainInterfaces;

using Xunit;

namespace Trading.Tests.Grains;

public sealed class BookGrainTests
{
    private const string Instrument = "sim:BTC-USDT";

    [Fact]
    public async Task Books_spread_over_two_silos_and_hash_as_on_one_and_as_offline()
    {
        var one = await RunBooksAsync(silos: 1);
        var two = await RunBooksAsync(silos: 2);
        Assert.Equal(one.Hashes, two.Hashes);
        Assert.Equal(OfflineHashes(), two.Hashes.Select(hash => hash.State));
        Assert.Equal(2, two.SilosUsed);
    }

    [Fact]
    public async Task A_repeated_block_of_commands_is_answered_from_the_record()
    {
        await using var cluster = await TradingCluster.StartAsync(1);
        var book = await ConfiguredAsync(cluster);
        var call = new NodeCall("trader", 1, Flow.Batch(1, 100));
        var first = await book.Execute(call);
        var status = await StatusAsync(cluster);
        var second = await book.Execute(call);
        Assert.Equal(ReplyStatus.Answered, first.Status);
        Assert.Equal(first.Payload, second.Payload);
        Assert.Equal(status, await StatusAsync(cluster));
    }

    [Fact]
    public async Task Concurrent_calls_are_all_carried_out_once_each()
    {
        await using var cluster = await TradingCluster.StartAsync(2);
        var book = await ConfiguredAsync(cluster);
        var callers = Enumerable.Range(0, 8).Select(async caller =>
        {
            var client = new BookClient(book, "caller-" + caller);
            for (ulong n = 1; n <= 20; n++) Assert.True((await client.ExecuteAsync(Flow.Batch(n, 10))).IsOk);
        });
        await Task.WhenAll(callers);
        Assert.Equal(161UL, (await StatusAsync(cluster)).Position);
    }

    [Fact]
    public async Task A_book_that_was_deactivated_recovers_from_its_blocks()
    {
        await using var cluster = await TradingCluster.StartAsync(2);
        var book = await ConfiguredAsync(cluster);
        var call = new NodeCall("trader", 1, Flow.Batch(1, 100));
        var answer = await book.Execute(call);
        var before = await StatusAsync(cluster);
        await cluster.DeactivateAsync(book);
        var after = await StatusAsync(cluster);
        Assert.True(after.Epoch > before.Epoch);
        Assert.Equal(before with { Epoch = after.Epoch }, after);
        Assert.Equal(answer.Payload, (await book.Execute(call)).Payload);
    }

    [Fact]
    public async Task A_stale_activation_is_fenced_and_its_caller_learns_the_outcome_from_the_next()
    {
        await using var cluster = await TradingCluster.StartAsync(1);
        var book = await ConfiguredAsync(cluster);
        var before = await StatusAsync(cluster);
        var taken = cluster.TakeEpoch(Instrument);
        var call = new NodeCall("trader", 1, Flow.Batch(1, 10));
        Assert.Equal(ReplyStatus.Unavailable, (await book.Execute(call)).Status);
        var answer = await Wait.UntilAsync(() => book.Execute(call), reply => reply.Status != ReplyStatus.Unavailable);
        Assert.Equal(ReplyStatus.Answered, answer.Status);
        var after = await StatusAsync(cluster);
        Assert.True(after.Epoch > taken);
        Assert.Equal(before.Position + 1, after.Position);
    }

    [Fact]
    public async Task A_client_rides_over_a_fenced_activation()
    {
        await using var cluster = await TradingCluster.StartAsync(1);
        var client = new BookClient(await ConfiguredAsync(cluster), "trader");
        cluster.TakeEpoch(Instrument);
        Assert.True((await client.ExecuteAsync(Flow.Batch(1, 10))).IsOk);
        Assert.Equal(2UL, (await StatusAsync(cluster)).Position);
    }

    [Fact]
    public async Task Books_of_a_silo_that_stops_go_on_elsewhere_with_nothing_lost()
    {
        await using var cluster = await TradingCluster.StartAsync(2);
        var names = Enumerable.Range(0, 8).Select(n => $"sim:B{n}-USDT").ToArray();
        foreach (var name in names) await ExecuteAsync(cluster, name, 1);
        var before = await HashesAsync(cluster, names);
        await cluster.StopSiloAsync(cluster.Silos[1]);
        Assert.Equal(before, await HashesAsync(cluster, names));
    }

    [Fact]
    public async Task Malformed_calls_are_refused_and_an_unconfigured_book_has_no_view()
    {
        await using var cluster = await TradingCluster.StartAsync(1);
        var book = cluster.Book(Instrument);
        var client = new BookClient(book, "trader");
        Assert.Equal(ReplyStatus.Malformed, (await book.Execute(new NodeCall("trader", 1, [1, 2, 3]))).Status);
        Assert.Equal(ReplyStatus.Malformed, (await book.Execute(new NodeCall("", 1, Flow.Batch(1, 1)))).Status);
        Assert.False((await client.ViewAsync(5)).IsOk);
        Assert.True((await client.ConfigureAsync(Flow.Rules(Instrument))).IsOk);
        Assert.True((await client.ViewAsync(5)).IsOk);
    }

    private static async Task<(List<(UInt128 State, UInt128 Chain)> Hashes, int SilosUsed)> RunBooksAsync(int silos)
    {
        await using var cluster = await TradingCluster.StartAsync(silos);
        var names = Enumerable.Range(0, 8).Select(n => $"sim:B{n}-USDT").ToArray();
        await Task.WhenAll(names.Select((name, n) => ExecuteAsync(cluster, name, (ulong)n)));
        var management = cluster.Client.GetGrain<IManagementGrain>(0);
        var statistics = await management.GetDetailedGrainStatistics();
        var used = statistics
            .Where(grain => grain.GrainType.Contains("BookGrain", StringComparison.Ordinal))
            .Select(grain => grain.SiloAddress).Distinct().Count();
        return (await HashesAsync(cluster, names), used);
    }

    private static async Task ExecuteAsync(TradingCluster cluster, string name, ulong seed)
    {
        var client = new BookClient(cluster.Book(name), "sim");
        Assert.True((await client.ConfigureAsync(Flow.Rules(name))).IsOk);
        for (ulong n = 0; n < 5; n++) Assert.True((await client.ExecuteAsync(Flow.Batch((seed * 100) + n, 64))).IsOk);
    }

    private static IEnumerable<UInt128> OfflineHashes()
    {
        for (ulong seed = 0; seed < 8; seed++)
        {
            var book = OrderBooks.Create(Flow.Rules($"sim:B{seed}-USDT"));
            var reports = new ReportBuffer();
            for (ulong n = 0; n < 5; n++)
            {
                foreach (var command in Flow.Commands((seed * 100) + n, 64)) book.Execute(command, reports);
            }

            yield return book.StateHash();
        }
    }

    private static async Task<List<(UInt128 State, UInt128 Chain)>> HashesAsync(TradingCluster cluster, string[] names)
    {
        var hashes = new List<(UInt128, UInt128)>();
        foreach (var name in names)
        {
            var status = await StatusAsync(cluster, name);
            hashes.Add((status.StateHash, status.OutputChain));
        }

        return hashes;
    }

    private static async Task<IBookGrain> ConfiguredAsync(TradingCluster cluster)
    {
        var book = cluster.Book(Instrument);
        Assert.True((await new BookClient(book, "setup").ConfigureAsync(Flow.Rules(Instrument))).IsOk);
        return book;
    }

    private static async Task<NodeStatus> StatusAsync(TradingCluster cluster, string instrument = Instrument)
    {
        var status = await new BookClient(cluster.Book(instrument), "test").InspectAsync();
        Assert.True(status.TryGet(out var value, out _));
        return value;
    }
}
