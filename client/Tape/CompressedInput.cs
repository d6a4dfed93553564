using System;
using System.IO;
using System.IO.Compression;
using ZstdSharp;

namespace Trading.Client.Tape;

/// <summary>A file's uncompressed bytes, by its extension: <c>.gz</c>, <c>.zst</c> or plain. Corrupt compression is a flag.</summary>
internal sealed class CompressedInput : IDisposable
{
    private readonly Stream _stream;

    private CompressedInput(Stream stream) => _stream = stream;

    /// <summary>True once the compressed data turned out to be damaged; reading then ends.</summary>
    public bool IsCorrupt { get; private set; }

    /// <summary>Opens a file; a file that cannot be opened throws as files do.</summary>
    public static CompressedInput Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        return Path.GetExtension(path) switch
        {
            ".gz" => new CompressedInput(new GZipStream(file, CompressionMode.Decompress)),
            ".zst" => new CompressedInput(new DecompressionStream(file, leaveOpen: false)),
            _ => new CompressedInput(file),
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
