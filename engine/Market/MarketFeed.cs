using System;
using Trading.Channels;
using Trading.Model;
using Trading.Tape;

namespace Trading.Market;

/// <summary>
/// One venue's feed as a market keeps it: the channel, the tape's decoder and the book that comes of it.
/// </summary>
public sealed class MarketFeed
{
    private TapeDecoder _decoder = new(isLenient: false);
    private TapeBooks? _books;
    private int _instrument = -1;

    internal MarketFeed(InstrumentId source) => Source = source;

    /// <summary>The instrument at its venue.</summary>
    public InstrumentId Source { get; }

    /// <summary>What came and what was missing.</summary>
    public ChannelReceiver Channel { get; } = new();

    /// <summary>Hears the tape; null for nobody. One that comes late hears it from its beginning once the feed was rewound.</summary>
    public IMarketTap? Tap { get; set; }

    /// <summary>Blocks that were lost on the way and given again.</summary>
    public long Refilled { get; private set; }

    /// <summary>Events applied since the feed's last start.</summary>
    public long Events => _decoder.EventCount;

    /// <summary>Trades among them.</summary>
    public long Trades { get; private set; }

    /// <summary>The instrument's rules, once the tape's header has come.</summary>
    public Instrument? Rules => _instrument < 0 ? null : _books?.Header.Instruments[_instrument];

    /// <summary>The venue's book, once the tape's header has come.</summary>
    public MarketBook? Book => _instrument < 0 || _books is null ? null : _books.Books[_instrument];

    /// <summary>True when the tape came to its end and its hash was right.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Why the feed is not applied any further; empty while it is.</summary>
    public string Error { get; private set; } = "";

    /// <summary>The digest of the book; empty before the header has come.</summary>
    public string Digest() => _instrument < 0 ? "" : _books?.Digest(_instrument) ?? "";

    internal void CountRefill() => Refilled++;

    internal void Fail(string reason)
    {
        Error = reason;
        Book?.Lose();
    }

    internal void Restart()
    {
        _decoder = new TapeDecoder(isLenient: false);
        (_books, _instrument, Trades, IsComplete, Error) = (null, -1, 0, false, "");
    }

    /// <summary>Takes the next slice of the tape.</summary>
    /// <returns>True when the book changed.</returns>
    internal bool Apply(ReadOnlySpan<byte> bytes)
    {
        var isChanged = false;
        while (!bytes.IsEmpty && Error.Length == 0)
        {
            var free = _decoder.Free();
            var length = Math.Min(free.Length, bytes.Length);
            bytes[..length].CopyTo(free.Span);
            _decoder.Advance(length);
            bytes = bytes[length..];
            isChanged |= TakeEvents();
        }

        return isChanged;
    }

    /// <summary>The tape has no more bytes.</summary>
    internal void Complete()
    {
        if (IsComplete || Error.Length > 0) return;
        _decoder.CompleteInput();
        TakeEvents();
    }

    private bool TakeEvents()
    {
        var isChanged = false;
        while (true)
        {
            switch (_decoder.Step())
            {
                case TapeStep.NeedInput:
                    return isChanged;
                case TapeStep.End:
                    IsComplete = true;
                    Tap?.Complete();
                    return isChanged;
                case TapeStep.Failed:
                    Fail(_decoder.Error.ToString());
                    return true;
                case TapeStep.Event:
                    isChanged |= ApplyEvent();
                    break;
            }
        }
    }

    private bool ApplyEvent()
    {
        if (_books is null && !TryOpenBooks()) return false;
        ref readonly var e = ref _decoder.Event;
        Tap?.Add(e, _decoder.Levels);
        if (e.Instrument != _instrument) return false;
        if (e.Kind == TapeEventKind.Trade) Trades++;
        return _books?.Apply(e, _decoder.Levels) ?? false;
    }

    private bool TryOpenBooks()
    {
        if (_decoder.Header is not { } header) return false;
        _books = new TapeBooks(header);
        for (var i = 0; i < header.Instruments.Length; i++)
        {
            if (header.Instruments[i].Id == Source) _instrument = i;
        }

        if (_instrument < 0) Fail($"the tape has no instrument {Source}");
        else Tap?.Begin(header, _instrument);
        return _instrument >= 0;
    }
}
