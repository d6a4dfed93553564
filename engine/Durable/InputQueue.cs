using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

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

/// <summary>
/// Inputs in the order of arrival, the urgent ones ahead, and the bytes that they hold. A caller's own calls are never
/// reordered: an urgent call of a caller that waits already takes its place behind.
/// </summary>
internal sealed class InputQueue
{
    private readonly Queue<Input> _inputs = new();
    private readonly Queue<Input> _urgent = new();
    private readonly Dictionary<string, int> _waiting = [];

    public int Count => _inputs.Count + _urgent.Count;

    /// <summary>Those that go ahead of others.</summary>
    public int AheadCount => _urgent.Count;

    public long Bytes { get; private set; }

    /// <summary>Whether an urgent call of a caller would go ahead of others.</summary>
    public bool GoesAhead(string source) => !_waiting.ContainsKey(source);

    public void Add(in Input input, bool isUrgent)
    {
        var goesAhead = isUrgent && GoesAhead(input.Source);
        (goesAhead ? _urgent : _inputs).Enqueue(input);
        if (!goesAhead && input.Kind == InputKind.Call) WaitingOf(input.Source)++;
        Bytes += input.Payload.Length;
    }

    public bool TryPeek(out Input input) => _urgent.TryPeek(out input) || _inputs.TryPeek(out input);

    public void Remove()
    {
        if (!_urgent.TryDequeue(out var input))
        {
            input = _inputs.Dequeue();
            if (input.Kind == InputKind.Call && --WaitingOf(input.Source) == 0) _waiting.Remove(input.Source);
        }

        Bytes -= input.Payload.Length;
    }

    private ref int WaitingOf(string caller) =>
        ref CollectionsMarshal.GetValueRefOrAddDefault(_waiting, caller, out _);
}
