using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Trading.Model;

namespace Trading.Desk;

/// <summary>
/// Decides what each node is asked for, round by round, where nodes live behind calls. It is the same rule as
/// <see cref="RoundDriver"/>'s: a round is no longer than the least delay between nodes. Asking for a round again is harmless.
/// </summary>
public sealed class RoundCoordinator
{
    private readonly int _firstRank;
    private readonly long _roundNs;
    private readonly Seat[] _seats;
    private readonly List<DeskMessage> _waiting = [];
    private readonly List<TimedCommand> _released = [];
    private long _startNs;
    private long _handledNs;
    private long _commands;

    /// <summary>A coordinator before the first round.</summary>
    /// <param name="firstRank">The rank of the first node; the others follow it without a gap.</param>
    /// <param name="nodes">How many nodes.</param>
    /// <param name="roundNs">The least delay between nodes, in nanoseconds; at least 1.</param>
    public RoundCoordinator(int firstRank, int nodes, long roundNs)
    {
        (_firstRank, _roundNs) = (firstRank, roundNs);
        _seats = new Seat[nodes];
        for (var i = 0; i < nodes; i++) _seats[i] = new Seat();
        Plan();
    }

    /// <summary>The number of the round in hand: 1, 2, 3 …</summary>
    public long Round { get; private set; } = 1;

    /// <summary>The round in hand ends before this time: UNIX nanoseconds.</summary>
    public long EndNs { get; private set; }

    /// <summary>True when no node has anything left to handle.</summary>
    public bool IsDone { get; private set; }

    /// <summary>The commands that go out with the round in hand, with the times that they were given. The same commands at the same
    /// times make a backtest end as this session does.</summary>
    public IReadOnlyList<TimedCommand> Released => _released;

    /// <summary>Whether a node takes part in the round in hand.</summary>
    /// <param name="node">The node, counted from 0.</param>
    public bool TakesPart(int node) => !IsDone && (_seats[node].NextNs < EndNs || _seats[node].Messages.Count > 0);

    /// <summary>The running hash over a node's messages, as it last answered.</summary>
    public UInt128 ChainOf(int node) => _seats[node].Chain;

    /// <summary>What a node is asked for in the round in hand.</summary>
    public byte[] CallOf(int node) => RoundCall.Write(EndNs, CollectionsMarshal.AsSpan(_seats[node].Messages));

    /// <summary>All nodes that take part have answered: hands over what they sent, and goes on to the next round.</summary>
    /// <param name="answers">The answers by node; null where a node took no part.</param>
    /// <returns>False when an answer is missing, or is none.</returns>
    public bool TryComplete(IReadOnlyList<byte[]?> answers)
    {
        for (var node = 0; node < _seats.Length; node++)
        {
            if (TakesPart(node) && !RoundAnswer.TryRead(answers[node], out _)) return false;
        }

        for (var node = 0; node < _seats.Length; node++)
        {
            // What a node was told before its answer is told; what others sent meanwhile is for the next round.
            if (TakesPart(node)) _seats[node].Messages.Clear();
        }

        for (var node = 0; node < _seats.Length; node++) Take(node, answers[node]);
        Round++;
        _handledNs = Math.Max(_handledNs, EndNs);
        Plan();
        Release();
        return true;
    }

    /// <summary>Takes an operator's command for the next round that nobody was asked for yet.</summary>
    /// <param name="control">The desk's own node, counted from 0.</param>
    /// <param name="command">The command.</param>
    /// <returns>Accepted, or what is wrong with it; whether it is a repetition or names no strategy, the desk's own node says.</returns>
    public CommandCode Command(int control, in OperatorCommand command)
    {
        var code = command.Check(int.MaxValue);
        if (code != CommandCode.Accepted) return code;
        if (IsDone) return CommandCode.SessionEnded;
        _waiting.Add(command.ToMessage(0, 0, _firstRank + control));
        return CommandCode.Accepted;
    }

