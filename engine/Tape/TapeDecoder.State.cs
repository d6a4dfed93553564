using System;
using Trading.Model;

namespace Trading.Tape;

/// <summary>A strict decoder between two steps, as saved bytes: with the begun line that waits for its rest.</summary>
public sealed partial class TapeDecoder
{
    /// <summary>Writes where the decoder stands. It must be strict, and its last step must not have given an event.</summary>
    public void Save(StateWriter writer)
    {
        writer.WriteBlock(Header is null ? [] : TapeHeaderText.Write(Header).AsSpan()[..^1]);
        writer.Write((byte)_last);
        writer.Write(_line);
        writer.Write(_bufferOffset + _start);
        writer.Write(Sequence);
        writer.Write(EventCount);
        writer.Write(Hash);
        writer.Write(ContentHash);
        writer.Write(_hasTrailer);
        writer.Write(_isInputComplete);
        writer.WriteBlock(_buffer.AsSpan(_start, _end - _start));
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <returns>Null when it is not that.</returns>
    public static TapeDecoder? Load(ref StateReader reader)
    {
        var decoder = new TapeDecoder(isLenient: false);
        var header = reader.ReadBlock();
        if (!header.IsEmpty)
        {
            _ = TapeHeaderReader.Read(header, out var read, out _, out _);
            if (read is null) return null;
            decoder.Header = read;
        }

        decoder._last = (TapeStep)reader.ReadByte();
        decoder._line = reader.ReadInt64();
        decoder._bufferOffset = reader.ReadInt64();
        decoder.Sequence = reader.ReadInt64();
        decoder.EventCount = reader.ReadInt64();
        decoder.Hash = reader.ReadUInt128();
        decoder.ContentHash = reader.ReadUInt128();
        decoder._hasTrailer = reader.ReadBool();
        decoder._isInputComplete = reader.ReadBool();
        var begun = reader.ReadBlock();
        if (decoder._last is not (TapeStep.NeedInput or TapeStep.End or TapeStep.Failed)) return null;
        if (decoder._buffer.Length < begun.Length) decoder._buffer = new byte[begun.Length];
        begun.CopyTo(decoder._buffer);
        decoder._end = begun.Length;
        return decoder;
    }
}
