using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using Trading.Desk;
using Trading.Model;
using Xunit;

namespace Trading.Tests.Desk;

/// <summary>Whoever drives the nodes, in whatever portions: each handles the same inputs in the same order.</summary>
public sealed class RoundDriverTests
{
    public static TheoryData<ulong> Seeds => [.. Enumerable.Range(1, 20).Select(seed => (ulong)seed)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Rounds_end_where_one_input_at_a_time_ends(ulong seed)
    {
        var (rounds, single) = (new ToyDesk(seed, events: 400), new ToyDesk(seed, events: 400));
        var driver = new RoundDriver(rounds.Nodes, rounds.Pump);
        while (driver.TryRound())
        {
        }

        DriveSingly(single);
        foreach (var (one, other) in single.Nodes.Zip(rounds.Nodes)) Assert.Equal(one.Handled, other.Handled);
        Assert.Equal(Heads(single), Heads(rounds));
        Assert.All(rounds.Nodes, node => Assert.True(node.IsIdle));
        Assert.Contains(rounds.Nodes[0].Handled, input => input.Source >= ToyDesk.Markets);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Inputs_are_handled_by_time_then_source_then_count(ulong seed)
    {
        var desk = new ToyDesk(seed, events: 400);
        var driver = new RoundDriver(desk.Nodes, desk.Pump);
        while (driver.TryRound())
        {
        }

        foreach (var node in desk.Nodes)
        {
            // A market's end comes last of its market and has no count.
            var messages = node.Handled.Where(input => input.Source >= ToyDesk.Markets).ToList();
            Assert.Equal(messages.Order(), messages);
            Assert.Equal(node.Handled.Select(input => input.TimeNs).Order(), node.Handled.Select(input => input.TimeNs));
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_node_that_was_saved_and_loaded_at_any_round_goes_on_as_before(ulong seed)
    {
        var (whole, broken) = (new ToyDesk(seed, events: 150), new ToyDesk(seed, events: 150));
        var driver = new RoundDriver(whole.Nodes, whole.Pump);
        while (driver.TryRound())
        {
        }

        var random = SeededRandom.Create(seed, "breaks");
        driver = new RoundDriver(broken.Nodes, broken.Pump);
        while (driver.TryRound())
        {
            var node = broken.Nodes[random.Below(broken.Nodes.Length)];
            var saved = Saved(node);
            var reader = new StateReader(saved);
            node.Load(ref reader);
            Assert.True(reader.IsComplete);
            Assert.Equal(saved, Saved(node));
        }

        Assert.Equal(Heads(whole), Heads(broken));
    }

    [Fact]
    public void Another_seed_ends_elsewhere() =>
        Assert.NotEqual(HeadsOf(seed: 1), HeadsOf(seed: 2));

    [Fact]
    public void A_saved_node_with_a_byte_missing_is_refused()
    {
        var desk = new ToyDesk(1, events: 50);
        var driver = new RoundDriver(desk.Nodes, desk.Pump);
        for (var round = 0; round < 20; round++) driver.TryRound();
        var saved = Saved(desk.Nodes[0]);
        var reader = new StateReader(saved.AsSpan(0, saved.Length - 1));
        desk.Nodes[0].Load(ref reader);
        Assert.False(reader.IsComplete);
    }

    /// <summary>The textbook's way: the earliest input of all is handled, then the earliest of what is left.</summary>
    private static void DriveSingly(ToyDesk desk)
    {
        while (desk.Pump.TryRead())
        {
        }

        var outbox = new List<DeskMessage>();
        while (desk.Nodes.MinBy(node => node.NextNs) is { NextNs: < long.MaxValue } next)
        {
            next.RunUntil(next.NextNs + 1, answerNs: long.MaxValue, outbox);
            foreach (var message in outbox) desk.Nodes[message.Target - ToyDesk.Markets].Deliver(message);
            outbox.Clear();
        }
    }

    private static UInt128[] Heads(ToyDesk desk) => [.. desk.Nodes.SelectMany(node => new[] { node.Chain, node.StateHash() })];

    private static UInt128[] HeadsOf(ulong seed)
    {
        var desk = new ToyDesk(seed, events: 50);
        DriveSingly(desk);
        return Heads(desk);
    }

    private static byte[] Saved(ToyNode node)
    {
        var bytes = new ArrayBufferWriter<byte>();
        node.Save(bytes);
        return bytes.WrittenSpan.ToArray();
    }
}
