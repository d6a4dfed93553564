using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Generic;
using Trading.Durable;
using Trading.Model;

namespace Trading.Tests.Durable;

/// <summary>A node made to be watched: it adds numbers, remembers their order, sends some on and sets timers.</summary>
internal sealed class TallyNode : INode
{
    public const byte Add = 1;
    public const byte AddAndSend = 2;
    public const byte AddAndSetTimer = 3;
    public const ulong TimerId = 7;
    public const string Peer = "peer";

    /// <summary>Every total that the node ever had, the first one zero: what a read may show.</summary>
    public List<ulong> Totals { get; } = [0];

    /// <summary>What was delivered or called, in order.</summary>
    public List<ulong> Values { get; } = [];

    public uint Version { get; init; } = 1;

    /// <summary>Added to every answer, to play a build that decides otherwise.</summary>
    public ulong Bias { get; init; }

    public static byte[] Command(byte kind, ulong value)
    {
        var payload = new byte[9];
        payload[0] = kind;
        BinaryPrimitives.WriteUInt64LittleEndian(payload.AsSpan(1), value);
        return payload;
    }

    public bool Accepts(NodeInputKind kind, ReadOnlySpan<byte> payload) =>
        kind == NodeInputKind.Timer
            ? payload.IsEmpty
            : payload.Length >= 9 && payload[0] is >= Add and <= AddAndSetTimer;

    /// <summary>A payload that ends in one byte more asks to go ahead.</summary>
    public bool IsUrgent(ReadOnlySpan<byte> payload) => payload.Length == 10;

    public void Handle(in NodeInput input, NodeOutput output)
    {
        if (input.Kind == NodeInputKind.Timer)
        {
            Count(1_000_000);
            return;
        }

        var value = BinaryPrimitives.ReadUInt64LittleEndian(input.Payload[1..]);
        Count(value);
        if (input.Payload[0] == AddAndSend) output.Send(Peer, Command(Add, value));
        if (input.Payload[0] == AddAndSetTimer) output.SetTimer(TimerId, input.TimeNs + 5);
        new StateWriter(output.Answer).Write(unchecked(Totals[^1] + Bias));
        new StateWriter(output.Answer).Write(Totals.Count);
    }

    public void Query(ReadOnlySpan<byte> query, IBufferWriter<byte> answer)
    {
        new StateWriter(answer).Write(Totals.Count);
        new StateWriter(answer).Write(Totals[^1]);
    }

    public UInt128 StateHash()
    {
        var hasher = new StateHasher().Add((long)Totals.Count);
        foreach (var value in Values) hasher.Add(value);
        return hasher.Current;
    }

    public void Save(IBufferWriter<byte> destination)
    {
        var writer = new StateWriter(destination);
        writer.Write(Values.Count);
        foreach (var value in Values) writer.Write(value);
    }

    public NodeLoadOutcome Load(ReadOnlySpan<byte> saved)
    {
        var reader = new StateReader(saved);
        var values = new List<ulong>();
        for (var left = reader.ReadCount(8); left > 0; left--) values.Add(reader.ReadUInt64());
        if (!reader.IsComplete) return NodeLoadOutcome.Malformed;
        Values.Clear();
        Totals.RemoveRange(1, Totals.Count - 1);
        foreach (var value in values) Count(value);
        return NodeLoadOutcome.Loaded;
    }

    private void Count(ulong value)
    {
        Values.Add(value);
        Totals.Add(unchecked(Totals[^1] + value));
    }
}
