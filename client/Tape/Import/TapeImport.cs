using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Threading;
using Trading.Market;
using Trading.Model;
using Trading.Tape;
using Trading.Venues;

namespace Trading.Client.Tape.Import;

/// <summary>
/// Turns recordings into a tape, in two passes over the files: the first learns the instruments and the scales at which
/// every number is exact, the second brings the messages into order by the venue's rules and writes what was applied.
/// </summary>
internal sealed class TapeImport(ImportVenue venue, IReadOnlyList<string> files, bool isLenient, ProgressLine progress)
    : IBookListener
{
    private readonly List<ImportFeed> _feeds = [];
    private readonly VenueFrame _frame = new();
    private TapeWriter? _writer;
    private int _instrument;
    private TapeErrorCode _writeError;
    private long _frames;
    private long _skipped;
    private long _trades;
    private long _snapshots;
    private long _deltas;
    private long _gaps;
    private long _checksumFailures;

    private delegate ImportError? FrameAction(ImportFeed feed, in RecordedFrame frame);

    /// <summary>Runs the import. A failed one leaves no file behind.</summary>
    public Result<ImportResult, ImportError> Run(string outPath, CancellationToken cancellation)
    {
        if (Pass((feed, in recorded) => Learn(feed), cancellation) is { } learning) return learning;
        if (!MakeHeader().TryGet(out var header, out var headerError)) return headerError;
        foreach (var feed in _feeds) feed.Begin(header);
        _frames = _skipped = 0;
        var isDone = false;
        try
        {
            using var output = TapeFileOutput.Create(outPath);
            _writer = new TapeWriter(output, header);
            if (Pass((feed, in recorded) => Write(feed, recorded), cancellation) is { } error) return error;
            _writer.Complete();
            isDone = true;
        }
        finally
        {
            if (!isDone) File.Delete(outPath);
        }

        return new ImportResult(
            outPath, _writer.Count, _trades, _snapshots, _deltas, _gaps, _checksumFailures, _frames, _skipped,
            StateHasher.ToText(_writer.Hash), Books(header));
    }

    /// <inheritdoc/>
    public void OnSnapshot(in VenueEvent e, ReadOnlySpan<PriceLevel> levels)
    {
        _snapshots++;
        Write(BookEvent(TapeEventKind.BookSnapshot, e), WithoutEmpty(levels));
    }

    /// <inheritdoc/>
    public void OnDelta(in VenueEvent e, ReadOnlySpan<PriceLevel> levels)
    {
        _deltas++;
        Write(BookEvent(TapeEventKind.BookDelta, e), levels);
    }

    /// <inheritdoc/>
    public void OnLost(in VenueEvent e, BookState state)
    {
        if (state == BookState.ChecksumMismatch) _checksumFailures++;
        else _gaps++;
        Write(BookEvent(TapeEventKind.FeedGap, e), []);
    }

    private ImportError? Pass(FrameAction action, CancellationToken cancellation)
    {
        foreach (var file in files)
        {
            using var input = CompressedInput.Open(file);
            var lines = new LineReader(input);
            var parser = new RecordingParser();
            while (lines.TryRead(out var line))
            {
                cancellation.ThrowIfCancellationRequested();
                progress.Report(input.Fraction);
                var error = Take(parser, line, action);
                if (error is not null) return error with { File = Path.GetFileName(file), Line = lines.Line };
            }

            if (input.IsCorrupt) return new ImportError(Path.GetFileName(file), 0, "the compressed data is damaged or cut off.");
            if (lines.IsTooLong) return new ImportError(Path.GetFileName(file), lines.Line + 1, "the line is longer than 16 MiB.");
        }

        return null;
    }

    private ImportError? Take(RecordingParser parser, ReadOnlySpan<byte> line, FrameAction action)
    {
        switch (parser.Read(line, out var recorded))
        {
            case RecordedLine.Other:
                return null;
            case RecordedLine.Malformed:
                return Skip("the line is of no recording format that is known.");
        }

        _frames++;
        var feed = FeedOf(recorded);
        var decoded = feed.Decode(recorded, _frame);
        return decoded == VenueDecodeError.None
            ? action(feed, recorded)
            : Skip($"the frame cannot be read: {decoded}; is --venue right?");
    }

    private ImportError? Skip(string reason)
    {
        _skipped++;
        return isLenient ? null : new ImportError("", 0, reason);
    }

    private ImportFeed FeedOf(in RecordedFrame frame)
    {
        var protocol = FeedProtocol.Of(venue, frame);
        foreach (var feed in _feeds)
        {
            if (feed.Protocol == protocol) return feed;
        }

        var added = new ImportFeed(protocol);
        _feeds.Add(added);
        return added;
    }

    private ImportError? Learn(ImportFeed feed)
    {
        feed.Note(_frame);
        return null;
    }

    private Result<TapeHeader, ImportError> MakeHeader()
    {
        var instruments = new List<Instrument>();
        foreach (var feed in _feeds)
        {
            if (feed.MakeInstruments() is not { } own) return new ImportError("", 0, "a symbol or its scale fits no instrument.");
            instruments.AddRange(own);
        }

        if (instruments.Count == 0) return new ImportError("", 0, "there is no market data in the recordings; is --venue right?");
        instruments.Sort((left, right) => left.Id.CompareTo(right.Id));
        var made = TapeHeader.Create([.. instruments], [], [], 0, 0, Source());
        return made.TryGet(out var header, out var error) ? header : new ImportError("", 0, $"no tape header can be made: {error}.");
    }

    private string Source()
    {
        var text = new StringBuilder("imported from");
        foreach (var file in files) text.Append(text.Length > 13 ? ", " : " ").Append(Path.GetFileName(file));
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is < ' ' or > '~' or '"' or '\\') text[i] = '_';
        }

        return text.Length > TapeLimits.SourceLengthMax ? text.ToString(0, TapeLimits.SourceLengthMax) : text.ToString();
    }

    private ImportError? Write(ImportFeed feed, in RecordedFrame recorded)
    {
        foreach (ref readonly var found in _frame.Events)
        {
            var e = found;
            if (recorded.TimeNs > 0) e.TimeNs = recorded.TimeNs;
            _instrument = feed.InstrumentOf(e);
            if (e.Kind == VenueEventKind.Funding) WriteFunding(feed.FundingOf(e), e);
            else if (e.Kind != VenueEventKind.Trade) feed.SyncOf(e).OnMessage(e, _frame.LevelsOf(found), this);
            else if (!feed.IsDuplicateTrade(e)) WriteTrade(e);
            if (_writeError != TapeErrorCode.None) return new ImportError("", 0, $"the tape cannot hold it: {_writeError}.");
        }

        return null;
    }

    private void WriteFunding(FundingParts parts, in VenueEvent e)
    {
        if (parts.TryTakeMark(e, out var mark)) Write(mark with { Instrument = _instrument }, []);
        if (parts.TryTakeFunding(e, out var funding)) Write(funding with { Instrument = _instrument }, []);
    }

    private void WriteTrade(in VenueEvent e)
    {
        _trades++;
        Write(
            TapeEvent.Empty with
            {
                Kind = TapeEventKind.Trade,
                TimeNs = e.TimeNs,
                Instrument = _instrument,
                Side = e.Side,
                Price = e.Price,
                Quantity = e.Quantity,
                VenueSequence = e.LastUpdateId,
                TradeId = e.TradeId,
            },
            []);
    }

    private TapeEvent BookEvent(TapeEventKind kind, in VenueEvent e) => TapeEvent.Empty with
    {
        Kind = kind,
        TimeNs = e.TimeNs,
        Instrument = _instrument,
        FirstUpdateId = e.FirstUpdateId == e.LastUpdateId ? 0 : e.FirstUpdateId,
        VenueSequence = e.LastUpdateId,
    };

    private void Write(in TapeEvent e, ReadOnlySpan<PriceLevel> levels)
    {
        if (_writer is null || _writeError != TapeErrorCode.None) return;
        _writeError = _writer.Write(e, levels);
    }

    /// <summary>A snapshot on a tape has no empty levels; a venue's may.</summary>
    private static ReadOnlySpan<PriceLevel> WithoutEmpty(ReadOnlySpan<PriceLevel> levels)
    {
        var count = 0;
        foreach (ref readonly var level in levels) count += level.Quantity == 0 ? 0 : 1;
        if (count == levels.Length) return levels;
        var kept = new PriceLevel[count];
        count = 0;
        foreach (ref readonly var level in levels)
        {
            if (level.Quantity != 0) kept[count++] = level;
        }

        return kept;
    }

    private List<ImportedBook> Books(TapeHeader header)
    {
        var books = new List<ImportedBook>();
        foreach (var instrument in header.Instruments)
        {
            foreach (var feed in _feeds)
            {
                if (feed.Protocol.VenueId != instrument.Id.Venue) continue;
                var book = feed.BookOf(instrument.Id.Symbol);
                books.Add(new ImportedBook(
                    instrument.Id.ToString(),
                    book.State.ToString(),
                    book.Levels.Count(Side.Buy),
                    book.Levels.Count(Side.Sell),
                    BookDigest.Compute(book.Levels, instrument.PriceScale, instrument.QuantityScale)));
            }
        }

        return books;
    }
}
