using System;

namespace Trading.Model;

/// <summary>Why an instrument id was refused.</summary>
public enum InstrumentIdError : byte
{
    /// <summary>There is no colon between exchange and symbol.</summary>
    MissingColon = 1,

    /// <summary>The exchange is empty, too long, or has a character outside a–z, 0–9 and '-'.</summary>
    BadVenue = 2,

    /// <summary>The symbol is empty, too long, or has a character outside A–Z, a–z, 0–9, '-', '_', '/' and '.'.</summary>
    BadSymbol = 3,
}

/// <summary>An instrument at an exchange, written <c>exchange:symbol</c>, as in <c>binance-spot:BTCUSDT</c>.</summary>
public readonly record struct InstrumentId : IComparable<InstrumentId>
{
    /// <summary>The most characters of an exchange's name.</summary>
    public const int VenueLengthMax = 24;

    /// <summary>The most characters of a symbol.</summary>
    public const int SymbolLengthMax = 40;

    private InstrumentId(string venue, string symbol)
    {
        Venue = venue;
        Symbol = symbol;
    }

    /// <summary>The exchange, in lower case.</summary>
    public string Venue { get; }

    /// <summary>The exchange's own symbol.</summary>
    public string Symbol { get; }

    /// <summary>Reads <c>exchange:symbol</c>.</summary>
    public static Result<InstrumentId, InstrumentIdError> Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return InstrumentIdError.MissingColon;
        return Create(text[..colon], text[(colon + 1)..]);
    }

    /// <summary>Joins an exchange and a symbol.</summary>
    public static Result<InstrumentId, InstrumentIdError> Create(string venue, string symbol)
    {
        if (venue.Length is 0 or > VenueLengthMax) return InstrumentIdError.BadVenue;
        foreach (var c in venue)
        {
            if (!(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')) return InstrumentIdError.BadVenue;
        }

        if (symbol.Length is 0 or > SymbolLengthMax) return InstrumentIdError.BadSymbol;
        foreach (var c in symbol)
        {
            if (!(char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '/' or '.')) return InstrumentIdError.BadSymbol;
        }

        return new InstrumentId(venue, symbol);
    }

    /// <summary>Orders by exchange, then by symbol, by code points.</summary>
    public int CompareTo(InstrumentId other)
    {
        var venue = string.CompareOrdinal(Venue, other.Venue);
        return venue != 0 ? venue : string.CompareOrdinal(Symbol, other.Symbol);
    }

    /// <summary>Earlier in the order of <see cref="CompareTo"/>.</summary>
    public static bool operator <(InstrumentId left, InstrumentId right) => left.CompareTo(right) < 0;

    /// <summary>Later in the order of <see cref="CompareTo"/>.</summary>
    public static bool operator >(InstrumentId left, InstrumentId right) => left.CompareTo(right) > 0;

    /// <summary>Not later in the order of <see cref="CompareTo"/>.</summary>
    public static bool operator <=(InstrumentId left, InstrumentId right) => left.CompareTo(right) <= 0;

    /// <summary>Not earlier in the order of <see cref="CompareTo"/>.</summary>
    public static bool operator >=(InstrumentId left, InstrumentId right) => left.CompareTo(right) >= 0;

    /// <summary><c>exchange:symbol</c>.</summary>
    public override string ToString() => Venue + ":" + Symbol;
}
