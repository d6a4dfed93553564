using System;
using System.Collections.Generic;
using Trading.Bench;
using Trading.Exchange;

namespace Trading.Client.Bench;

/// <summary>
/// Mix B of the book benchmark as calls: one endless sequence for each caller. When the mix is used up it begins again, with
/// the same order ids: an id is free once its order is closed, and what a round leaves behind is refused once and canceled
/// in the next, so that the book keeps its size. (Calls in flight at once overtake each other, and a cancel that comes before
/// its order leaves it resting: under new ids in each round the book would grow for ever.)
/// </summary>
internal sealed class DurablePayloads
{
    private readonly byte[][] _round;

    public DurablePayloads(int batch)
    {
        var workload = BookBench.Generate(BookMix.B);
        var commands = new List<BookCommand>(workload.Preload);
        commands.AddRange(workload.Timed);
        Batch = batch;
        _round = new byte[commands.Count / batch][];
        var all = commands.ToArray();
        for (var call = 0; call < _round.Length; call++) _round[call] = BookCall.Commands(all.AsSpan(call * batch, batch));
    }

    /// <summary>Orders per call.</summary>
    public int Batch { get; }

    /// <summary>Calls of one round.</summary>
    public int Count => _round.Length;

    /// <summary>A caller's call, counted from 0.</summary>
    public byte[] this[long call] => _round[call % _round.Length];
}
