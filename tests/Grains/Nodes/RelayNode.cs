using System;
using System.Buffers;
using System.Collections.Generic;
using Trading.Durable;
using Trading.Model;

namespace Trading.Tests.Grains;

/// <summary>
/// A node that sends numbers to others, remembers in order what it was sent, and hands a number back while it has hops left.
/// </summary>
internal sealed class RelayNode : INode
{
    public const string Kind = "relay";
    private const byte Send = 1;
    private const byte SendLater = 2;
    private const ulong TimerId = 3;
    private readonly List<ulong> _received = [];
    private string _later = "";
    private ulong _last;

    public uint Version => 1;

    /// <summary>The name by which other nodes know the node of a grain's key.</summary>
    public static string NameOf(string key) => $"{Kind}/{key}";

    /// <summary>A call that sends the next numbers to a node.</summary>
    public static byte[] SendTo(string target, int count, int hops = 0) => Payload(Send, (ulong)count, hops, target);

    /// <summary>A call that sends the next number to a node after a time.</summary>
    public static byte[] SendLaterTo(string target, TimeSpan delay) =>
        Payload(SendLater, (ulong)delay.Ticks * TimeSpan.NanosecondsPerTick, 0, target);

    /// <summary>What a read shows: the numbers received, in order.</summary>
    public static ulong[] Received(byte[] answer)
    {
        var reader = new StateReader(answer);
        var received = new ulong[reader.ReadCount(8)];
        for (var i = 0; i < received.Length; i++) received[i] = reader.ReadUInt64();
        return received;
    }

    public bool Accepts(NodeInputKind kind, ReadOnlySpan<byte> payload) => kind == NodeInputKind.Timer || payload.Length >= 13;

    public bool IsUrgent(ReadOnlySpan<byte> payload) => false;

    public void Handle(in NodeInput input, NodeOutput output)
    {
        if (input.Kind == NodeInputKind.Timer)
        {
            output.Send(_later, Payload(Send, ++_last, 0, ""));
            return;
        }

        var reader = new StateReader(input.Payload);
        var (kind, number, hops) = (reader.ReadByte(), reader.ReadUInt64(), reader.ReadInt32());
        if (input.Kind == NodeInputKind.Deliver) Receive(input.Source, number, hops, output);
        else if (kind == SendLater) SetTimer(input.TimeNs + (long)number, Name(reader), output);
        else SendNext(Name(reader), number, hops, output);
    }

    public void Query(ReadOnlySpan<byte> query, IBufferWriter<byte> answer)
    {
        var writer = new StateWriter(answer);
        writer.Write(_received.Count);
        foreach (var number in _received) writer.Write(number);
    }

    public UInt128 StateHash()
    {
        var hasher = new StateHasher().Add(_last).Add(_later);
        foreach (var number in _received) hasher.Add(number);
        return hasher.Current;
    }

    public void Save(IBufferWriter<byte> destination)
    {
        var writer = new StateWriter(destination);
        writer.Write(_last);
        writer.Write(_later);
        Query(default, destination);
    }

    public NodeLoadOutcome Load(ReadOnlySpan<byte> saved)
    {
        var reader = new StateReader(saved);
        (_last, _later) = (reader.ReadUInt64(), reader.ReadString());
        _received.Clear();
        for (var left = reader.ReadCount(8); left > 0; left--) _received.Add(reader.ReadUInt64());
        return reader.IsComplete ? NodeLoadOutcome.Loaded : NodeLoadOutcome.Malformed;
    }

    private static string Name(StateReader reader) => reader.ReadString();

    private static byte[] Payload(byte kind, ulong number, int hops, string target)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var writer = new StateWriter(bytes);
        writer.Write(kind);
        writer.Write(number);
        writer.Write(hops);
        writer.Write(target);
        return bytes.WrittenSpan.ToArray();
    }

    private void SetTimer(long dueNs, string target, NodeOutput output)
    {
        _later = target;
        output.SetTimer(TimerId, dueNs);
    }

    private void SendNext(string target, ulong count, int hops, NodeOutput output)
    {
        for (ulong i = 0; i < count; i++) output.Send(target, Payload(Send, ++_last, hops, ""));
    }

    private void Receive(string source, ulong number, int hops, NodeOutput output)
    {
        _received.Add(number);
        if (hops > 0) output.Send(source, Payload(Send, number, hops - 1, ""));
    }
}
