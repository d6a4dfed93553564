using System;
using System.IO;
using Trading.Client.Tests.Tape;

namespace Trading.Client.Tests.Documents;

/// <summary>
/// A folder in which the commands of one document run, with a copy of the repository's data at its place. While it lives it is the
/// current folder of the process, so its tests run alone.
/// </summary>
internal sealed class TranscriptFolder : IDisposable
{
    private readonly string _before = Environment.CurrentDirectory;
    private readonly TestFolder _folder = new();

    /// <summary>Makes the folder and goes there.</summary>
    public TranscriptFolder()
    {
        foreach (var data in (string[])["tests/data", "docs/settings", "docs/traces"]) Copy(data);
        Environment.CurrentDirectory = _folder.File("");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Environment.CurrentDirectory = _before;
        _folder.Dispose();
    }

    private void Copy(string data)
    {
        var source = Repository.File(data);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = _folder.File(Path.Combine(data, Path.GetRelativePath(source, file)));
            Directory.CreateDirectory(Path.GetDirectoryName(target) ?? "");
            File.Copy(file, target);
        }
    }
}
