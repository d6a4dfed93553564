using System;
using System.Linq;
using System.Threading.Tasks;
using Orleans.Runtime;
using Trading.Durable;
using Trading.GrainInterfaces;
using Trading.Grains;
using Xunit;

namespace Trading.Tests.Grains;

/// <summary>Nodes that send to each other, pumped by grains: each output once and in order, whatever is lost.</summary>
public sealed class NodeLinkTests
{
    private const int Outputs = 200;

    [Fact]
    public async Task Outputs_arrive_once_and_in_order_over_links_that_lose_and_repeat()
    {
        var links = new FaultyLinks { FaultPpm = 250_000 };
        await using var cluster = await TradingCluster.StartAsync(2, links: links.Over);
        for (ulong call = 1; call <= Outputs / 5; call++)
        {
            await SendAsync(cluster, "a", call, RelayNode.SendTo(NameOf("b"), 5));
            // Often alone on their way, sometimes together with what an earlier loss has held up.
            if (call % 4 != 0) await ReceivedAsync(cluster, "b", (int)call * 5);
        }

        Assert.Equal(Numbers(Outputs), await ReceivedAsync(cluster, "b", Outputs));
        Assert.True(links.Losses > 0 && links.Repetitions > 0, $"{links.Losses} losses, {links.Repetitions} repetitions");
    }

    [Fact]
    public async Task A_receiver_that_goes_and_comes_again_in_between_misses_nothing()
    {
        var links = new FaultyLinks { FaultPpm = 100_000 };
        await using var cluster = await TradingCluster.StartAsync(2, links: links.Over);
        for (ulong call = 1; call <= Outputs / 10; call++)
        {
            await SendAsync(cluster, "a", call, RelayNode.SendTo(NameOf("b"), 10));
            if (call % 5 == 0) await TradingCluster.BeginDeactivation(Relay(cluster, "b"));
        }

        Assert.Equal(Numbers(Outputs), await ReceivedAsync(cluster, "b", Outputs));
        Assert.True(cluster.TakeEpochOf(NameOf("b")) > 3);
    }

    [Fact]
    public async Task A_sender_that_dies_between_commit_and_send_sends_in_its_next_life()
    {
        var links = new FaultyLinks { IsCut = true };
        await using var cluster = await TradingCluster.StartAsync(3, links: links.Over);
        var sender = await KeyBesidesAsync(cluster, "b");
        await SendAsync(cluster, sender, 1, RelayNode.SendTo(NameOf("b"), Outputs));
        await Wait.UntilAsync(() => Task.FromResult(links.Losses), losses => losses > 0);
        Assert.Empty(await ReceivedAsync(cluster, "b", 0));
        var home = await HomeOfAsync(cluster, sender);
        await cluster.KillSiloAsync(cluster.Silos.Single(silo => silo.SiloAddress.Equals(home)));
        links.IsCut = false;
        await Wait.UntilAsync(() => TrySendAsync(cluster, sender, 2, RelayNode.SendTo(NameOf("b"), 1)), isDone => isDone);
        Assert.Equal(Numbers(Outputs + 1), await ReceivedAsync(cluster, "b", Outputs + 1));
    }

    [Fact]
    public async Task A_sender_whose_append_fails_sends_what_is_committed_and_nothing_else()
    {
        FailingTables? failing = null;
        await using var cluster = await TradingCluster.StartAsync(
            1,
            stores: tables => new NodeStores(failing = new FailingTables(tables)) { PauseWhenUnavailable = TimeSpan.FromMilliseconds(20) },
            links: new FaultyLinks().Over);
        ulong sent = 0;
        foreach (var isWritten in new[] { true, false, true, false })
        {
            sent += 5;
            await ReceivedAsync(cluster, "b", (int)sent - 5);
            failing?.LoseNextOutcome(isWritten);
            var call = new NodeCall("client", sent, RelayNode.SendTo(NameOf("b"), 5));
            Assert.Equal(ReplyStatus.Unavailable, (await Relay(cluster, "a").Execute(call)).Status);
            await Wait.UntilAsync(() => Relay(cluster, "a").Execute(call), answer => answer.Status == ReplyStatus.Answered);
        }

        Assert.Equal(Numbers((int)sent), await ReceivedAsync(cluster, "b", (int)sent));
    }

