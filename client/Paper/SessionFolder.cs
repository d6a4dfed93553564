using System.Globalization;
using System.IO;
using Trading.GrainInterfaces;

namespace Trading.Client.Paper;

/// <summary>The sessions of a data directory: one file each, with the session's header, so that they are known by name.</summary>
/// <param name="dataDirectory">The data directory.</param>
internal sealed class SessionFolder(string dataDirectory)
{
    private const string Prefix = "paper-";

    private string Folder => Path.Combine(dataDirectory, "sessions");

    /// <summary>Which session a command means.</summary>
    /// <param name="given">The name on the command line; null for none.</param>
    /// <param name="isResumed">True to go on with one that exists.</param>
    /// <param name="name">The name.</param>
    /// <param name="refusal">Why there is none, in one line; empty when there is.</param>
    public bool TryChoose(string? given, bool isResumed, out string name, out string refusal)
    {
        name = given ?? Numbered(isResumed ? Last() : Last() + 1);
        refusal = "";
        if (!GrainKey.IsSession(name)) refusal = $"--session {given}: use up to {GrainKey.SessionLengthMax} of a-z, 0-9 and '-'.";
        else if (isResumed && !File.Exists(PathOf(name))) refusal = $"--resume: '{dataDirectory}' has no session '{name}'.";
        else if (!isResumed && File.Exists(PathOf(name)))
        {
            refusal = $"--session {name}: it exists already; go on with it with --resume, or take another name.";
        }

        return refusal.Length == 0;
    }

    /// <summary>Keeps a session's header, before anything of it is played.</summary>
    public void Keep(string name, byte[] header)
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllBytes(PathOf(name), header);
    }

    private static string Numbered(int number) => Prefix + number.ToString(CultureInfo.InvariantCulture);

    private int Last()
    {
        var last = 0;
        while (File.Exists(PathOf(Numbered(last + 1)))) last++;
        return last;
    }

    private string PathOf(string name) => Path.Combine(Folder, name + ".header");
}
