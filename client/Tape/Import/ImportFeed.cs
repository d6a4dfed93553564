using System;
using System.Collections.Generic;
using System.Linq;
using Trading.Market;
using Trading.Model;
using Trading.Venues;

namespace Trading.Client.Tape.Import;

/// <summary>One protocol's part of an import: what the first pass learned, and what the second needs.</summary>
internal sealed class ImportFeed
{
    private readonly VenueSymbols _discovered = VenueSymbols.Discover();
    private readonly List<bool> _hasEvents = [];
    private readonly List<bool> _hasSingleTrades = [];
    private VenueCodec _codec;
    private BookSync[] _syncs = [];
    private FundingParts[] _funding = [];
    private int[] _instrumentOfSymbol = [];

    public ImportFeed(FeedProtocol protocol)
    {
        Protocol = protocol;
        _codec = protocol.CreateCodec(_discovered);
    }

    public FeedProtocol Protocol { get; }

    /// <summary>Decodes a frame with the codec of the current pass.</summary>
    public VenueDecodeError Decode(in RecordedFrame recorded, VenueFrame frame)
    {
        if (!recorded.IsAnswer || _codec is not BinanceCodec binance) return _codec.Decode(recorded.Payload, frame);
        var symbol = SymbolOfAnswer(recorded.Address);
        return symbol is null ? VenueDecodeError.MissingField : binance.DecodeSnapshot(recorded.Payload, symbol, frame);
    }

    /// <summary>First pass: notes which symbols have market data, and of which kind.</summary>
    public void Note(VenueFrame frame)
    {
        foreach (ref readonly var e in frame.Events)
        {
            while (_hasEvents.Count <= e.Symbol)
            {
                _hasEvents.Add(false);
                _hasSingleTrades.Add(false);
            }

            if (e.Kind != VenueEventKind.Subscribed) _hasEvents[e.Symbol] = true;
            if (e.Kind == VenueEventKind.Trade && !e.IsAggregate) _hasSingleTrades[e.Symbol] = true;
        }
    }

    /// <summary>Between the passes: the instruments with market data, at scales that are exact for every number seen.</summary>
    /// <returns>Null when a symbol cannot be an instrument's.</returns>
    public List<Instrument>? MakeInstruments()
    {
        var instruments = new List<Instrument>();
        foreach (var symbol in _discovered.All)
        {
            if (symbol.Index >= _hasEvents.Count || !_hasEvents[symbol.Index]) continue;
            if (MakeInstrument(symbol) is not { } instrument) return null;
            instruments.Add(instrument);
        }

        return instruments;
    }

    /// <summary>Second pass: the codec reads at the instruments' scales, and every book has its rules.</summary>
    /// <param name="header">All instruments of the tape, of all feeds.</param>
    public void Begin(Trading.Tape.TapeHeader header)
    {
        var own = new List<Instrument>();
        var indexes = new List<int>();
        var singles = new List<bool>();
        for (var i = 0; i < header.Instruments.Length; i++)
        {
            if (header.Instruments[i].Id.Venue != Protocol.VenueId) continue;
            own.Add(header.Instruments[i]);
            indexes.Add(i);
            singles.Add(HasSingleTrades(header.Instruments[i].Id.Symbol));
        }

        _codec = Protocol.CreateCodec(VenueSymbols.Of(own));
        _instrumentOfSymbol = [.. indexes];
        _hasSingleTrades.Clear();
        _hasSingleTrades.AddRange(singles);
        _syncs = new BookSync[own.Count];
        for (var i = 0; i < _syncs.Length; i++) _syncs[i] = BookSync.Create(Protocol.Feed, own[i].PriceScale, own[i].QuantityScale);
        _funding = [.. own.Select(_ => new FundingParts())];
    }

    /// <summary>The tape's instrument of a symbol.</summary>
    public int InstrumentOf(in VenueEvent e) => _instrumentOfSymbol[e.Symbol];

    /// <summary>The book of a symbol.</summary>
    public BookSync SyncOf(in VenueEvent e) => _syncs[e.Symbol];

    /// <summary>What was told of a symbol's funding.</summary>
    public FundingParts FundingOf(in VenueEvent e) => _funding[e.Symbol];

    /// <summary>The final book of a symbol.</summary>
    public MarketBook BookOf(string name)
    {
        foreach (var symbol in _codec.Symbols.All)
        {
            if (symbol.Name == name) return _syncs[symbol.Index].Book;
        }

        return new MarketBook();
    }

    /// <summary>A sum of trades is left out where the single trades are there, too.</summary>
    public bool IsDuplicateTrade(in VenueEvent e) => e.IsAggregate && _hasSingleTrades[e.Symbol];

    private bool HasSingleTrades(string name)
    {
        foreach (var symbol in _discovered.All)
        {
            if (symbol.Name == name) return _hasSingleTrades[symbol.Index];
        }

        return false;
    }

    private Instrument? MakeInstrument(VenueSymbol symbol)
    {
        if (!InstrumentId.Create(Protocol.VenueId, symbol.Name).TryGet(out var id, out _)) return null;
        var made = Instrument.Create(
            id,
            Protocol.Kind,
            Protocol.KeepsPrecision ? symbol.PricePrecision : symbol.PriceScale,
            Protocol.KeepsPrecision ? symbol.QuantityPrecision : symbol.QuantityScale,
            new Price(1),
            new Quantity(1),
            new Quantity(1),
            new Quantity(long.MaxValue),
            Notional.Zero);
        return made.TryGet(out var instrument, out _) ? instrument : null;
    }

    /// <summary>The symbol in a request's address; without an address the only symbol of the recording.</summary>
    private string? SymbolOfAnswer(string address)
    {
        const string parameter = "symbol=";
        var start = address.IndexOf(parameter, StringComparison.Ordinal);
        if (start < 0) return _discovered.All.Count == 1 ? _discovered.All[0].Name : null;
        start += parameter.Length;
        var end = address.IndexOf('&', start);
        return end < 0 ? address[start..] : address[start..end];
    }
}
