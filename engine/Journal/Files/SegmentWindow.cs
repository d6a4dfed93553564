using System;

namespace Trading.Journal;

/// <summary>The part of a file that a reader looks at; it grows to the largest frame and is reused from file to file.</summary>
internal sealed class SegmentWindow
{
    private const int BytesUsual = 1 << 20;
    private byte[] _buffer = [];
    private IDiskFile? _file;
    private long _start;
    private int _count;

    /// <summary>What failed; the window is of no use after it.</summary>
    public DiskError? Error { get; private set; }

    /// <summary>Looks at another file.</summary>
    public void Use(IDiskFile file)
    {
        (_file, _start, _count, Error) = (file, 0, 0, null);
    }

    /// <summary>
    /// The bytes at an offset: as many as asked for, unless the file ends before; none when it cannot be read. Good
    /// until the next call.
    /// </summary>
    /// <param name="offset">Where, not below zero.</param>
    /// <param name="count">How many: not more than the largest frame.</param>
    public ReadOnlySpan<byte> At(long offset, int count)
    {
        if (offset < _start || offset + count > _start + _count) Fill(offset, count);
        var from = (int)Math.Min(offset - _start, _count);
        return _buffer.AsSpan(from, Math.Min(count, _count - from));
    }

    private void Fill(long offset, int count)
    {
        (_start, _count) = (offset, 0);
        if (_file is not { } file || Error is not null) return;
        var wanted = (int)Math.Min(Math.Max(count, BytesUsual), Math.Max(0, file.Length - offset));
        if (_buffer.Length < wanted) _buffer = GC.AllocateUninitializedArray<byte>(wanted);
        if (file.Read(offset, _buffer.AsSpan(0, wanted)).TryGet(out var read, out var error)) _count = read;
        else Error = error;
    }
}
