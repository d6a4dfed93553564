using System;
using System.Buffers.Text;
using System.Globalization;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using Trading.Model;

namespace Trading.Silo.Dashboard;

/// <summary>
/// The secret that opens the Orleans dashboard: 256 random bits, made anew at every start, in a file that only its owner can read.
/// The process itself keeps no more than their hash.
/// </summary>
internal sealed class DashboardToken : IDisposable
{
    private const int SecretBytes = 32;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly byte[] _hash;
    private readonly string _path;

    private DashboardToken(string secret, string path) => (_hash, _path) = (HashOf(secret), path);

    /// <summary>A new secret as text that may stand in a header, a form or a cookie.</summary>
    public static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>What is kept of a secret: equally long for all, so that a comparison tells nothing by its time.</summary>
    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>Makes a token and writes its file, in place of one that an earlier process left.</summary>
    /// <returns>The token, or why there must be none.</returns>
    public static Result<DashboardToken, string> Write(string path)
    {
        if (OperatingSystem.IsWindows()) return "--dashboard-port: its token's file needs a system with file modes.";
        var draft = $"{path}.{NewSecret()}";
        try
        {
            if (Refusal(path) is { } refusal) return refusal;
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? ".", OwnerOnly | UnixFileMode.UserExecute);
            var secret = NewSecret();
            // The mode is given as the file is made: there is no moment at which others could open it.
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
            using (var file = new StreamWriter(draft, Encoding.ASCII, options)) file.Write(secret + "\n");
            File.Move(draft, path, overwrite: true);
            return new DashboardToken(secret, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Remove(draft);
            return $"the dashboard's token cannot be written to {path}: {error.Message}";
        }
    }

    /// <summary>Whether somebody knows the token.</summary>
    public bool Matches(string presented) => CryptographicOperations.FixedTimeEquals(_hash, HashOf(presented));

    /// <summary>Removes the file: what is in it opens nothing any more.</summary>
    public void Dispose() => Remove(_path);

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A token without a silo is worthless, and the next start replaces it.
        }
    }

    /// <summary>
    /// A file that is there will be replaced; but one that others could read was opened up by somebody, who would expect that of the next one,
    /// and one that is no plain file was not made here.
    /// </summary>
    private static string? Refusal(string path)
    {
        var file = new FileInfo(path);
        if (file.LinkTarget is not null) return $"the token's file {path} is a link: remove it and start again.";
        if (OperatingSystem.IsWindows() || !file.Exists || (file.UnixFileMode & ~OwnerOnly) == 0) return null;
        var mode = Convert.ToString((int)file.UnixFileMode, toBase: 8).PadLeft(4, '0');
        return string.Create(
            CultureInfo.InvariantCulture,
            $"the token's file {path} has mode {mode}, so others may know what opens the dashboard: remove it (or chmod 600 it) and start again.");
    }
}
