using System;
using System.Buffers;
using Trading.Model;

namespace Trading.Market;

/// <summary>The levels and the digest of one venue's book.</summary>
/// <param name="Bids">Levels of the bid side.</param>
/// <param name="Asks">Levels of the ask side.</param>
/// <param name="Sha256">The digest of all levels, as hexadecimal text; empty when there is no such book.</param>
public readonly record struct BookFingerprint(int Bids, int Asks, string Sha256)
{
    /// <summary>Reads an answer to <see cref="MarketQuery.Digest"/>.</summary>
    public static BookFingerprint Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes);
        return new BookFingerprint(reader.ReadInt32(), reader.ReadInt32(), reader.ReadString());
    }
}

/// <summary>What a market's node can be asked.</summary>
public static class MarketQuery
{
    private const byte StatusKind = 1;
    private const byte DigestKind = 2;

    /// <summary>The market as it stands: answered by a <see cref="MarketStatus"/>.</summary>
    public static byte[] Status => [StatusKind];

    /// <summary>A venue's book: answered by a <see cref="BookFingerprint"/>.</summary>
    public static byte[] Digest(string source)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var writer = new StateWriter(bytes);
        writer.Write(DigestKind);
        writer.Write(source);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Reads a question.</summary>
    /// <param name="query">Its bytes.</param>
    /// <param name="source">The venue's instrument whose book is asked for; null for the whole market.</param>
    internal static bool TryRead(ReadOnlySpan<byte> query, out string? source)
    {
        var reader = new StateReader(query);
        var kind = reader.ReadByte();
        source = kind == DigestKind ? reader.ReadString() : null;
        return reader.IsComplete && kind is StatusKind or DigestKind;
    }

    internal static void Answer(MarketFanIn fanIn, UInt128 merged, string? source, IBufferWriter<byte> answer)
    {
        var writer = new StateWriter(answer);
        if (source is null)
        {
            MarketStatus.Of(fanIn, merged).Write(writer);
            return;
        }

        var feed = InstrumentId.Parse(source).TryGet(out var id, out _) ? fanIn.Find(id) : null;
        writer.Write(feed?.Book?.Levels.Count(Side.Buy) ?? 0);
        writer.Write(feed?.Book?.Levels.Count(Side.Sell) ?? 0);
        writer.Write(feed?.Digest() ?? "");
    }
}
