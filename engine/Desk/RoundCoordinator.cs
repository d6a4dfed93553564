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
    /// <summary>Nobody waits for a node that nobody hears: it is asked when so many messages wait for it.</summary>
    private const int SinkMessages = 256;

    private readonly RoundPaths _paths;
    private readonly long _longestNs;
    private readonly RoundPlan _plan;
    private readonly Seat[] _seats;

    /// <summary>A coordinator before the first round.</summary>
    /// <param name="paths">The desk's ways.</param>
    /// <param name="longestNs">No round is longer, in nanoseconds of event time; at least 1.</param>
    public RoundCoordinator(RoundPaths paths, long longestNs = long.MaxValue)
    {
        (_paths, _longestNs, _plan) = (paths, longestNs, new RoundPlan(paths));
        _seats = new Seat[paths.Count];
        for (var i = 0; i < _seats.Length; i++) _seats[i] = new Seat(paths.IsSink(i));
        Plan();
    }

    /// <summary>The number of the round in hand: 1, 2, 3 …</summary>
    public long Round { get; private set; } = 1;

    /// <summary>The round in hand begins at this time: UNIX nanoseconds; the end of time when nothing is left.</summary>
    public long StartNs => _plan.StartNs;

    /// <summary>How far a node may go in the round in hand: UNIX nanoseconds.</summary>
    /// <param name="node">The node, counted from 0.</param>
    public long EndNs(int node) => _plan.EndNs(node);

    /// <summary>No node was let go further than this, so an input at this time is in nobody's past: UNIX nanoseconds.</summary>
    public long ReleasedNs { get; private set; }

    /// <summary>True when no node has anything left to handle.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Whether a node takes part in the round in hand.</summary>
    /// <param name="node">The node, counted from 0.</param>
    public bool TakesPart(int node) => !IsDone && _plan.IsDue(node) && (!_seats[node].IsSink || IsSinkDue(node));

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

        for (var node = 0; node < _seats.Length; node++)
        {
            if (!TakesPart(node)) continue;
            ReleasedNs = Math.Max(ReleasedNs, _plan.EndNs(node));
            // What a node was told before its answer is told; what others sent meanwhile is for the next round.
            _seats[node].Messages.Clear();
        }

        for (var node = 0; node < _seats.Length; node++) Take(node, answers[node]);
        Round++;
        Plan();
        return true;
    }

    /// <summary>Hands a message to a node with the next round: an operator's command.</summary>
    public void Deliver(in DeskMessage message)
    {
        _seats[message.Target - _paths.FirstRank].Messages.Add(message);
        Plan();
    }

    /// <summary>Writes the state.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(Round);
        writer.Write(ReleasedNs);
        foreach (var seat in _seats) seat.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote, for as many nodes.</summary>
    public void Load(ref StateReader reader)
    {
        (Round, ReleasedNs) = (reader.ReadInt64(), reader.ReadInt64());
        foreach (var seat in _seats) seat.Load(ref reader);
        Plan();
    }

    private void Take(int node, ReadOnlySpan<byte> bytes)
    {
        if (!RoundAnswer.TryRead(bytes, out var answer)) return;
        _seats[node].Take(answer);
        foreach (ref readonly var message in answer.Messages) _seats[message.Target - _paths.FirstRank].Messages.Add(message);
    }

    private void Plan()
    {
        IsDone = true;
        for (var node = 0; node < _seats.Length; node++)
        {
            var seat = _seats[node];
            var toldNs = seat.NextMessageNs();
            _plan.Set(node, Math.Min(seat.NextNs, toldNs), Math.Min(seat.NextSendNs, toldNs));
            if (!seat.IsIdle || seat.Messages.Count > 0) IsDone = false;
        }

        _plan.Make(_longestNs);
    }

    /// <summary>A node that nobody hears is asked now and then, and when it is all that is left.</summary>
    private bool IsSinkDue(int sink)
    {
        if (_seats[sink].Messages.Count >= SinkMessages) return true;
        for (var node = 0; node < _seats.Length; node++)
        {
            if (!_seats[node].IsSink && _plan.IsDue(node)) return false;
        }

        return true;
    }

    /// <summary>What is known of one node.</summary>
    private sealed class Seat(bool isSink)
    {
        public List<DeskMessage> Messages { get; } = [];

        public bool IsSink => isSink;

        public long NextNs { get; private set; }

        public long NextSendNs { get; private set; }

        public UInt128 Chain { get; private set; }

        public bool IsIdle { get; private set; }

        public void Take(in RoundAnswer answer) =>
            (NextNs, NextSendNs, Chain, IsIdle) = (answer.NextNs, answer.NextSendNs, answer.Chain, answer.IsIdle);

        public long NextMessageNs()
        {
            var next = long.MaxValue;
            foreach (ref readonly var message in CollectionsMarshal.AsSpan(Messages)) next = Math.Min(next, message.TimeNs);
            return next;
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
            var bytes = reader.ReadBlock();
            if (bytes.Length % DeskMessage.SizeBytes != 0) reader.Fail();
            Messages.Clear();
            Messages.AddRange(MemoryMarshal.Cast<byte, DeskMessage>(bytes[..(bytes.Length / DeskMessage.SizeBytes * DeskMessage.SizeBytes)]));
        }
    }
}
