using System;
using Trading.Model;

namespace Trading.Tape;

/// <summary>What a step of a decoder found.</summary>
public enum TapeStep : byte
{
    /// <summary>The buffered bytes hold no whole line: give more, or say that there are none.</summary>
    NeedInput = 1,

    /// <summary>An event is in hand.</summary>
    Event = 2,

    /// <summary>The tape ended well (lenient: as well as it could).</summary>
    End = 3,

    /// <summary>The tape is refused; the error says why and where.</summary>
    Failed = 4,
}

/// <summary>
/// Reads a tape in constant memory from bytes that its owner pours in: fill <see cref="Free"/>, <see cref="Advance"/>,
/// then <see cref="Step"/> until it needs more. It checks every rule of the format; when lenient, it skips and counts
/// lines that break one, as long as the header is good.
/// </summary>
/// <param name="isLenient">True to skip and count bad lines instead of refusing the tape.</param>
public sealed partial class TapeDecoder(bool isLenient)
{
    private const int BufferBytesMin = 1 << 16;

    private readonly TapeLineReader _reader = new();
    private byte[] _buffer = new byte[BufferBytesMin];
    private int _start;
    private int _searched;
    private int _end;
    private long _bufferOffset;
    private long _line;
    private bool _isHashKnown = true;
    private bool _isInputComplete;
    private bool _isDiscarding;
    private bool _hasTrailer;
    private TapeStep _last = TapeStep.NeedInput;

    /// <summary>The header, once its line was read; null before.</summary>
    public TapeHeader? Header { get; private set; }

    /// <summary>The event in hand after <see cref="TapeStep.Event"/>, until the next step.</summary>
    public ref readonly TapeEvent Event => ref _reader.Event;

    /// <summary>The levels of the event in hand, until the next step: bids, then asks.</summary>
    public ReadOnlySpan<PriceLevel> Levels => _reader.Levels;

    /// <summary>Why the tape is refused, after <see cref="TapeStep.Failed"/>.</summary>
    public TapeError Error { get; private set; }

    /// <summary>Lenient: how many lines, and failed checks at the end, were skipped.</summary>
    public long Skipped { get; private set; }

    /// <summary>Lenient: the first thing that was skipped.</summary>
    public TapeError FirstSkipped { get; private set; }

    /// <summary>Events given out.</summary>
    public long EventCount { get; private set; }

    /// <summary>The place after the line that was read last.</summary>
    public TapePosition Position => new(_line, _bufferOffset + _start, Sequence);

    /// <summary>The chain of <see cref="TapeHash"/> over all lines up to <see cref="Position"/>.</summary>
    public UInt128 Hash { get; private set; }

    /// <summary>After <see cref="TapeStep.End"/>, the hash of the tape without its trailer: what its writer called its hash.</summary>
    public UInt128 ContentHash { get; private set; }

    private long Sequence { get; set; }

    /// <summary>A decoder that goes on at a place of a tape whose header is known.</summary>
    /// <param name="header">The tape's header.</param>
    /// <param name="position">Where the input that will be poured in begins.</param>
    /// <param name="hash">The chain of <see cref="TapeHash"/> up to there.</param>
    public static TapeDecoder At(TapeHeader header, TapePosition position, UInt128 hash) => new(isLenient: false)
    {
        Header = header,
        Sequence = position.Sequence,
        _bufferOffset = position.Offset,
        _line = position.Line,
        Hash = hash,
    };

    /// <summary>Where to put more bytes: never empty. Call <see cref="Step"/> until it needs input before asking again.</summary>
    public Memory<byte> Free()
    {
        if (_start > 0) Compact();
        // A line that exceeds the limit is found before the buffer would grow beyond it.
        if (_end == _buffer.Length) Array.Resize(ref _buffer, Math.Min(_buffer.Length * 2, TapeLimits.LineBytesMax * 2));
        return _buffer.AsMemory(_end);
    }

    /// <summary>Says how many bytes were put there.</summary>
    public void Advance(int count) => _end += count;

    /// <summary>Says that there are no more bytes.</summary>
    public void CompleteInput() => _isInputComplete = true;

    /// <summary>Reads the header and stops before the first event; <see cref="Header"/> is set when it succeeded.</summary>
    /// <returns>NeedInput while the header's line is not whole, and when it was read; otherwise Failed.</returns>
    public TapeStep ReadHeader()
    {
        if (Header is not null || _last != TapeStep.NeedInput) return _last;
        var line = NextLine();
        return _last = line < 0 ? AtEndOfBuffer() : ReadLine(_buffer.AsSpan(_start, line), line + 1);
    }

    /// <summary>Reads up to the next event.</summary>
    public TapeStep Step()
    {
        while (_last is TapeStep.NeedInput or TapeStep.Event)
        {
            var line = NextLine();
            if (line < 0) return _last = AtEndOfBuffer();
            _last = ReadLine(_buffer.AsSpan(_start, line), line + 1);
            if (_last != TapeStep.NeedInput) return _last;
        }

        return _last;
    }

    /// <summary>The length of the next line without its newline, or −1.</summary>
    private int NextLine()
    {
        var index = _buffer.AsSpan(_searched, _end - _searched).IndexOf((byte)'\n');
        if (index < 0)
        {
            _searched = _end;
            return -1;
        }

        var length = _searched + index - _start;
        _searched += index + 1;
        return length;
    }

