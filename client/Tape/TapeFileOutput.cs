using System;
using System.Buffers;
using System.IO;
using System.IO.Compression;
using ZstdSharp;

namespace Trading.Client.Tape;

/// <summary>A tape's bytes on their way to a file or stream: buffered, and compressed as the file's extension says.</summary>
internal sealed class TapeFileOutput : IBufferWriter<byte>, IDisposable
{
    private const int ZstdLevel = 3;

    private readonly Stream _stream;
    private byte[] _buffer = new byte[1 << 17];
    private int _used;

    private TapeFileOutput(Stream stream) => _stream = stream;

    /// <summary>Creates or replaces a file: <c>.gz</c> is compressed with gzip, <c>.zst</c> with Zstandard.</summary>
    public static TapeFileOutput Create(string path)
    {
        var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        return Path.GetExtension(path) switch
        {
            ".gz" => new TapeFileOutput(new GZipStream(file, CompressionLevel.Fastest)),
            ".zst" => new TapeFileOutput(new CompressionStream(file, ZstdLevel, leaveOpen: false)),
            _ => new TapeFileOutput(file),
        };
    }

    /// <summary>Writes to a stream that stays the caller's.</summary>
    public static TapeFileOutput Over(Stream stream) => new(new BufferedStream(stream));

    /// <summary>Takes the bytes and drops them: for runs of which only the hash is wanted.</summary>
    public static TapeFileOutput Nowhere() => new(Stream.Null);

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - _used);
        _used += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(_used);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(_used);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Flush();
        _stream.Dispose();
    }

    private void Reserve(int size)
    {
        if (_buffer.Length - _used >= Math.Max(1, size)) return;
        Flush();
        if (_buffer.Length < size) _buffer = new byte[size];
    }

    private void Flush()
    {
        _stream.Write(_buffer, 0, _used);
        _used = 0;
    }
}
