using System.IO;
using System.Threading.Tasks;
using Trading.Grains;
using Trading.Model;

namespace Trading.Silo;

/// <summary>The tapes of one folder, by name: plain, gzip or zstd by extension. A name is never a path.</summary>
/// <param name="folder">The folder.</param>
public sealed class TapeDirectory(string folder) : ITapeSource
{
    private const int NameLengthMax = 128;

    /// <inheritdoc/>
    public Task<Result<Stream, TapeRefusal>> OpenAsync(string name, string sha256) => IsName(name)
        ? TapeFile.OpenAsync(Path.Combine(folder, name), sha256)
        : Task.FromResult<Result<Stream, TapeRefusal>>(TapeRefusal.Unknown);

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
