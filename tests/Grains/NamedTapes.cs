using System;
using System.Collections.Generic;
using System.IO;
using Trading.Grains;

namespace Trading.Tests.Grains;

/// <summary>Tapes in memory.</summary>
internal sealed class NamedTapes : ITapeSource
{
    private readonly Dictionary<string, byte[]> _tapes = new(StringComparer.Ordinal);

    public NamedTapes Add(string name, byte[] bytes)
    {
        _tapes.Add(name, bytes);
        return this;
    }

    public void Replace(string name, byte[] bytes) => _tapes[name] = bytes;

    public Stream? Open(string name) =>
        _tapes.TryGetValue(name, out var bytes) ? new MemoryStream(bytes, writable: false) : null;
}
