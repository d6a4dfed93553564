using System;
using System.IO;
using System.IO.Compression;
using ZstdSharp;

namespace Trading.Client.Tape;

/// <summary>A file's uncompressed bytes, by its extension: <c>.gz</c>, <c>.zst</c> or plain. Corrupt compression is a flag.</summary>
internal sealed class CompressedInput : IDisposable
{
    private readonly FileStream _file;
    private readonly Stream _stream;

    private CompressedInput(FileStream file, Stream stream)
    {
        _file = file;
        _stream = stream;
    }

    /// <summary>How much of the file was read, from 0 to 1.</summary>
    public double Fraction => _file.Length == 0 ? 1 : (double)_file.Position / _file.Length;

    /// <summary>True once the compressed data turned out to be damaged; reading then ends.</summary>
    public bool IsCorrupt { get; private set; }

    /// <summary>Opens a file; a file that cannot be opened throws as files do.</summary>
    public static CompressedInput Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        return Path.GetExtension(path) switch
        {
            ".gz" => new CompressedInput(file, new GZipStream(file, CompressionMode.Decompress)),
            ".zst" => new CompressedInput(file, new DecompressionStream(file, leaveOpen: false)),
            _ => new CompressedInput(file, file),
        };
    }

    /// <summary>Reads some bytes; 0 at the end or at damage.</summary>
    public int Read(Span<byte> destination)
    {
        try
        {
            return _stream.Read(destination);
        }
        catch (Exception error) when (error is InvalidDataException or ZstdException or EndOfStreamException)
        {
            IsCorrupt = true;
            return 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();
}
