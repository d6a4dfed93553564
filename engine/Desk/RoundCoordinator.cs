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
        Plan();
        return true;
    }

    /// <summary>Hands a message to a node with the next round: an operator's command.</summary>
    public void Deliver(in DeskMessage message)
    {
        _seats[message.Target - _firstRank].Messages.Add(message);
        Plan();
    }

    /// <summary>Writes the state.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(Round);
        foreach (var seat in _seats) seat.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote, for as many nodes.</summary>
    public void Load(ref StateReader reader)
    {
        Round = reader.ReadInt64();
        foreach (var seat in _seats) seat.Load(ref reader);
        Plan();
    }

    private void Take(int node, ReadOnlySpan<byte> bytes)
    {
        if (!RoundAnswer.TryRead(bytes, out var answer)) return;
        (_seats[node].NextNs, _seats[node].Chain, _seats[node].IsIdle) = (answer.NextNs, answer.Chain, answer.IsIdle);
        foreach (ref readonly var message in answer.Messages) _seats[message.Target - _firstRank].Messages.Add(message);
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
            var bytes = reader.ReadBlock();
            if (bytes.Length % DeskMessage.SizeBytes != 0) reader.Fail();
            Messages.Clear();
            Messages.AddRange(MemoryMarshal.Cast<byte, DeskMessage>(bytes[..(bytes.Length / DeskMessage.SizeBytes * DeskMessage.SizeBytes)]));
        }
    }
}