    [Fact]
    public async Task Two_nodes_that_send_to_each_other_never_wait_for_each_other()
    {
        await using var cluster = await TradingCluster.StartAsync(2, links: new FaultyLinks { FaultPpm = 50_000 }.Over);
        const int Each = 20, Hops = 9;
        await Task.WhenAll(
            SendAsync(cluster, "a", 1, RelayNode.SendTo(NameOf("b"), Each, Hops)),
            SendAsync(cluster, "b", 1, RelayNode.SendTo(NameOf("a"), Each, Hops)));
        // Of its own numbers a node sees every second hop, of the other's the rest.
        const int All = Each * (Hops + 1);
        foreach (var key in new[] { "a", "b" }) Assert.Equal(All, (await ReceivedAsync(cluster, key, All)).Length);
    }

    [Fact]
    public async Task A_timer_wakes_its_node_once_also_after_the_activation_that_set_it()
    {
        await using var cluster = await TradingCluster.StartAsync(1, links: new FaultyLinks().Over);
        await SendAsync(cluster, "a", 1, RelayNode.SendLaterTo(NameOf("b"), TimeSpan.FromMilliseconds(50)));
        Assert.Equal(Numbers(1), await ReceivedAsync(cluster, "b", 1));
        await SendAsync(cluster, "a", 2, RelayNode.SendLaterTo(NameOf("b"), TimeSpan.FromMilliseconds(300)));
        await cluster.DeactivateAsync(Relay(cluster, "a"));
        await ReceivedAsync(cluster, "a", 0);
        Assert.Equal(Numbers(2), await ReceivedAsync(cluster, "b", 2));
    }

    [Fact]
    public async Task Outputs_without_content_and_targets_without_a_name_are_refused()
    {
        await using var cluster = await TradingCluster.StartAsync(1);
        var none = await Relay(cluster, "b").Deliver(new NodeOutputs(NameOf("a"), 1, []));
        Assert.Equal(new NodeDelivered(ReplyStatus.Malformed, 0), none);
        var gap = await Relay(cluster, "b").Deliver(new NodeOutputs(NameOf("a"), 2, [RelayNode.SendTo("", 1)]));
        Assert.Equal(new NodeDelivered(ReplyStatus.Gap, 0), gap);
        var unnamed = await new GrainLinks(cluster.Client).DeliverAsync("nobody", new NodeOutputs(NameOf("a"), 1, [[1]]));
        Assert.Equal(new NodeDelivered(ReplyStatus.Malformed, 0), unnamed);
    }

    private static string NameOf(string key) => RelayNode.NameOf(key);

    private static ulong[] Numbers(int count) => [.. Enumerable.Range(1, count).Select(number => (ulong)number)];

    private static IRelayGrain Relay(TradingCluster cluster, string key) => cluster.Client.GetGrain<IRelayGrain>(key);

    private static async Task SendAsync(TradingCluster cluster, string key, ulong sequence, byte[] payload)
    {
        var answer = await Relay(cluster, key).Execute(new NodeCall("client", sequence, payload));
        Assert.Equal(ReplyStatus.Answered, answer.Status);
    }

    private static async Task<bool> TrySendAsync(TradingCluster cluster, string key, ulong sequence, byte[] payload)
    {
        try
        {
            return (await Relay(cluster, key).Execute(new NodeCall("client", sequence, payload))).Status == ReplyStatus.Answered;
        }
        catch (Exception error) when (error is TimeoutException or OrleansException)
        {
            return false;
        }
    }

    private static async Task<ulong[]> ReceivedAsync(TradingCluster cluster, string key, int count)
    {
        var answer = await Wait.UntilAsync(
            Relay(cluster, key).Read,
            read => read.Status == ReplyStatus.Answered && RelayNode.Received(read.Payload).Length >= count);
        return RelayNode.Received(answer.Payload);
    }

    /// <summary>The key of a relay that does not live where another one does, nor where the client is connected.</summary>
    private static async Task<string> KeyBesidesAsync(TradingCluster cluster, string other)
    {
        await Relay(cluster, other).Read();
        var taken = await HomeOfAsync(cluster, other);
        for (var number = 0; ; number++)
        {
            var key = $"sender-{number}";
            await Relay(cluster, key).Read();
            var home = await HomeOfAsync(cluster, key);
            if (home != taken && home != cluster.Silos[0].SiloAddress) return key;
        }
    }

    private static async Task<SiloAddress?> HomeOfAsync(TradingCluster cluster, string key) =>
        await cluster.Client.GetGrain<IManagementGrain>(0).GetActivationAddress(Relay(cluster, key));
}
