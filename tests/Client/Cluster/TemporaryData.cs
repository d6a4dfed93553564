using System;
using System.IO;

namespace Trading.Client.Tests.Cluster;

/// <summary>A data directory for the length of a test.</summary>
internal sealed class TemporaryData : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("trading-data-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
