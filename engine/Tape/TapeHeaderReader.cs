using System;
using System.Collections.Immutable;
using Trading.Model;

namespace Trading.Tape;

/// <summary>Reads the header line: the exact text that the writer makes, and nothing else.</summary>
internal static class TapeHeaderReader
{
    /// <summary>How every header of every version begins.</summary>
    public static ReadOnlySpan<byte> Start => "{\"format\":\"trading-tape\",\"version\":"u8;

    /// <summary>Reads the line.</summary>
    /// <param name="line">The line without its newline.</param>
    /// <param name="header">The header on success.</param>
    /// <param name="version">The version that the line names.</param>
    /// <param name="at">Where in the line reading stopped.</param>
    public static TapeErrorCode Read(ReadOnlySpan<byte> line, out TapeHeader? header, out long version, out int at)
    {
        var scanner = new TapeScanner(line);
        var error = Read(ref scanner, out header, out version);
        at = scanner.At;
        return error;
    }

    private static TapeErrorCode Read(ref TapeScanner scanner, out TapeHeader? header, out long version)
    {
        header = null;
        version = 0;
        if (!scanner.TryTake(Start) || !scanner.TryTakeLong(out version))
        {
            return TapeErrorCode.BadHeader;
        }

        if (version != TapeHeader.Version) return TapeErrorCode.UnsupportedVersion;
        if (!scanner.TryTake(",\"instruments\":["u8)) return TapeErrorCode.BadHeader;
        var error = ReadInstruments(ref scanner, out var instruments);
        if (error != TapeErrorCode.None) return error;
        if (!scanner.TryTake(",\"agents\":["u8)) return TapeErrorCode.BadHeader;
        error = ReadNames(ref scanner, TapeLimits.AgentsMax, out var agents);
        if (error != TapeErrorCode.None) return error;
        if (!scanner.TryTake(",\"regimes\":["u8)) return TapeErrorCode.BadHeader;
        error = ReadNames(ref scanner, TapeLimits.RegimesMax, out var regimes);
        if (error != TapeErrorCode.None) return error;
        if (!scanner.TryTake(",\"seed\":"u8) || !scanner.TryTakeULong(out var seed)
            || !scanner.TryTake(",\"configHash\":\""u8) || !scanner.TryTakeHash(out var configHash)
            || !scanner.TryTake("\",\"source\":"u8) || !scanner.TryTakeText(TapeLimits.SourceLengthMax, out var source)
            || !TryReadAfter(ref scanner, out var after, out var afterHash)
            || !scanner.TryTake((byte)'}') || !scanner.IsAtEnd)
        {
            return TapeErrorCode.BadHeader;
        }

        var made = TapeHeader.Create(instruments, agents, regimes, seed, configHash, source);
        if (!made.TryGet(out header, out error)) return error;
        if (after > 0) header = header.Continue(after, afterHash);
        return TapeErrorCode.None;
    }

    private static bool TryReadAfter(ref TapeScanner scanner, out long after, out UInt128 afterHash)
    {
        (after, afterHash) = (0, default);
        if (!scanner.TryTake(",\"after\":"u8)) return true;
        return scanner.TryTakeLong(out after) && after > 0 && scanner.TryTake(",\"afterHash\":\""u8)
            && scanner.TryTakeHash(out afterHash) && scanner.TryTake((byte)'"');
    }

    private static TapeErrorCode ReadNames(ref TapeScanner scanner, int countMax, out ImmutableArray<string> names)
    {
        names = [];
        if (scanner.TryTake((byte)']')) return TapeErrorCode.None;
        var builder = ImmutableArray.CreateBuilder<string>();
        do
        {
            if (builder.Count == countMax) return TapeErrorCode.TableTooLong;
            if (!scanner.TryTakeText(TapeLimits.NameLengthMax, out var name)) return TapeErrorCode.BadName;
            builder.Add(name);
        }
        while (scanner.TryTake((byte)','));
        names = builder.ToImmutable();
        return scanner.TryTake((byte)']') ? TapeErrorCode.None : TapeErrorCode.BadHeader;
    }

    private static TapeErrorCode ReadInstruments(ref TapeScanner scanner, out ImmutableArray<Instrument> instruments)
    {
        instruments = [];
        if (scanner.TryTake((byte)']')) return TapeErrorCode.None;
        var builder = ImmutableArray.CreateBuilder<Instrument>();
        do
        {
            if (builder.Count == TapeLimits.InstrumentsMax) return TapeErrorCode.TableTooLong;
            var error = ReadInstrument(ref scanner, out var instrument);
            if (instrument is null) return error;
            builder.Add(instrument);
        }
        while (scanner.TryTake((byte)','));
        instruments = builder.ToImmutable();
        return scanner.TryTake((byte)']') ? TapeErrorCode.None : TapeErrorCode.BadHeader;
    }

    private static TapeErrorCode ReadInstrument(ref TapeScanner scanner, out Instrument? instrument)
    {
        instrument = null;
        const int idLengthMax = InstrumentId.VenueLengthMax + 1 + InstrumentId.SymbolLengthMax;
        if (!scanner.TryTake("{\"id\":"u8) || !scanner.TryTakeText(idLengthMax, out var idText)
            || !scanner.TryTake(",\"kind\":"u8) || !scanner.TryTakeText(16, out var kindText)
            || !scanner.TryTake(",\"priceScale\":"u8) || !scanner.TryTakeLong(out var priceScale)
            || !scanner.TryTake(",\"quantityScale\":"u8) || !scanner.TryTakeLong(out var quantityScale)
            || !scanner.TryTake(",\"tickSize\":"u8) || !scanner.TryTakeLong(out var tickSize)
            || !scanner.TryTake(",\"lotSize\":"u8) || !scanner.TryTakeLong(out var lotSize)
            || !scanner.TryTake(",\"minQuantity\":"u8) || !scanner.TryTakeLong(out var minQuantity)
            || !scanner.TryTake(",\"maxQuantity\":"u8) || !scanner.TryTakeLong(out var maxQuantity)
            || !scanner.TryTake(",\"minNotional\":"u8) || !scanner.TryTakeInt128(out var minNotional)
            || !scanner.TryTake((byte)'}'))
        {
            return TapeErrorCode.BadHeader;
        }

        if (!TryReadKind(kindText, out var kind) || !InstrumentId.Parse(idText).TryGet(out var id, out _)
            || priceScale is < 0 or > DecimalText.ScaleMax || quantityScale is < 0 or > DecimalText.ScaleMax)
        {
            return TapeErrorCode.BadInstrument;
        }

        var made = Instrument.Create(
            id,
            kind,
            (int)priceScale,
            (int)quantityScale,
            new Price(tickSize),
            new Quantity(lotSize),
            new Quantity(minQuantity),
            new Quantity(maxQuantity),
            new Notional(minNotional));
        return made.TryGet(out instrument, out _) ? TapeErrorCode.None : TapeErrorCode.BadInstrument;
    }

    private static bool TryReadKind(string word, out InstrumentKind kind)
    {
        kind = word == TapeHeaderText.Word(InstrumentKind.Spot) ? InstrumentKind.Spot : InstrumentKind.Perpetual;
        return word == TapeHeaderText.Word(kind);
    }
}
