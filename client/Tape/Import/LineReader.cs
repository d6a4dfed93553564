using System;

namespace Trading.Client.Tape.Import;

/// <summary>The lines of a file, one at a time, in bounded memory.</summary>
internal sealed class LineReader(CompressedInput input)
{
    /// <summary>The most bytes of a line; a REST answer with 5,000 levels a side is far below it.</summary>
    public const int LineBytesMax = 16 << 20;

    private byte[] _buffer = new byte[1 << 17];
    private int _start;
    private int _end;
    private bool _isAtEnd;

    /// <summary>The number of the line read last, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>True once a line was longer than the limit; reading then ends.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Reads the next line; empty lines are passed over.</summary>
    /// <param name="line">Without its line end; valid until the next call.</param>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            var rest = _buffer.AsSpan(_start, _end - _start);
            var length = rest.IndexOf((byte)'\n');
            if (length < 0)
            {
                if (!_isAtEnd)
                {
                    Fill();
                    if (!IsTooLong) continue;
                }

                length = rest.Length;
                if (length == 0 || IsTooLong)
                {
                    line = default;
                    return false;
                }
            }

            _start = Math.Min(_end, _start + length + 1);
            Line++;
            line = rest[..length].TrimEnd((byte)'\r');
            if (!line.IsEmpty) return true;
        }
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            IsTooLong = _end >= LineBytesMax;
            if (IsTooLong) return;
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var count = input.Read(_buffer.AsSpan(_end));
        _isAtEnd = count == 0;
        _end += count;
    }
}
