using System;
using System.Collections.Generic;
using Trading.Durable;
using Trading.Exchange;
using Trading.Model;

namespace Trading.Client.ScaleOut;

/// <summary>A book node that remembers, of every call that it carries out, how often it came and what it was answered.</summary>
internal sealed class AnswerLog() : NodeWrapper(new BookNode())
{
    private readonly Dictionary<(string Client, ulong Sequence), (int Count, UInt128 Answer)> _calls = [];

    /// <summary>Calls that were carried out more than once.</summary>
    public int Repeated { get; private set; }

    /// <summary>How often a call was carried out, and the hash of its answer.</summary>
    public (int Count, UInt128 Answer) Of(string client, ulong sequence) => _calls.GetValueOrDefault((client, sequence));

    /// <inheritdoc/>
    public override void Handle(in NodeInput input, NodeOutput output)
    {
        base.Handle(input, output);
        var (count, _) = Of(input.Source, input.Sequence);
        _calls[(input.Source, input.Sequence)] = (count + 1, StateHasher.Hash(output.AnswerBytes));
        if (count == 1) Repeated++;
    }
}
