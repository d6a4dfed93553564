using System;
using Trading.Model;

namespace Trading.Market;

/// <summary>What a feed plays and how far it is.</summary>
/// <param name="Play">Counts what it was asked to play: 1, 2, 3 …; 0 before the first.</param>
/// <param name="Tape">The tape's name.</param>
/// <param name="Market">The market that takes it.</param>
/// <param name="Slices">Slices that may be published, numbered from 1. The tape's end is the last one and has no bytes.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Hash">The running hash of all of them: a tape that was changed since is noticed.</param>
/// <param name="IsEnded">True when nothing comes after them.</param>
/// <param name="Error">Why the tape was not played to its end; empty when it was, or goes on.</param>
public sealed record FeedState(
    ulong Play, string Tape, string Market, ulong Slices, long Bytes, UInt128 Hash, bool IsEnded, string Error)
{
    /// <summary>Bytes of every slice of a tape but its last: some hundred events.</summary>
    public const int SliceBytes = 32 * 1024;

    /// <summary>A feed that was never asked to play.</summary>
    public static readonly FeedState None = new(0, "", "", 0, 0, 0, false, "");

    /// <summary>The SHA-256 that the tape's file must have, in hexadecimal text; empty for whatever bears the name.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>Whether it plays, or has played, this tape for this market.</summary>
    /// <param name="tape">The tape's name.</param>
    /// <param name="sha256">Its hash; empty for whatever it plays under that name.</param>
    /// <param name="market">The market.</param>
    public bool Plays(string tape, string sha256, string market) =>
        Play > 0 && Tape == tape && Market == market && (sha256.Length == 0 || sha256 == Sha256);

    /// <summary>The state after an input; one that does not fit changes nothing.</summary>
    public FeedState After(in FeedInput input) => input.Kind switch
    {
        FeedInputKind.Play when (Play == 0 || IsEnded) && !Plays(input.Tape, input.Sha256, input.Market) =>
            None with { Play = Play + 1, Tape = input.Tape, Sha256 = input.Sha256, Market = input.Market },
        FeedInputKind.Slice when IsOpen(input.Play) && input.Number == Slices + 1 => this with
        {
            Slices = input.Number,
            Bytes = Bytes + input.Length,
            Hash = Chain(Hash, input.Hash),
        },
        FeedInputKind.End when IsOpen(input.Play) => this with { Slices = Slices + 1, IsEnded = true, Error = input.Error },
        _ => this,
    };

    /// <summary>The running hash after one more slice.</summary>
    /// <param name="previous">The hash before.</param>
    /// <param name="slice">The hash of the slice's bytes.</param>
    public static UInt128 Chain(UInt128 previous, UInt128 slice) => new StateHasher().Add(previous).Add(slice).Current;

    internal void Save(StateWriter writer)
    {
        writer.Write(Play);
        writer.Write(Tape);
        writer.Write(Market);
        writer.Write(Slices);
        writer.Write(Bytes);
        writer.Write(Hash);
        writer.Write(IsEnded);
        writer.Write(Error);
        writer.Write(Sha256);
    }

    /// <summary>Reads what a feed's node answers to any question, or saves.</summary>
    /// <returns>Null when the bytes are not that.</returns>
    public static FeedState? Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes);
        var state = new FeedState(
            reader.ReadUInt64(), reader.ReadString(), reader.ReadString(), reader.ReadUInt64(), reader.ReadInt64(), reader.ReadUInt128(),
            reader.ReadBool(), reader.ReadString())
        {
            Sha256 = reader.ReadString(),
        };
        return reader.IsComplete ? state : null;
    }

    private bool IsOpen(ulong play) => play == Play && !IsEnded;
}
