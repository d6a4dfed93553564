using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using System.Threading.Tasks;
using Trading.Grains;
using Trading.Model;

namespace Trading.Tests.Grains;

/// <summary>Tapes in memory.</summary>
internal sealed class NamedTapes : ITapeSource
{
    private readonly Dictionary<string, byte[]> _tapes = new(StringComparer.Ordinal);

    public NamedTapes Add(string name, byte[] bytes)
    {
        lock (_tapes) _tapes[name] = bytes;
        return this;
    }

    public void Replace(string name, byte[] bytes)
    {
        lock (_tapes) _tapes[name] = bytes;
    }

    public Task<Result<Stream, TapeRefusal>> OpenAsync(string name, string sha256) => Task.FromResult(Open(name, sha256));

    public static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private Result<Stream, TapeRefusal> Open(string name, string sha256)
    {
        lock (_tapes)
        {
            if (!_tapes.TryGetValue(name, out var bytes)) return TapeRefusal.Unknown;
            return sha256.Length == 0 || HashOf(bytes) == sha256 ? new MemoryStream(bytes, writable: false) : TapeRefusal.Other;
        }
    }
}
