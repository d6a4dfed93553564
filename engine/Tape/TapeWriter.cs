using System;
using System.Buffers;
using System.IO.Hashing;
using Trading.Model;

namespace Trading.Tape;

/// <summary>
/// Writes a tape: the header at once, each event as one canonical line, the trailer at the end. It takes no memory per
/// event; what becomes of the bytes is the output's business.
/// </summary>
public sealed class TapeWriter
{
    private readonly IBufferWriter<byte> _output;
    private readonly XxHash128 _hash = new();
    private bool _isComplete;

    /// <summary>A writer that has written the header.</summary>
    /// <param name="output">Takes the tape's bytes.</param>
    /// <param name="header">What the events refer to.</param>
    public TapeWriter(IBufferWriter<byte> output, TapeHeader header)
    {
        _output = output;
        Header = header;
        var bytes = TapeHeaderText.Write(header);
        Send(bytes);
        BytesWritten = bytes.Length;
    }

    /// <summary>The header.</summary>
    public TapeHeader Header { get; }

    /// <summary>The number of events written; the sequence of the last one.</summary>
    public long Count { get; private set; }

    /// <summary>The number of bytes written.</summary>
    public long BytesWritten { get; private set; }

    /// <summary>XxHash128 of all lines so far, newlines included: what the trailer will hold.</summary>
    public UInt128 Hash => _hash.GetCurrentHashAsUInt128();

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
        _hash.Append(line);
        _output.Advance(line.Length);
        BytesWritten += line.Length;
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        _hash.Append(bytes);
        _output.Write(bytes);
    }
}