    /// <summary>Writes the state.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(Round);
        writer.Write(_handledNs);
        writer.Write(_commands);
        writer.WriteBlock(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_waiting)));
        writer.Write(_released.Count);
        foreach (var (timeNs, command) in _released)
        {
            writer.Write(timeNs);
            writer.WriteBlock(MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in command, 1)));
        }

        foreach (var seat in _seats) seat.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote, for as many nodes.</summary>
    public void Load(ref StateReader reader)
    {
        Round = reader.ReadInt64();
        _handledNs = reader.ReadInt64();
        _commands = reader.ReadInt64();
        ReadMessages(ref reader, _waiting);
        _released.Clear();
        for (var left = reader.ReadCount(12 + OperatorCommand.SizeBytes); left > 0; left--)
        {
            var timeNs = reader.ReadInt64();
            var command = reader.ReadBlock();
            if (command.Length != OperatorCommand.SizeBytes) reader.Fail();
            else _released.Add(new TimedCommand(timeNs, MemoryMarshal.Read<OperatorCommand>(command)));
        }

        foreach (var seat in _seats) seat.Load(ref reader);
        Plan();
    }

    private static void ReadMessages(ref StateReader reader, List<DeskMessage> messages)
    {
        var bytes = reader.ReadBlock();
        if (bytes.Length % DeskMessage.SizeBytes != 0) reader.Fail();
        messages.Clear();
        messages.AddRange(MemoryMarshal.Cast<byte, DeskMessage>(bytes[..(bytes.Length / DeskMessage.SizeBytes * DeskMessage.SizeBytes)]));
    }

    private void Take(int node, ReadOnlySpan<byte> bytes)
    {
        if (!RoundAnswer.TryRead(bytes, out var answer)) return;
        (_seats[node].NextNs, _seats[node].Chain, _seats[node].IsIdle) = (answer.NextNs, answer.Chain, answer.IsIdle);
        foreach (ref readonly var message in answer.Messages) _seats[message.Target - _firstRank].Messages.Add(message);
    }

    /// <summary>
    /// Gives the waiting commands their time. The round that was in hand when they came may have been asked for, by us or by a
    /// coordinator before us, so they belong to the one after it. Its start is in no node's past: all inputs before it were
    /// handled. It is not enough to take the earliest next time of any node, though: a node whose market was not read far enough
    /// lags behind the end of the last round, and others have handled all until that end.
    /// </summary>
    private void Release()
    {
        _released.Clear();
        if (_waiting.Count == 0) return;
        var timeNs = _startNs == long.MaxValue ? _handledNs : Math.Max(_startNs, _handledNs);
        foreach (var waiting in _waiting)
        {
            var command = waiting.Payload.As<OperatorCommand>();
            _seats[waiting.Target - _firstRank].Messages.Add(command.ToMessage(timeNs, ++_commands, waiting.Target));
            _released.Add(new TimedCommand(timeNs, command));
        }

        _waiting.Clear();
        Plan();
    }

    private void Plan()
    {
        var startNs = long.MaxValue;
        IsDone = true;
        foreach (var seat in _seats)
        {
            startNs = Math.Min(startNs, seat.NextNs);
            foreach (ref readonly var message in CollectionsMarshal.AsSpan(seat.Messages))
            {
                startNs = Math.Min(startNs, message.TimeNs);
            }

            if (!seat.IsIdle || seat.Messages.Count > 0) IsDone = false;
        }

        _startNs = startNs;
        EndNs = startNs > long.MaxValue - _roundNs ? long.MaxValue : startNs + _roundNs;
    }

    /// <summary>What is known of one node.</summary>
    private sealed class Seat
    {
        public List<DeskMessage> Messages { get; } = [];

        public long NextNs { get; set; }

        public UInt128 Chain { get; set; }

        public bool IsIdle { get; set; }

        public void Save(StateWriter writer)
        {
            writer.Write(NextNs);
            writer.Write(Chain);
            writer.Write(IsIdle);
            writer.WriteBlock(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(Messages)));
        }

        public void Load(ref StateReader reader)
        {
            (NextNs, Chain, IsIdle) = (reader.ReadInt64(), reader.ReadUInt128(), reader.ReadBool());
            ReadMessages(ref reader, Messages);
        }
    }
}
