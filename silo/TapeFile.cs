using System;
using System.IO;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Threading.Tasks;
using Trading.Grains;
using Trading.Model;
using ZstdSharp;

namespace Trading.Silo;

/// <summary>A tape's file: plain, gzip or zstd by extension.</summary>
public static class TapeFile
{
    /// <summary>Opens its uncompressed bytes. What was hashed is what is played, whatever is put in its place meanwhile.</summary>
    /// <param name="path">The file.</param>
    /// <param name="sha256">Its SHA-256 in hexadecimal text; empty for any.</param>
    public static async Task<Result<Stream, TapeRefusal>> OpenAsync(string path, string sha256)
    {
        FileStream? file = null;
        try
        {
            file = File.OpenRead(path);
            if (sha256.Length > 0)
            {
                var isOther = Convert.ToHexStringLower(await SHA256.HashDataAsync(file)) != sha256;
                file.Position = 0;
                if (isOther) return Refuse(file, TapeRefusal.Other);
            }

            return Uncompressed(path, file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Refuse(file, TapeRefusal.Unknown);
        }
    }

    private static Result<Stream, TapeRefusal> Uncompressed(string path, FileStream file)
    {
        if (path.EndsWith(".gz", StringComparison.Ordinal)) return new GZipStream(file, CompressionMode.Decompress);
        return path.EndsWith(".zst", StringComparison.Ordinal) ? new DecompressionStream(file, leaveOpen: false) : file;
    }

    private static TapeRefusal Refuse(FileStream? file, TapeRefusal refusal)
    {
        file?.Dispose();
        return refusal;
    }
}
