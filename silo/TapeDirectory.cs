using System;
using System.IO;
using System.IO.Compression;
using Trading.Grains;
using ZstdSharp;

namespace Trading.Silo;

/// <summary>The tapes of one folder, by name: plain, gzip or zstd by extension. A name is never a path.</summary>
/// <param name="folder">The folder.</param>
public sealed class TapeDirectory(string folder) : ITapeSource
{
    private const int NameLengthMax = 128;

    /// <inheritdoc/>
    public Stream? Open(string name)
    {
        if (!IsName(name)) return null;
        try
        {
            var file = File.OpenRead(Path.Combine(folder, name));
            if (name.EndsWith(".gz", StringComparison.Ordinal)) return new GZipStream(file, CompressionMode.Decompress);
            return name.EndsWith(".zst", StringComparison.Ordinal)
                ? new DecompressionStream(file, leaveOpen: false)
                : file;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsName(string name)
    {
        if (name.Length is 0 or > NameLengthMax || name[0] == '.') return false;
        foreach (var c in name)
        {
            if (!(char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')) return false;
        }

        return true;
    }
}
