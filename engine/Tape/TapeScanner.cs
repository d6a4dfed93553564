using System;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text;

namespace Trading.Tape;

/// <summary>Reads canonical JSON pieces from one line. Every read answers whether it succeeded; it never goes back.</summary>
internal ref struct TapeScanner(ReadOnlySpan<byte> line)
{
    private readonly ReadOnlySpan<byte> _line = line;
    private int _at;

    /// <summary>Bytes read.</summary>
    public readonly int At => _at;

    public readonly bool IsAtEnd => _at == _line.Length;

    /// <summary>The next byte, or 0 at the end.</summary>
    public readonly byte Next => _at < _line.Length ? _line[_at] : (byte)0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTake(byte expected)
    {
        if (Next != expected) return false;
        _at++;
        return true;
    }

    public bool TryTake(ReadOnlySpan<byte> expected)
    {
        if (!_line[_at..].StartsWith(expected)) return false;
        _at += expected.Length;
        return true;
    }

    /// <summary>Takes <c>,"x":</c> and gives its letter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTakeName(out byte letter)
    {
        var rest = _line[_at..];
        if (rest.Length < 5 || rest[0] != (byte)',' || rest[1] != (byte)'"' || rest[3] != (byte)'"' || rest[4] != (byte)':')
        {
            letter = 0;
            return false;
        }

        letter = rest[2];
        _at += 5;
        return true;
    }

    /// <summary>Takes an integer without leading zeros, plus sign, fraction or exponent.</summary>
    public bool TryTakeLong(out long value)
    {
        var rest = _line[_at..];
        value = 0;
        var sign = !rest.IsEmpty && rest[0] == (byte)'-' ? 1 : 0;
        var index = sign;
        unchecked
        {
            for (; index < rest.Length; index++)
            {
                var digit = (uint)(rest[index] - '0');
                if (digit > 9) break;
                value = value * 10 + digit;
            }
        }

        var digits = index - sign;
        if (digits == 0 || (rest[sign] == (byte)'0' && (digits > 1 || sign == 1))) return false;
        if (digits > 18)
        {
            // The loop above may have wrapped around.
            if (!Utf8Parser.TryParse(rest[..index], out value, out var used) || used != index) return false;
        }
        else if (sign == 1)
        {
            value = -value;
        }

        _at += index;
        return true;
    }

    /// <summary>Takes a non-negative integer of 64 bits.</summary>
    public bool TryTakeULong(out ulong value)
    {
        var rest = _line[_at..];
        value = 0;
        var index = 0;
        unchecked
        {
            for (; index < rest.Length; index++)
            {
                var digit = (uint)(rest[index] - '0');
                if (digit > 9) break;
                value = value * 10 + digit;
            }
        }

        if (index == 0 || (rest[0] == (byte)'0' && index > 1)) return false;
        if (index > 19 && (!Utf8Parser.TryParse(rest[..index], out value, out var used) || used != index)) return false;
        _at += index;
        return true;
    }

    /// <summary>Takes a non-negative integer of 128 bits, signed.</summary>
    public bool TryTakeInt128(out Int128 value)
    {
        value = 0;
        var start = _at;
        for (; Next is >= (byte)'0' and <= (byte)'9'; _at++)
        {
            var digit = Next - '0';
            if (value > (Int128.MaxValue - digit) / 10) return false;
            value = value * 10 + digit;
        }

        return _at > start && (_line[start] != (byte)'0' || _at == start + 1);
    }

    /// <summary>Takes thirty-two lower-case hexadecimal digits.</summary>
    public bool TryTakeHash(out UInt128 value)
    {
        value = 0;
        if (_line.Length - _at < 32) return false;
        for (var i = 0; i < 32; i++)
        {
            var c = _line[_at + i];
            var digit = c is >= (byte)'0' and <= (byte)'9' ? c - '0' : c is >= (byte)'a' and <= (byte)'f' ? c - 'a' + 10 : -1;
            if (digit < 0) return false;
            value = value << 4 | (uint)digit;
        }

        _at += 32;
        return true;
    }

    /// <summary>Takes a quoted word of printable ASCII without escapes.</summary>
    /// <param name="lengthMax">More characters are refused before memory is taken for them.</param>
    /// <param name="word">The bytes between the quotes.</param>
    public bool TryTakeWord(int lengthMax, out ReadOnlySpan<byte> word)
    {
        word = default;
        if (!TryTake((byte)'"')) return false;
        var length = _line[_at..].IndexOf((byte)'"');
        if (length < 0 || length > lengthMax) return false;
        word = _line.Slice(_at, length);
        foreach (var c in word)
        {
            if (c is < (byte)' ' or > (byte)'~' or (byte)'\\') return false;
        }

        _at += length + 1;
        return true;
    }

    /// <summary>Takes a quoted word as a string.</summary>
    public bool TryTakeText(int lengthMax, out string text)
    {
        var isTaken = TryTakeWord(lengthMax, out var word);
        text = isTaken ? Encoding.ASCII.GetString(word) : "";
        return isTaken;
    }
}
