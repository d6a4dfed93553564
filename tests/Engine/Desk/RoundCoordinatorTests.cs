using System;
using System.Buffers;
using System.Linq;
using Trading.Desk;
using Trading.Model;
using Trading.Numerics;
using Xunit;

namespace Trading.Tests.Desk;

/// <summary>When a command takes effect: at the start of the first round that nobody was asked for, and in nobody's past.</summary>
public sealed class RoundCoordinatorTests
{
    private const int Control = 1;

    [Theory]
    [InlineData(20, 50, 9, 20)]
    [InlineData(50, 20, 9, 20)]
    [InlineData(10, 10, 9, 10)]
    // The first node's market was not read far enough: it lags, and the other has handled an input at 15.
    [InlineData(3, 50, 15, 16)]
    [InlineData(long.MaxValue, long.MaxValue, 9, 10)]
    public void A_command_takes_effect_when_the_next_round_starts(long nextNs, long otherNextNs, long handledNs, long expectedNs)
    {
        var coordinator = Coordinator();
        var (before, command) = (coordinator.CallOf(Control), Command(1));
        Assert.Equal(CommandCode.Accepted, coordinator.Command(Control, command));
        // The round in hand may have been asked for: it stays as it is.
        Assert.Equal(before, coordinator.CallOf(Control));
        Assert.Empty(coordinator.Released);
        Assert.True(coordinator.TryComplete([Answer(nextNs, isIdle: true), Answer(otherNextNs, isIdle: true, handledNs)]));
        Assert.Equal([new TimedCommand(expectedNs, command)], coordinator.Released);
        // The first node lags too far behind for a command that is later: it may still tell the second something before.
        Assert.Equal(nextNs == long.MaxValue || expectedNs < nextNs + 10, coordinator.TakesPart(Control));
        var message = Assert.Single(RoundCall.Messages(coordinator.CallOf(Control)).ToArray());
        Assert.Equal((expectedNs, 1, DeskMessage.OperatorSource, 5), (message.TimeNs, message.Sequence, message.Source, message.Target));
        Assert.Equal(command, message.Payload.As<OperatorCommand>());
    }

    [Fact]
    public void A_coordinator_that_was_replaced_gives_waiting_commands_the_same_times()
    {
        var (first, second) = (Coordinator(), Coordinator());
        first.Command(Control, Command(1));
        Assert.True(first.TryComplete([Answer(30), Answer(40)]));
        first.Command(Control, Command(2));
        first.Command(Control, Command(3));
        var bytes = new ArrayBufferWriter<byte>();
        first.Save(new StateWriter(bytes));
        var reader = new StateReader(bytes.WrittenSpan);
        second.Load(ref reader);
        Assert.True(reader.IsComplete);
        Assert.Equal(first.Released, second.Released);
        foreach (var coordinator in (RoundCoordinator[])[first, second])
        {
            Assert.True(coordinator.TryComplete([Answer(60), Answer(70)]));
            Assert.Equal([(60, 2L), (60, 3L)], coordinator.Released.Select(released => ((int)released.TimeNs, released.Command.CommandId)));
            Assert.Equal([2L, 3L], RoundCall.Messages(coordinator.CallOf(Control)).ToArray().Select(message => message.Sequence));
        }
    }

    [Fact]
    public void A_session_that_has_ended_takes_no_command_and_what_is_malformed_is_not_taken()
    {
        var coordinator = Coordinator();
        Assert.Equal(CommandCode.UnknownKind, coordinator.Command(Control, default(OperatorCommand) with { CommandId = 1 }));
        Assert.True(coordinator.TryComplete([Answer(long.MaxValue, isIdle: true), Answer(long.MaxValue, isIdle: true)]));
        Assert.True(coordinator.IsDone);
        Assert.Equal(CommandCode.SessionEnded, coordinator.Command(Control, Command(1)));
    }

    /// <summary>Two nodes, ten nanoseconds from each other.</summary>
    private static RoundCoordinator Coordinator()
    {
        Assert.True(DelayDistribution.Fixed(10).TryGet(out var delay, out _));
        var (first, second) = (new Mute(4), new Mute(5));
        first.Connect(second, new DelaySampler(delay, 1, "there"));
        second.Connect(first, new DelaySampler(delay, 1, "back"));
        return new RoundCoordinator(RoundPaths.Of([first, second]));
    }

    private static byte[] Answer(long nextNs, bool isIdle = false, long nowNs = 0)
    {
        var bytes = new ArrayBufferWriter<byte>();
        new RoundAnswer
        {
            IsIdle = isIdle,
            IsStarved = false,
            HeldEvents = 0,
            NextNs = nextNs,
            NextSendNs = nextNs,
            NowNs = nowNs,
            Chain = 1,
            Messages = [],
        }.Write(bytes);
        return bytes.WrittenSpan.ToArray();
    }

    private static OperatorCommand Command(long id) => OperatorCommand.Create(id, CommandKind.Halt, 0, "test", "").TryGet(out var command, out var code)
        ? command
        : throw new InvalidOperationException($"{code}");

    private sealed class Mute(int rank) : DeskNode(rank, "mute")
    {
        protected override void OnMessage(in DeskMessage message)
        {
        }

        protected override void SaveState(IBufferWriter<byte> destination)
        {
        }

        protected override void LoadState(ref StateReader reader)
        {
        }
    }
}
