using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Trading.Model;

namespace Trading.Desk;

/// <summary>
/// Decides what each node is asked for, round by round, where nodes live behind calls. It is the same rule as
/// <see cref="RoundDriver"/>'s: a node goes as far as no other can still give it an input. Asking for a round again is harmless.
/// </summary>
public sealed class RoundCoordinator
{
    /// <summary>Nobody waits for a node that speaks only on command: it is asked when so many messages wait for it.</summary>
    private const int ListenerMessages = 64;

    private readonly RoundPaths _paths;
    private readonly long _longestNs;
    private readonly RoundPlan _plan;
    private readonly Seat[] _seats;
    private readonly List<DeskMessage> _waiting = [];
    private readonly List<TimedCommand> _released = [];
    private long _handledNs;
    private long _commands;

    /// <summary>A coordinator before the first round.</summary>
    /// <param name="paths">The desk's ways.</param>
    /// <param name="longestNs">No round is longer, in nanoseconds of event time; at least 1.</param>
    public RoundCoordinator(RoundPaths paths, long longestNs = long.MaxValue)
    {
        (_paths, _longestNs, _plan) = (paths, longestNs, new RoundPlan(paths));
        _seats = new Seat[paths.Count];
        for (var i = 0; i < _seats.Length; i++) _seats[i] = new Seat(paths.IsListener(i));
        Plan();
    }

    /// <summary>The number of the round in hand: 1, 2, 3 …</summary>
    public long Round { get; private set; } = 1;

    /// <summary>The round in hand begins at this time: UNIX nanoseconds; the end of time when nothing is left.</summary>
    public long StartNs => _plan.StartNs;

    /// <summary>How far a node may go in the round in hand: UNIX nanoseconds.</summary>
    /// <param name="node">The node, counted from 0.</param>
    public long EndNs(int node) => _plan.EndNs(node);

    /// <summary>Whether the last round changed anything: when it did not, nodes wait for market data.</summary>
    public bool HasMoved { get; private set; }

    /// <summary>True once no node waits for market data or holds any: what is left is the desk's own. Not part of the saved state.</summary>
    public bool IsMarketOver
    {
        get
        {
            foreach (var seat in _seats)
            {
                if (seat.HasMarket) return false;
            }

            return true;
        }
    }

    /// <summary>True when no node has anything left to handle.</summary>
    public bool IsDone { get; private set; }

    /// <summary>The commands that go out with the round in hand, with the times that they were given. The same commands at the same
    /// times make a backtest end as this session does.</summary>
    public IReadOnlyList<TimedCommand> Released => _released;

    /// <summary>Whether a node takes part in the round in hand.</summary>
    /// <param name="node">The node, counted from 0.</param>
    public bool TakesPart(int node) => !IsDone && _plan.IsDue(node) && (!_seats[node].IsListener || IsListenerDue(node));

    /// <summary>The running hash over a node's messages, as it last answered.</summary>
    public UInt128 ChainOf(int node) => _seats[node].Chain;

    /// <summary>What a node is asked for in the round in hand.</summary>
    public byte[] CallOf(int node) => RoundCall.Write(
        _plan.EndNs(node), _paths.LeastNs(node, node), CollectionsMarshal.AsSpan(_seats[node].Messages));

    /// <summary>All nodes that take part have answered: hands over what they sent, and goes on to the next round.</summary>
    /// <param name="answers">The answers by node; null where a node took no part.</param>
    /// <returns>False when an answer is missing, or is none.</returns>
    public bool TryComplete(IReadOnlyList<byte[]?> answers)
    {
        for (var node = 0; node < _seats.Length; node++)
        {
            if (TakesPart(node) && !RoundAnswer.TryRead(answers[node], out _)) return false;
        }

        HasMoved = false;
        for (var node = 0; node < _seats.Length; node++)
        {
            // What a node was told before its answer is told; what others sent meanwhile is for the next round.
            if (!TakesPart(node)) continue;
            HasMoved |= _seats[node].Messages.Count > 0;
            _seats[node].Messages.Clear();
        }

        for (var node = 0; node < _seats.Length; node++) Take(node, answers[node]);
        Round++;
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
        _waiting.Add(command.ToMessage(0, 0, _paths.FirstRank + control));
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
        HasMoved |= !answer.Messages.IsEmpty || answer.NextNs != _seats[node].NextNs || answer.Chain != _seats[node].Chain;
        _seats[node].Take(answer);
        _handledNs = Math.Max(_handledNs, answer.NowNs);
        foreach (ref readonly var message in answer.Messages) _seats[message.Target - _paths.FirstRank].Messages.Add(message);
    }

