using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Trading.Bench;
using Trading.Exchange;

namespace Trading.Client.Bench;

/// <summary>
/// Mix B of the book benchmark as calls: one endless sequence for each caller. When the mix is used up it begins again under
/// new order ids, so that every round does the same work.
/// </summary>
internal sealed class DurablePayloads
{
    // Ids of the mix stay below; a round adds its number above.
    private const int RoundShift = 40;
    private readonly byte[][] _first;

    public DurablePayloads(int batch)
    {
        var workload = BookBench.Generate(BookMix.B);
        var commands = new List<BookCommand>(workload.Preload);
        commands.AddRange(workload.Timed);
        Batch = batch;
        _first = new byte[commands.Count / batch][];
        var all = commands.ToArray();
        for (var call = 0; call < _first.Length; call++) _first[call] = BookCall.Commands(all.AsSpan(call * batch, batch));
    }

    /// <summary>Orders per call.</summary>
    public int Batch { get; }

    /// <summary>Calls of one round.</summary>
    public int Count => _first.Length;

    /// <summary>A caller's call, counted from 0.</summary>
    public byte[] this[long call]
    {
        get
        {
            var (round, place) = Math.DivRem(call, _first.Length);
            return round == 0 ? _first[place] : InRound(_first[place], (ulong)round << RoundShift);
        }
    }

    private static byte[] InRound(byte[] first, ulong offset)
    {
        var payload = first.AsSpan().ToArray();
        for (var at = payload.Length % BookCommand.SizeBytes; at < payload.Length; at += BookCommand.SizeBytes)
        {
            var id = payload.AsSpan(at, sizeof(ulong));
            BinaryPrimitives.WriteUInt64LittleEndian(id, BinaryPrimitives.ReadUInt64LittleEndian(id) + offset);
        }

        return payload;
    }
}
