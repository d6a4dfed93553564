using System;
using System.Buffers;

namespace Trading.Journal;

/// <summary>A snapshot between two steps: it is to be written aside, and then to get its name.</summary>
public sealed class StagedSnapshot
{
    private const int WindowBytesMax = 1 << 20;
    private readonly IDisk _disk;
    private readonly ReadOnlyMemory<byte> _bytes;

    internal StagedSnapshot(IDisk disk, string path, ulong sequence, ReadOnlyMemory<byte> bytes)
    {
        _disk = disk;
        _bytes = bytes;
        Path = path;
        Sequence = sequence;
    }

    /// <summary>The block after which it was taken.</summary>
    public ulong Sequence { get; }

    internal string Path { get; }

    /// <summary>
    /// Writes and syncs it under a name of its own, and reads it back. Any thread may do it, while others use the table.
    /// </summary>
    /// <returns>False when the bytes are no snapshot of that block, or the disk failed: nothing is left then.</returns>
    public bool TryWrite()
    {
        if (!SnapshotHeader.Open(_bytes.Span).TryGet(out var header, out _) || header.Sequence != Sequence) return false;
        var isWritten = WriteAndVerify();
        if (!isWritten) _disk.Delete(Path);
        return isWritten;
    }

    private bool WriteAndVerify()
    {
        // What a crash or a failure has left there is nobody's.
        _disk.Delete(Path);
        if (!_disk.Create(Path, _bytes.Length).TryGet(out var file, out _)) return false;
        using (file)
        {
            if (file.Write(0, _bytes.Span) is not null || file.Sync() is not null) return false;
            return IsReadBack(file);
        }
    }

    private bool IsReadBack(IDiskFile file)
    {
        var window = ArrayPool<byte>.Shared.Rent(Math.Min(_bytes.Length, WindowBytesMax));
        try
        {
            for (var offset = 0; offset < _bytes.Length; offset += window.Length)
            {
                var wanted = _bytes.Span.Slice(offset, Math.Min(window.Length, _bytes.Length - offset));
                if (!file.Read(offset, window.AsSpan(0, wanted.Length)).TryGet(out var count, out _)) return false;
                if (!wanted.SequenceEqual(window.AsSpan(0, count))) return false;
            }

            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(window);
        }
    }
}
