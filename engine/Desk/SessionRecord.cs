using System;
using System.Buffers;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Trading.Durable;
using Trading.Model;

namespace Trading.Desk;

/// <summary>
/// What the driver of a session must not forget, as a node: the header, where the rounds stood at the last checkpoint, and the
/// operators' commands that no checkpoint holds yet.
/// </summary>
/// <remarks>
/// Between checkpoints nothing of the driver needs keeping: nodes answer a round that is asked for again as they answered it
/// the first time, so a driver that begins at the checkpoint goes the same way again. A command is handed in only together
/// with a checkpoint, so it has one place in the rounds, whoever drives.
/// </remarks>
/// <param name="host">What this process offers.</param>
public sealed class SessionRecord(SessionHost host) : INode
{
    /// <summary>Rounds after which a checkpoint is due: fewer than the answers that nodes keep for their driver.</summary>
    public const int CheckpointRounds = 24;

    private const byte CheckpointTag = (byte)'C';
    private const byte CommandTag = (byte)'X';
    private readonly List<OperatorCommand> _waiting = [];
    private byte[] _header = [];
    private byte[] _rounds = [];

    /// <inheritdoc/>
    public uint Version => 1;

    /// <summary>The header; null before it is opened.</summary>
    public SessionHeader? Header { get; private set; }

    /// <summary>The saved <see cref="RoundCoordinator"/> of the last checkpoint; empty before the first.</summary>
    public ReadOnlySpan<byte> Rounds => _rounds;

    /// <summary>Checkpoints so far.</summary>
    public ulong Checkpoints { get; private set; }

    /// <summary>Commands that no checkpoint holds yet, oldest first.</summary>
    public IReadOnlyList<OperatorCommand> Waiting => _waiting;

    /// <summary>A call that keeps where the rounds stand.</summary>
    /// <param name="taken">How many of the waiting commands were handed in.</param>
    /// <param name="coordinator">The rounds.</param>
    public static byte[] Checkpoint(int taken, RoundCoordinator coordinator)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var writer = new StateWriter(bytes);
        writer.Write(CheckpointTag);
        writer.Write(taken);
        coordinator.Save(writer);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>A call that takes an operator's command.</summary>
    public static byte[] Command(in OperatorCommand command) => [CommandTag, .. BytesOf(command)];

    /// <inheritdoc/>
    public bool Accepts(NodeInputKind kind, ReadOnlySpan<byte> payload)
    {
        if (kind != NodeInputKind.Call || payload.IsEmpty) return false;
        return payload[0] switch
        {
            SessionCall.OpenTag => SessionHeader.Decode(payload[1..]) is { } session && SessionHeader.Refusal(host, session) is null,
            CheckpointTag => payload.Length > 5,
            CommandTag => payload.Length == 1 + OperatorCommand.SizeBytes,
            _ => false,
        };
    }

    /// <summary>
    /// An operator's command goes ahead of what else waits, and is taken while the journal is gone; but for one that resumes trading.
    /// </summary>
    public bool IsUrgent(ReadOnlySpan<byte> payload) =>
        payload[0] == CommandTag && MemoryMarshal.Read<OperatorCommand>(payload[1..]).Kind != CommandKind.Resume;

    /// <inheritdoc/>
    public void Handle(in NodeInput input, NodeOutput output)
    {
        var body = input.Payload[1..];
        if (input.Payload[0] == SessionCall.OpenTag) output.Answer.Write(Open(body));
        else if (input.Payload[0] == CommandTag) output.Answer.Write([(byte)Take(MemoryMarshal.Read<OperatorCommand>(body))]);
        else Keep(body);
    }

    /// <summary>Answers <see cref="SessionNode.HeaderQuery"/>.</summary>
    public void Query(ReadOnlySpan<byte> query, IBufferWriter<byte> answer) => answer.Write(_header);

    /// <inheritdoc/>
    public UInt128 StateHash()
    {
        var state = new HashWriter();
        Save(state);
        return state.Current;
    }

    /// <inheritdoc/>
    public void Save(IBufferWriter<byte> destination)
    {
        var writer = new StateWriter(destination);
        writer.WriteBlock(_header);
        writer.WriteBlock(_rounds);
        writer.Write(Checkpoints);
        writer.Write(_waiting.Count);
        foreach (var command in _waiting) writer.WriteBlock(BytesOf(command));
    }

    /// <inheritdoc/>
    public NodeLoadOutcome Load(ReadOnlySpan<byte> saved)
    {
        var reader = new StateReader(saved);
        var header = reader.ReadBlock();
        var rounds = reader.ReadBlock();
        var checkpoints = reader.ReadUInt64();
        var waiting = new List<OperatorCommand>();
        for (var left = reader.ReadCount(4 + OperatorCommand.SizeBytes); left > 0; left--)
        {
            var command = reader.ReadBlock();
            if (command.Length == OperatorCommand.SizeBytes) waiting.Add(MemoryMarshal.Read<OperatorCommand>(command));
            else reader.Fail();
        }

        var session = header.IsEmpty ? null : SessionHeader.Decode(header);
        if (!reader.IsComplete || (session is null && !header.IsEmpty)) return NodeLoadOutcome.Malformed;
        (_header, _rounds, Checkpoints, Header) = (header.ToArray(), rounds.ToArray(), checkpoints, session);
        _waiting.Clear();
        _waiting.AddRange(waiting);
        return NodeLoadOutcome.Loaded;
    }

    private static ReadOnlySpan<byte> BytesOf(in OperatorCommand command) =>
        MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in command, 1));

    private byte[] Open(ReadOnlySpan<byte> header)
    {
        if (Header is not null) return SessionCall.Answer(header.SequenceEqual(_header) ? SessionCode.Opened : SessionCode.OtherSession);
        // Only what is a header is accepted.
        if (SessionHeader.Decode(header) is not { } session) return SessionCall.Answer(SessionCode.BadConfig);
        if (!TradingDesk.Create(session.Config, host.Catalog).TryGet(out _, out var error))
        {
            return SessionCall.Answer(SessionCode.BadConfig, $"{error}");
        }

        (_header, Header) = (header.ToArray(), session);
        return SessionCall.Answer(SessionCode.Opened);
    }

    private CommandCode Take(in OperatorCommand command)
    {
        if (Header is null) return CommandCode.SessionEnded;
        var code = command.Check(Header.Config.Strategies.Length);
        if (code == CommandCode.Accepted) _waiting.Add(command);
        return code;
    }

    private void Keep(ReadOnlySpan<byte> body)
    {
        var reader = new StateReader(body);
        var taken = reader.ReadInt32();
        if (taken < 0 || taken > _waiting.Count) return;
        _waiting.RemoveRange(0, taken);
        _rounds = body[4..].ToArray();
        Checkpoints++;
    }
}
