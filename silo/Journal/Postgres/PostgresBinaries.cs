using System;
using System.IO;
using System.Linq;
using Trading.Model;

namespace Trading.Journal.Postgres;

/// <summary>Where PostgreSQL's server programs are on this machine.</summary>
internal static class PostgresBinaries
{
    private const string Packaged = "/usr/lib/postgresql";

    /// <summary>The folder with initdb and postgres: the newest packaged version, or one on the path.</summary>
    public static Result<string, PostgresProblem> Find()
    {
        var packaged = Directory.Exists(Packaged)
            ? Directory.GetDirectories(Packaged).Select(version => Path.Combine(version, "bin")).ToArray()
            : [];
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var found = packaged
            .OrderByDescending(folder => int.TryParse(Path.GetFileName(Path.GetDirectoryName(folder)), out var version) ? version : 0)
            .Concat(onPath)
            .FirstOrDefault(folder => HasServer(folder));
        return found is null
            ? new PostgresProblem(
                PostgresFault.BinariesMissing,
                "PostgreSQL's server programs are not installed. On Debian or Ubuntu: apt-get install postgresql")
            : found;
    }

    private static bool HasServer(string folder) =>
        folder.Length > 0 && File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres"));
}
