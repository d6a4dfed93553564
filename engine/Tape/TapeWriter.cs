using System;
using System.Buffers;
using Trading.Model;

namespace Trading.Tape;

/// <summary>
/// Writes a tape: the header at once, each event as one canonical line, the trailer at the end. It takes no memory per
/// event; what becomes of the bytes is the output's business.
/// </summary>
public sealed class TapeWriter
{
    private readonly IBufferWriter<byte> _output;
    private bool _isComplete;

    /// <summary>A writer that has written the header.</summary>
    /// <param name="output">Takes the tape's bytes.</param>
    /// <param name="header">What the events refer to.</param>
    public TapeWriter(IBufferWriter<byte> output, TapeHeader header)
    {
        _output = output;
        Header = header;
        Count = header.After;
        var line = TapeHeaderText.Write(header);
        // A continuation goes on with the chain of the tape before it, as if there were one tape.
        Hash = header.After == 0 ? TapeHash.Next(default, line) : header.AfterHash;
        _output.Write(line);
        BytesWritten = line.Length;
    }

    /// <summary>The header.</summary>
    public TapeHeader Header { get; }

    /// <summary>The sequence of the last event.</summary>
    public long Count { get; private set; }

    /// <summary>The number of bytes written.</summary>
    public long BytesWritten { get; private set; }

    /// <summary>The chain of <see cref="TapeHash"/> over all lines so far: what the trailer will hold.</summary>
    public UInt128 Hash { get; private set; }

    /// <summary>Writes an event without levels. Its sequence is assigned here; the one in the event is not looked at.</summary>
    /// <returns><see cref="TapeErrorCode.None"/>, or why nothing was written.</returns>
    public TapeErrorCode Write(in TapeEvent e) => Write(e, []);

    /// <summary>Writes an event and its levels. Its sequence is assigned here; the one in the event is not looked at.</summary>
    /// <param name="e">The event.</param>
    /// <param name="levels">The levels of a book event: each side in its own order; empty for other kinds.</param>
    /// <returns><see cref="TapeErrorCode.None"/>, or why nothing was written.</returns>
    public TapeErrorCode Write(in TapeEvent e, ReadOnlySpan<PriceLevel> levels)
    {
        if (_isComplete) return TapeErrorCode.AfterTrailer;
        if (!TapeSchema.IsDefined(e.Kind)) return TapeErrorCode.UnknownKind;
        var present = TapeSchema.Present(e) | TapeSchema.Required(e.Kind);
        var error = TapeSchema.Check(e, present, Header);
        if (error == TapeErrorCode.None) error = TapeSchema.Check(e.Kind, levels);
        if (error != TapeErrorCode.None) return error;

        var line = new TapeLine(_output.GetSpan(TapeLine.BytesMax(levels.Length)));
        line.Add(e, Count + 1, present, levels);
        if (line.Length > TapeLimits.LineBytesMax) return TapeErrorCode.LineTooLong;
        Commit(line.Written);
        Count++;
        return TapeErrorCode.None;
    }

    /// <summary>Writes the trailer. Afterwards nothing can be written; a second call does nothing.</summary>
    public void Complete()
    {
        if (_isComplete) return;
        _isComplete = true;
        var line = new TapeLine(_output.GetSpan(TapeLine.BytesMax(0)));
        line.AddTrailer(Count, Hash);
        _output.Advance(line.Length);
        BytesWritten += line.Length;
    }

    private void Commit(ReadOnlySpan<byte> line)
    {
        Hash = TapeHash.Next(Hash, line);
        _output.Advance(line.Length);
        BytesWritten += line.Length;
    }
}