    /// <summary>
    /// Gives the waiting commands their time. The round that was in hand when they came may have been asked for, by us or by a
    /// coordinator before us, so they belong to the one after it. The time is after everything that any node has handled, so a
    /// command and what comes of it are in nobody's past; it is not enough to take the earliest next time of any node, since
    /// others may have gone far beyond it.
    /// </summary>
    private void Release()
    {
        _released.Clear();
        if (_waiting.Count == 0) return;
        var timeNs = Math.Max(_handledNs + 1, StartNs == long.MaxValue ? 0 : StartNs);
        foreach (var waiting in _waiting)
        {
            var command = waiting.Payload.As<OperatorCommand>();
            _seats[waiting.Target - _paths.FirstRank].Messages.Add(command.ToMessage(timeNs, ++_commands, waiting.Target));
            _released.Add(new TimedCommand(timeNs, command));
        }

        _waiting.Clear();
        Plan();
    }

    private void Plan()
    {
        IsDone = true;
        for (var node = 0; node < _seats.Length; node++)
        {
            var seat = _seats[node];
            var (toldNs, movedNs) = seat.NextMessages();
            _plan.Set(node, Math.Min(seat.NextNs, toldNs), Math.Min(seat.NextSendNs, movedNs));
            if (!seat.IsIdle || seat.Messages.Count > 0) IsDone = false;
        }

        _plan.Make(_longestNs);
    }

    /// <summary>A node that speaks only on command is asked when it has one, now and then, and when it is all that is left.</summary>
    private bool IsListenerDue(int listener)
    {
        var seat = _seats[listener];
        if (seat.Messages.Count >= ListenerMessages || seat.NextMessages().MovedNs != long.MaxValue) return true;
        for (var node = 0; node < _seats.Length; node++)
        {
            if (!_seats[node].IsListener && _plan.IsDue(node)) return false;
        }

        return true;
    }

    /// <summary>What is known of one node.</summary>
    private sealed class Seat(bool isListener)
    {
        public List<DeskMessage> Messages { get; } = [];

        public bool IsListener => isListener;

        public long NextNs { get; private set; }

        public long NextSendNs { get; private set; }

        public UInt128 Chain { get; private set; }

        public bool IsIdle { get; private set; }

        /// <summary>True until the node says that it has all of its market behind it.</summary>
        public bool HasMarket { get; private set; } = true;

        public void Take(in RoundAnswer answer)
        {
            (NextNs, NextSendNs, Chain, IsIdle) = (answer.NextNs, answer.NextSendNs, answer.Chain, answer.IsIdle);
            HasMarket = answer.IsStarved || answer.HeldEvents > 0;
        }

        /// <summary>The first message that waits, and the first that may make the node send something.</summary>
        public (long ToldNs, long MovedNs) NextMessages()
        {
            var (told, moved) = (long.MaxValue, long.MaxValue);
            foreach (ref readonly var message in CollectionsMarshal.AsSpan(Messages))
            {
                told = Math.Min(told, message.TimeNs);
                if (!isListener || message.Kind == MessageKind.Command) moved = Math.Min(moved, message.TimeNs);
            }

            return (told, moved);
        }

        public void Save(StateWriter writer)
        {
            writer.Write(NextNs);
            writer.Write(NextSendNs);
            writer.Write(Chain);
            writer.Write(IsIdle);
            writer.WriteBlock(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(Messages)));
        }

        public void Load(ref StateReader reader)
        {
            (NextNs, NextSendNs) = (reader.ReadInt64(), reader.ReadInt64());
            (Chain, IsIdle) = (reader.ReadUInt128(), reader.ReadBool());
            ReadMessages(ref reader, Messages);
        }
    }
}
