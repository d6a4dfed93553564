using System;
using System.Buffers;
using Trading.Model;

namespace Trading.Tape;

/// <summary>Event lines without a tape around them: how market events cross the network and stand in journals.</summary>
public sealed class TapeLines
{
    private readonly TapeHeader _header;
    private readonly TapeLineReader _reader = new();

    /// <summary>Lines of events that refer to a header's tables.</summary>
    public TapeLines(TapeHeader header) => _header = header;

    /// <summary>The event of the line that was taken last.</summary>
    public ref readonly TapeEvent Event => ref _reader.Event;

    /// <summary>Its levels, until the next line is taken.</summary>
    public ReadOnlySpan<PriceLevel> Levels => _reader.Levels;

    /// <summary>Writes one event as a line.</summary>
    /// <param name="output">Takes the line with its newline.</param>
    /// <param name="e">The event; its own sequence is written.</param>
    /// <param name="levels">Its levels.</param>
    /// <returns><see cref="TapeErrorCode.None"/>, or why nothing was written.</returns>
    public TapeErrorCode Write(IBufferWriter<byte> output, in TapeEvent e, ReadOnlySpan<PriceLevel> levels)
    {
        if (!TapeSchema.IsDefined(e.Kind)) return TapeErrorCode.UnknownKind;
        var present = TapeSchema.Present(e) | TapeSchema.Required(e.Kind);
        var error = TapeSchema.Check(e, present, _header);
        if (error == TapeErrorCode.None) error = TapeSchema.Check(e.Kind, levels);
        if (error != TapeErrorCode.None) return error;
        var line = new TapeLine(output.GetSpan(TapeLine.BytesMax(levels.Length)));
        line.Add(e, e.Sequence, present, levels);
        if (line.Length > TapeLimits.LineBytesMax) return TapeErrorCode.LineTooLong;
        output.Advance(line.Length);
        return TapeErrorCode.None;
    }

    /// <summary>Takes the first line off the bytes.</summary>
    /// <returns>False when they do not begin with a whole line of a good event; the event in hand means nothing then.</returns>
    public bool TryTake(ref ReadOnlySpan<byte> bytes)
    {
        var length = bytes.IndexOf((byte)'\n');
        if (length < 0 || length >= TapeLimits.LineBytesMax) return false;
        if (_reader.Read(bytes[..length], _header, out _) != TapeErrorCode.None) return false;
        bytes = bytes[(length + 1)..];
        return true;
    }
}
