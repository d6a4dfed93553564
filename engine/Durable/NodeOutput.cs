using System;
using System.Buffers;
using System.Collections.Generic;

namespace Trading.Durable;

/// <summary>
/// Where a node writes what one input brings about. Nothing of it leaves before the input is committed.
/// </summary>
public sealed class NodeOutput
{
    private readonly ArrayBufferWriter<byte> _answer = new(1024);
    private readonly List<NodeSend> _sends = [];
    private readonly List<NodeTimer> _timers = [];

    /// <summary>The answer to a call.</summary>
    public IBufferWriter<byte> Answer => _answer;

    /// <summary>What was written to the answer so far; good until the next input.</summary>
    public ReadOnlySpan<byte> AnswerBytes => _answer.WrittenSpan;

    internal List<NodeSend> Sends => _sends;

    internal List<NodeTimer> Timers => _timers;

    /// <summary>Sends bytes to another node, exactly once and in order per target.</summary>
    /// <param name="target">A name that <see cref="DurableName.IsValid"/> accepts.</param>
    /// <param name="payload">Copied.</param>
    public void Send(string target, ReadOnlySpan<byte> payload) => _sends.Add(new(target, payload.ToArray()));

    /// <summary>Asks for a timer; an earlier timer of the same id is replaced.</summary>
    /// <param name="id">The node's own number for it.</param>
    /// <param name="dueNs">UNIX nanoseconds; it fires at or after that time.</param>
    public void SetTimer(ulong id, long dueNs) => _timers.Add(new(id, dueNs));

    internal void Clear()
    {
        _answer.ResetWrittenCount();
        _sends.Clear();
        _timers.Clear();
    }
}

/// <summary>Bytes for another node.</summary>
internal readonly record struct NodeSend(string Target, byte[] Payload);

/// <summary>A timer that a node asks for.</summary>
internal readonly record struct NodeTimer(ulong Id, long DueNs);
