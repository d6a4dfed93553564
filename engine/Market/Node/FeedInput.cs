using System;
using System.Buffers;
using Trading.Model;

namespace Trading.Market;

/// <summary>What a feed's journal records.</summary>
public enum FeedInputKind : byte
{
    /// <summary>A tape is to be played for a market.</summary>
    Play = 1,

    /// <summary>The next slice of the tape is about to be published.</summary>
    Slice = 2,

    /// <summary>The tape has no more slices, or cannot be read any further.</summary>
    End = 3,
}

/// <summary>
/// One input of a <see cref="FeedNode"/>. Slices stand there by reference, number and hash: their bytes are the tape's.
/// </summary>
public readonly record struct FeedInput
{
    /// <summary>The most characters of a tape's or a market's name, and of an error that is kept.</summary>
    public const int TextLengthMax = 200;

    private const byte Version = 1;

    /// <summary>What it is.</summary>
    public required FeedInputKind Kind { get; init; }

    /// <summary>Slice and End: the play that they belong to.</summary>
    public ulong Play { get; init; }

    /// <summary>Slice: its number in the play, from 1.</summary>
    public ulong Number { get; init; }

    /// <summary>Slice: its bytes.</summary>
    public int Length { get; init; }

    /// <summary>Slice: the hash of its bytes.</summary>
    public UInt128 Hash { get; init; }

    /// <summary>Play: the tape's name.</summary>
    public string Tape { get; init; } = "";

    /// <summary>Play: the SHA-256 of the tape's file in hexadecimal text; empty for whatever bears the name.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>Play: the market's name.</summary>
    public string Market { get; init; } = "";

    /// <summary>End: why the tape could not be read to its end; empty when it was.</summary>
    public string Error { get; init; } = "";

    /// <summary>An input without fields.</summary>
    public FeedInput()
    {
    }

    /// <summary>A slice by reference.</summary>
    public static FeedInput OfSlice(ulong play, ulong number, ReadOnlySpan<byte> bytes) => new()
    {
        Kind = FeedInputKind.Slice,
        Play = play,
        Number = number,
        Length = bytes.Length,
        Hash = StateHasher.Hash(bytes),
    };

    /// <summary>The payload; texts that are too long are cut.</summary>
    public byte[] Encode()
    {
        var bytes = new ArrayBufferWriter<byte>();
        var writer = new StateWriter(bytes);
        writer.Write(Version);
        writer.Write((byte)Kind);
        writer.Write(Play);
        writer.Write(Number);
        writer.Write(Length);
        writer.Write(Hash);
        writer.Write(Cut(Tape));
        writer.Write(Cut(Sha256));
        writer.Write(Cut(Market));
        writer.Write(Cut(Error));
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Reads a payload.</summary>
    /// <returns>False when it is not one of this version.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> payload, out FeedInput input)
    {
        var reader = new StateReader(payload);
        var version = reader.ReadByte();
        input = new FeedInput
        {
            Kind = (FeedInputKind)reader.ReadByte(),
            Play = reader.ReadUInt64(),
            Number = reader.ReadUInt64(),
            Length = reader.ReadInt32(),
            Hash = reader.ReadUInt128(),
            Tape = reader.ReadString(),
            Sha256 = reader.ReadString(),
            Market = reader.ReadString(),
            Error = reader.ReadString(),
        };
        return reader.IsComplete && version == Version
            && input.Kind is >= FeedInputKind.Play and <= FeedInputKind.End && input.Length is >= 0 and <= FeedState.SliceBytes
            && input.Tape.Length <= TextLengthMax && input.Sha256.Length <= TextLengthMax
            && input.Market.Length <= TextLengthMax && input.Error.Length <= TextLengthMax;
    }

    private static string Cut(string text) => text.Length <= TextLengthMax ? text : text[..TextLengthMax];
}
