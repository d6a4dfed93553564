using System;
using System.Collections.Generic;
using System.Text;
using Trading.Model;

namespace Trading.Venues;

/// <summary>One symbol of a connection: at which scales its numbers are read, or what scales they need.</summary>
public sealed class VenueSymbol
{
    internal VenueSymbol(string name, int index)
    {
        Name = name;
        Index = index;
    }

    /// <summary>The venue's own symbol.</summary>
    public string Name { get; }

    /// <summary>Its number among the symbols, in the order of their first appearance.</summary>
    public int Index { get; }

    /// <summary>Decimal places of prices: as given, or the most that were needed so far, zeros at the end not counted.</summary>
    public int PriceScale { get; internal set; }

    /// <summary>Decimal places of quantities: as given, or the most that were needed so far, zeros at the end not counted.</summary>
    public int QuantityScale { get; internal set; }

    /// <summary>Decimal places of prices as the venue writes or states them, zeros at the end counted.</summary>
    public int PricePrecision { get; internal set; }

    /// <summary>Decimal places of quantities as the venue writes or states them, zeros at the end counted.</summary>
    public int QuantityPrecision { get; internal set; }
}

/// <summary>
/// The symbols of one connection. Either they and their scales are given, and others are ignored; or they are discovered:
/// then a first pass over a recording learns the symbols and the scales that represent every number exactly.
/// </summary>
public sealed class VenueSymbols
{
    /// <summary>The most symbols of a connection.</summary>
    public const int CountMax = 2_048;

    private readonly List<VenueSymbol> _symbols = [];
    private readonly Dictionary<string, VenueSymbol> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, VenueSymbol>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    private VenueSymbols(bool isDiscovering)
    {
        IsDiscovering = isDiscovering;
        _lookup = _byName.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The symbols, in the order of their first appearance.</summary>
    public IReadOnlyList<VenueSymbol> All => _symbols;

    /// <summary>True when symbols and scales are learned; prices and quantities are then all 0.</summary>
    public bool IsDiscovering { get; }

    /// <summary>Symbols and scales are learned from what is decoded.</summary>
    public static VenueSymbols Discover() => new(isDiscovering: true);

    /// <summary>The symbols and scales of given instruments, by index.</summary>
    public static VenueSymbols Of(IEnumerable<Instrument> instruments)
    {
        var symbols = new VenueSymbols(isDiscovering: false);
        foreach (var instrument in instruments)
        {
            var symbol = symbols.Register(instrument.Id.Symbol);
            symbol.PriceScale = symbol.PricePrecision = instrument.PriceScale;
            symbol.QuantityScale = symbol.QuantityPrecision = instrument.QuantityScale;
        }

        return symbols;
    }

    /// <summary>Finds a symbol, or registers it when discovering.</summary>
    /// <returns>Null when it is not wanted, too long, or one too many.</returns>
    internal VenueSymbol? Find(ReadOnlySpan<byte> name)
    {
        if (name.Length is 0 or > InstrumentId.SymbolLengthMax || !Ascii.IsValid(name)) return null;
        Span<char> text = stackalloc char[name.Length];
        Ascii.ToUtf16(name, text, out _);
        if (_lookup.TryGetValue(text, out var symbol)) return symbol;
        return IsDiscovering && _symbols.Count < CountMax ? Register(text.ToString()) : null;
    }

    private VenueSymbol Register(string name)
    {
        var symbol = new VenueSymbol(name, _symbols.Count);
        _symbols.Add(symbol);
        _byName[name] = symbol;
        return symbol;
    }
}
