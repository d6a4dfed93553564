using System;
using System.Buffers;
using System.Collections.Immutable;
using Trading.Market;
using Trading.Model;
using Trading.Tape;

namespace Trading.Faults;

/// <summary>A tape of one venue, drawn from a seed and cut into small slices, with what a reader in whose world nothing fails makes of it.</summary>
internal sealed class SliceTape
{
    private const int Variants = 8;
    private const int Events = 1_500;
    private const int SliceBytes = 1_024;
    private static readonly SliceTape?[] Made = new SliceTape[2 * Variants];

    private SliceTape(int venue, int variant)
    {
        var flow = MarketFlow.Draw(200 + (ulong)(2 * variant + venue), Events);
        var made = TapeHeader.Create([InstrumentOf(venue)], flow.Agents, [], 1, 0, "faults");
        if (!made.TryGet(out var header, out var error)) throw new InvalidOperationException($"the simulated tape has no header: {error}");
        var (bytes, books) = (new ArrayBufferWriter<byte>(), new TapeBooks(header));
        var writer = new TapeWriter(bytes, header);
        foreach (ref readonly var e in flow.Events.AsSpan())
        {
            if (e.Instrument < 0 || writer.Write(e) != TapeErrorCode.None) continue;
            books.Apply(e, []);
            Count++;
        }

        writer.Complete();
        Source = header.Instruments[0].Id;
        Digest = books.Digest(0);
        Slices = Cut(bytes.WrittenMemory);
        Inputs = InputsOf(Slices);
    }

    /// <summary>The venue's instrument.</summary>
    public InstrumentId Source { get; }

    /// <summary>The tape in slices; the last one is its end.</summary>
    public ImmutableArray<byte[]> Slices { get; }

    /// <summary>What the feed's node is to record: the order to play, then every slice, then the end.</summary>
    public ImmutableArray<byte[]> Inputs { get; }

    /// <summary>Events of the tape.</summary>
    public long Count { get; }

    /// <summary>The digest of the book at its end.</summary>
    public string Digest { get; }

    /// <summary>The feed's node.</summary>
    public string Node => "feed:" + Source;

    /// <summary>The name under which slices are delivered.</summary>
    public string Name => new SliceSource(1, Source).ToString();

    /// <summary>A venue's tape for a seed.</summary>
    public static SliceTape Of(ulong seed, int venue)
    {
        var variant = (int)(seed % Variants);
        return Made[2 * variant + venue] ??= new SliceTape(venue, variant);
    }

    private static ImmutableArray<byte[]> Cut(ReadOnlyMemory<byte> tape)
    {
        var slices = ImmutableArray.CreateBuilder<byte[]>();
        for (; !tape.IsEmpty; tape = tape[Math.Min(SliceBytes, tape.Length)..]) slices.Add(tape[..Math.Min(SliceBytes, tape.Length)].ToArray());
        slices.Add([]);
        return slices.ToImmutable();
    }

    private static ImmutableArray<byte[]> InputsOf(ImmutableArray<byte[]> slices)
    {
        var inputs = ImmutableArray.CreateBuilder<byte[]>();
        inputs.Add(new FeedInput { Kind = FeedInputKind.Play, Tape = "tape", Market = "market" }.Encode());
        foreach (var slice in slices.AsSpan()[..^1]) inputs.Add(FeedInput.OfSlice(1, (ulong)inputs.Count, slice).Encode());
        inputs.Add(new FeedInput { Kind = FeedInputKind.End, Play = 1 }.Encode());
        return inputs.ToImmutable();
    }

    private static Instrument InstrumentOf(int venue)
    {
        var like = BookOrders.Instrument;
        return InstrumentId.Create(venue == 0 ? "sim-a" : "sim-b", like.Id.Symbol).TryGet(out var id, out _)
            && Instrument.Create(
                id, like.Kind, like.PriceScale, like.QuantityScale, like.TickSize, like.LotSize, like.MinQuantity, like.MaxQuantity,
                like.MinNotional).TryGet(out var made, out _)
            ? made
            : throw new InvalidOperationException("the simulated venue's instrument breaks a rule");
    }
}
