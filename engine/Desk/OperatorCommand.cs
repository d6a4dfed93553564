using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Trading.Model;

namespace Trading.Desk;

/// <summary>What an operator orders a desk to do: 112 bytes, little-endian, fields in declaration order.</summary>
[StructLayout(LayoutKind.Sequential, Size = SizeBytes)]
public struct OperatorCommand : IEquatable<OperatorCommand>
{
    /// <summary>The size of the layout.</summary>
    public const int SizeBytes = 112;

    /// <summary>The most bytes of an operator's name, in UTF-8.</summary>
    public const int OperatorBytesMax = 24;

    /// <summary>The most bytes of a reason, in UTF-8.</summary>
    public const int ReasonBytesMax = 64;

    /// <summary>
    /// The operators' own count of commands: positive and rising. One under the last accepted id is a repetition; one under a lower id has come
    /// late, and is carried out unless it would resume trading.
    /// </summary>
    public long CommandId;

    /// <summary>The strategy's number; 0 for all.</summary>
    public int Strategy;

    /// <summary>What is ordered.</summary>
    public CommandKind Kind;

    private byte _operatorLength;
    private byte _reasonLength;
    private readonly byte _reserved1;
    private OperatorText _operator;
    private ReasonText _reason;

    // Named so that a copy carries it: the bytes of equal commands are equal.
    private readonly ulong _reserved2;

    /// <summary>Who orders it.</summary>
    public readonly string Operator => Encoding.UTF8.GetString(((ReadOnlySpan<byte>)_operator)[..Math.Min((int)_operatorLength, OperatorBytesMax)]);

    /// <summary>Why; empty when it was not said.</summary>
    public readonly string Reason => Encoding.UTF8.GetString(((ReadOnlySpan<byte>)_reason)[..Math.Min((int)_reasonLength, ReasonBytesMax)]);

    /// <summary>Makes a command.</summary>
    /// <param name="id">The operators' count, positive and rising.</param>
    /// <param name="kind">What is ordered.</param>
    /// <param name="strategy">The strategy's number; 0 for all.</param>
    /// <param name="operatorName">Who orders it: 1 to <see cref="OperatorBytesMax"/> bytes of UTF-8.</param>
    /// <param name="reason">Why: up to <see cref="ReasonBytesMax"/> bytes; not empty for Resume.</param>
    /// <returns>The command; or why it is none. Whether the strategy exists, only a desk knows.</returns>
    public static Result<OperatorCommand, CommandCode> Create(
        long id, CommandKind kind, int strategy, string operatorName, string reason)
    {
        var command = new OperatorCommand { CommandId = id, Kind = kind, Strategy = strategy };
        if (Encoding.UTF8.GetByteCount(operatorName) > OperatorBytesMax) return CommandCode.TextTooLong;
        if (Encoding.UTF8.GetByteCount(reason) > ReasonBytesMax) return CommandCode.TextTooLong;
        command._operatorLength = (byte)Encoding.UTF8.GetBytes(operatorName, command._operator);
        command._reasonLength = (byte)Encoding.UTF8.GetBytes(reason, command._reason);
        var code = command.Check(int.MaxValue);
        return code == CommandCode.Accepted ? command : code;
    }

    /// <summary>Whether a desk can carry it out.</summary>
    /// <param name="strategies">How many strategies the desk has.</param>
    /// <returns>Accepted, or the first thing that is wrong.</returns>
    public readonly CommandCode Check(int strategies)
    {
        if (CommandId <= 0) return CommandCode.BadCommandId;
        if (Kind is < CommandKind.Halt or > CommandKind.Flatten) return CommandCode.UnknownKind;
        if (Strategy < 0 || Strategy > strategies) return CommandCode.UnknownStrategy;
        if (_operatorLength > OperatorBytesMax || _reasonLength > ReasonBytesMax) return CommandCode.TextTooLong;
        if (_operatorLength == 0) return CommandCode.OperatorMissing;
        return Kind == CommandKind.Resume && string.IsNullOrWhiteSpace(Reason) ? CommandCode.ReasonMissing : CommandCode.Accepted;
    }

    /// <summary>Whether it is meant for a strategy.</summary>
    internal readonly bool IsFor(int strategy) => Strategy == 0 || Strategy == strategy;

    /// <summary>The command as an input of the desk's own node.</summary>
    /// <param name="timeNs">When it takes effect.</param>
    /// <param name="sequence">Its count among the session's commands, from 1.</param>
    /// <param name="target">The rank of the desk's own node.</param>
    internal readonly DeskMessage ToMessage(long timeNs, long sequence, int target) => new()
    {
        TimeNs = timeNs,
        Sequence = sequence,
        Source = DeskMessage.OperatorSource,
        Target = target,
        Kind = MessageKind.Command,
        Payload = MessagePayload.Of(this),
    };

    /// <summary>The same bytes.</summary>
    public readonly bool Equals(OperatorCommand other) => BytesOf(this).SequenceEqual(BytesOf(other));

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is OperatorCommand other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => CommandId.GetHashCode();

    /// <summary>The same bytes.</summary>
    public static bool operator ==(OperatorCommand left, OperatorCommand right) => left.Equals(right);

    /// <summary>Other bytes.</summary>
    public static bool operator !=(OperatorCommand left, OperatorCommand right) => !left.Equals(right);

    private static ReadOnlySpan<byte> BytesOf(in OperatorCommand command) =>
        MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in command, 1));

    [InlineArray(OperatorBytesMax)]
    private struct OperatorText
    {
        private byte _first;
    }

    [InlineArray(ReasonBytesMax)]
    private struct ReasonText
    {
        private byte _first;
    }
}

/// <summary>A command and when it takes effect: what a session's operators did, and what a backtest repeats.</summary>
/// <param name="TimeNs">UNIX nanoseconds.</param>
/// <param name="Command">What was ordered.</param>
public readonly record struct TimedCommand(long TimeNs, OperatorCommand Command);