    private TapeStep AtEndOfBuffer()
    {
        var pending = _end - _start;
        if (Header is null && !CanBeHeader(_buffer.AsSpan(_start, pending))) return Fail(TapeErrorCode.BadHeader, 0);
        if (pending > TapeLimits.LineBytesMax && !_isDiscarding)
        {
            if (Refuse(TapeErrorCode.LineTooLong, TapeLimits.LineBytesMax) == TapeStep.Failed) return TapeStep.Failed;
            _isDiscarding = true;
        }

        if (_isDiscarding) DropBuffered();
        if (!_isInputComplete) return TapeStep.NeedInput;
        if (Header is null && pending == 0) return Fail(TapeErrorCode.Empty, 0);
        if (pending > 0 && !_isDiscarding && Refuse(TapeErrorCode.Truncated, pending) == TapeStep.Failed) return TapeStep.Failed;
        return _hasTrailer || Refuse(TapeErrorCode.MissingTrailer, 0) != TapeStep.Failed ? TapeStep.End : TapeStep.Failed;
    }

    private static bool CanBeHeader(ReadOnlySpan<byte> bytes)
    {
        var length = Math.Min(bytes.Length, TapeHeaderReader.Start.Length);
        return TapeHeaderReader.Start[..length].SequenceEqual(bytes[..length]);
    }

    /// <summary>Drops what came of a line that is too long: the rest is dropped as it comes.</summary>
    private void DropBuffered()
    {
        // The line is bad, so the tape is: its hash cannot be right.
        _isHashKnown = false;
        _start = _end;
    }

    private TapeStep ReadLine(ReadOnlySpan<byte> line, int lineBytes)
    {
        if (_isDiscarding)
        {
            _isDiscarding = false;
            return Consume(lineBytes, TapeStep.NeedInput);
        }

        if (lineBytes > TapeLimits.LineBytesMax) return Skip(TapeErrorCode.LineTooLong, TapeLimits.LineBytesMax, lineBytes);
        if (Header is null) return ReadHeader(line, lineBytes);
        if (_hasTrailer) return Skip(TapeErrorCode.AfterTrailer, 0, lineBytes);
        if (line.StartsWith(TapeLineReader.TrailerStart)) return ReadTrailer(line, lineBytes);

        var error = _reader.Read(line, Header, out var at);
        if (error != TapeErrorCode.None) return Skip(error, at, lineBytes);
        var expected = Sequence + 1;
        var actual = _reader.Event.Sequence;
        if (actual != expected)
        {
            // Lenient: what follows a hole is good, what goes back is not.
            var step = Refuse(TapeErrorCode.SequenceGap, 0, expected, actual);
            if (step == TapeStep.Failed) return step;
            if (actual < expected) return Consume(lineBytes, TapeStep.NeedInput);
        }

        Sequence = actual;
        EventCount++;
        return Consume(lineBytes, TapeStep.Event);
    }

    private TapeStep ReadHeader(ReadOnlySpan<byte> line, int lineBytes)
    {
        var error = TapeHeaderReader.Read(line, out var header, out var version, out var at);
        if (header is null) return Fail(error, at, TapeHeader.Version, version);
        Header = header;
        Sequence = header.After;
        Consume(lineBytes, TapeStep.NeedInput);
        if (header.After > 0) Hash = header.AfterHash;
        return TapeStep.NeedInput;
    }

    private TapeStep ReadTrailer(ReadOnlySpan<byte> line, int lineBytes)
    {
        if (!TapeLineReader.TryReadTrailer(line, out var count, out var hash)) return Skip(TapeErrorCode.Malformed, 0, lineBytes);
        _hasTrailer = true;
        ContentHash = Hash;
        if (count != Sequence && Refuse(TapeErrorCode.CountMismatch, 0, count, Sequence) == TapeStep.Failed) return TapeStep.Failed;
        if (_isHashKnown && ContentHash != hash && Refuse(TapeErrorCode.HashMismatch, 0) == TapeStep.Failed) return TapeStep.Failed;
        return Consume(lineBytes, TapeStep.NeedInput);
    }

    private TapeStep Consume(int lineBytes, TapeStep step)
    {
        Hash = TapeHash.Next(Hash, _buffer.AsSpan(_start, lineBytes));
        _start += lineBytes;
        _line++;
        return step;
    }

    private TapeStep Skip(TapeErrorCode code, int at, int lineBytes)
    {
        var step = Refuse(code, at);
        return step == TapeStep.Failed ? step : Consume(lineBytes, step);
    }

    /// <summary>Refuses the tape, or counts when lenient.</summary>
    private TapeStep Refuse(TapeErrorCode code, int at, long expected = 0, long actual = 0)
    {
        if (!isLenient || Header is null) return Fail(code, at, expected, actual);
        if (Skipped++ == 0) FirstSkipped = ErrorAt(code, at, expected, actual);
        return TapeStep.NeedInput;
    }

    private TapeStep Fail(TapeErrorCode code, int at, long expected = 0, long actual = 0)
    {
        Error = ErrorAt(code, at, expected, actual);
        return _last = TapeStep.Failed;
    }

    private TapeError ErrorAt(TapeErrorCode code, int at, long expected, long actual) =>
        new(code, _line + 1, _bufferOffset + _start + at, expected, actual);

    private void Compact()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _bufferOffset += _start;
        _searched -= _start;
        _end -= _start;
        _start = 0;
    }
}
