using System;
using System.Runtime.InteropServices;
using Trading.Desk;
using Xunit;

namespace Trading.Tests.Desk;

/// <summary>A command is made by its rules, and refused by the one that it breaks.</summary>
public sealed class OperatorCommandTests
{
    private static readonly string LongName = new('ö', 13);
    private static readonly string LongReason = new('r', 65);

    [Fact]
    public void A_command_says_what_it_was_made_of()
    {
        var command = Made(7, CommandKind.Resume, 3, "jörg", new string('r', 64));
        Assert.Equal((7L, CommandKind.Resume, 3), (command.CommandId, command.Kind, command.Strategy));
        Assert.Equal(("jörg", new string('r', 64)), (command.Operator, command.Reason));
        Assert.Equal(OperatorCommand.SizeBytes, Marshal.SizeOf<OperatorCommand>());
        Assert.Equal(command, MessagePayload.Of(command).As<OperatorCommand>());
        Assert.NotEqual(command, Made(7, CommandKind.Resume, 3, "jörg", "other"));
    }

    [Fact]
    public void A_command_that_cannot_be_is_refused_by_rule()
    {
        Assert.Equal(CommandCode.BadCommandId, Refusal(0, CommandKind.Halt, 0, "o", ""));
        Assert.Equal(CommandCode.UnknownKind, Refusal(1, (CommandKind)9, 0, "o", ""));
        Assert.Equal(CommandCode.UnknownKind, Refusal(1, 0, 0, "o", ""));
        Assert.Equal(CommandCode.UnknownStrategy, Refusal(1, CommandKind.Halt, -1, "o", ""));
        Assert.Equal(CommandCode.OperatorMissing, Refusal(1, CommandKind.Halt, 0, "", ""));
        Assert.Equal(CommandCode.ReasonMissing, Refusal(1, CommandKind.Resume, 0, "o", " "));
        Assert.Equal(CommandCode.TextTooLong, Refusal(1, CommandKind.Halt, 0, LongName, ""));
        Assert.Equal(CommandCode.TextTooLong, Refusal(1, CommandKind.Halt, 0, "o", LongReason));
        Assert.Equal(CommandCode.UnknownStrategy, Made(1, CommandKind.Halt, 5, "o", "").Check(strategies: 4));
        Assert.Equal(CommandCode.Accepted, Made(1, CommandKind.Halt, 4, "o", "").Check(strategies: 4));
    }

    [Fact]
    public void Bytes_that_are_no_command_are_told_apart()
    {
        var bytes = MessagePayload.Of(Made(1, CommandKind.Halt, 0, "o", ""));
        // The length of the operator's name, beyond its field.
        bytes[13] = 25;
        var damaged = bytes.As<OperatorCommand>();
        Assert.Equal(CommandCode.TextTooLong, damaged.Check(strategies: 1));
        Assert.Equal(24, damaged.Operator.Length);
    }

    private static OperatorCommand Made(long id, CommandKind kind, int strategy, string name, string reason) =>
        OperatorCommand.Create(id, kind, strategy, name, reason).TryGet(out var command, out var code)
            ? command
            : throw new InvalidOperationException($"{code}");

    private static CommandCode Refusal(long id, CommandKind kind, int strategy, string name, string reason) =>
        OperatorCommand.Create(id, kind, strategy, name, reason).TryGet(out _, out var code) ? CommandCode.Accepted : code;
}
