using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Trading.Client.Tests.Tape;

/// <summary>A folder of a test's own, removed at its end.</summary>
internal sealed class TestFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("trading-test-");

    /// <summary>A path in the folder.</summary>
    public string File(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>The files below a folder with their bytes, in hexadecimal.</summary>
    public static SortedDictionary<string, string> Contents(string folder) => new(
        Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetRelativePath(folder, path), path => Convert.ToHexString(System.IO.File.ReadAllBytes(path))));

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);
}
