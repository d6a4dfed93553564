using System;
using System.Buffers;
using System.Collections.Generic;
using Trading.Durable;
using Trading.Exchange;
using Trading.Model;

namespace Trading.Client.ScaleOut;

/// <summary>A book node that remembers, of every call that it carries out, how often it came and what it was answered.</summary>
internal sealed class AnswerLog : INode
{
    private readonly BookNode _book = new();
    private readonly Dictionary<(string Client, ulong Sequence), (int Count, UInt128 Answer)> _calls = [];

    /// <inheritdoc/>
    public uint Version => _book.Version;

    /// <summary>Calls that were carried out more than once.</summary>
    public int Repeated { get; private set; }

    /// <summary>How often a call was carried out, and the hash of its answer.</summary>
    public (int Count, UInt128 Answer) Of(string client, ulong sequence) => _calls.GetValueOrDefault((client, sequence));

    /// <inheritdoc/>
    public bool Accepts(NodeInputKind kind, ReadOnlySpan<byte> payload) => _book.Accepts(kind, payload);

    /// <inheritdoc/>
    public bool IsUrgent(ReadOnlySpan<byte> payload) => _book.IsUrgent(payload);

    /// <inheritdoc/>
    public void Handle(in NodeInput input, NodeOutput output)
    {
        _book.Handle(input, output);
        var (count, _) = Of(input.Source, input.Sequence);
        _calls[(input.Source, input.Sequence)] = (count + 1, StateHasher.Hash(output.AnswerBytes));
        if (count == 1) Repeated++;
    }

    /// <inheritdoc/>
    public void Query(ReadOnlySpan<byte> query, IBufferWriter<byte> answer) => _book.Query(query, answer);

    /// <inheritdoc/>
    public UInt128 StateHash() => _book.StateHash();

    /// <inheritdoc/>
    public void Save(IBufferWriter<byte> destination) => _book.Save(destination);

    /// <inheritdoc/>
    public NodeLoadOutcome Load(ReadOnlySpan<byte> saved) => _book.Load(saved);
}
