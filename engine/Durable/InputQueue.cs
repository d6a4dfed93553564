using System;
using System.Collections.Generic;

namespace Trading.Durable;

/// <summary>What waits for a block.</summary>
internal enum InputKind : byte
{
    Call = NodeInputKind.Call,
    Deliver = NodeInputKind.Deliver,
    Timer = NodeInputKind.Timer,
    Read = 8,
    Inspect = 9,
}

/// <summary>One waiting input; for a timer the sequence is its id.</summary>
internal readonly record struct Input(
    InputKind Kind, ulong Ticket, string Source, ulong Sequence, ReadOnlyMemory<byte> Payload, long NowNs);

/// <summary>Inputs in the order of arrival, and the bytes that they hold.</summary>
internal sealed class InputQueue
{
    private readonly Queue<Input> _inputs = new();

    public int Count => _inputs.Count;

    public long Bytes { get; private set; }

    public void Add(in Input input)
    {
        _inputs.Enqueue(input);
        Bytes += input.Payload.Length;
    }

    public bool TryPeek(out Input input) => _inputs.TryPeek(out input);

    public void Remove() => Bytes -= _inputs.Dequeue().Payload.Length;
}
