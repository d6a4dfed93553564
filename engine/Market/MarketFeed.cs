using System;
using Trading.Model;
using Trading.Tape;

namespace Trading.Market;

/// <summary>
/// One venue's feed as a market keeps it: how far it is, the tape's decoder and the book that comes of it.
/// </summary>
public sealed class MarketFeed
{
    private TapeDecoder _decoder = new(isLenient: false);
    private TapeBooks? _books;
    private int _instrument = -1;

    internal MarketFeed(InstrumentId source) => Source = source;

    /// <summary>The instrument at its venue.</summary>
    public InstrumentId Source { get; }

    /// <summary>Which of the feed's plays is applied.</summary>
    public ulong Play { get; private set; }

    /// <summary>Slices of it that were taken, the tape's end included.</summary>
    public ulong Slices { get; private set; }

    /// <summary>Events of the play that were applied.</summary>
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

    internal void Restart(ulong play)
    {
        _decoder = new TapeDecoder(isLenient: false);
        (_books, _instrument, Trades, IsComplete, Error) = (null, -1, 0, false, "");
        (Play, Slices) = (play, 0);
    }

    /// <summary>Takes the next slice of the tape; an empty one is its end.</summary>
    /// <returns>True when the book changed.</returns>
    internal bool Take(ReadOnlySpan<byte> slice)
    {
        Slices++;
        if (slice.IsEmpty) return Complete();
        var isChanged = false;
        while (!slice.IsEmpty && Error.Length == 0)
        {
            var free = _decoder.Free();
            var length = Math.Min(free.Length, slice.Length);
            slice[..length].CopyTo(free.Span);
            _decoder.Advance(length);
            slice = slice[length..];
            isChanged |= TakeEvents();
        }

        return isChanged;
    }

    internal void Save(StateWriter writer)
    {
        writer.Write(Source.ToString());
        writer.Write(Play);
        writer.Write(Slices);
        writer.Write(Trades);
        writer.Write(IsComplete);
        writer.Write(Error);
        writer.Write(_instrument);
        _decoder.Save(writer);
        _books?.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <returns>Null when it is not that.</returns>
    internal static MarketFeed? Load(ref StateReader reader)
    {
        if (!InstrumentId.Parse(reader.ReadString()).TryGet(out var source, out _)) return null;
        var feed = new MarketFeed(source)
        {
            Play = reader.ReadUInt64(),
            Slices = reader.ReadUInt64(),
            Trades = reader.ReadInt64(),
            IsComplete = reader.ReadBool(),
            Error = reader.ReadString(),
        };
        feed._instrument = reader.ReadInt32();
        if (TapeDecoder.Load(ref reader) is not { } decoder) return null;
        feed._decoder = decoder;
        if (feed._instrument < 0) return feed;
        if (decoder.Header is not { } header || feed._instrument >= header.Instruments.Length) return null;
        feed._books = new TapeBooks(header);
        feed._books.Load(ref reader);
        return feed;
    }

    private bool Complete()
    {
        if (IsComplete || Error.Length > 0) return false;
        _decoder.CompleteInput();
        return TakeEvents();
    }

    private void Fail(string reason)
    {
        Error = reason;
        Book?.Lose();
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
        if (e.Instrument != _instrument) return false;
        if (e.Kind == TapeEventKind.Trade) Trades++;
        return _books?.Apply(e, _decoder.Levels) ?? false;
    }

    private bool TryOpenBooks()
    {
        if (_decoder.Header is not { } header) return false;
        _instrument = header.Find(Source);
        if (_instrument < 0) Fail($"the tape has no instrument {Source}");
        else _books = new TapeBooks(header);
        return _instrument >= 0;
    }
}
