using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;

namespace Trading.Journal.Processes;

/// <summary>Signals by their numbers on Linux.</summary>
public enum PosixSignals
{
    /// <summary>Ends at once.</summary>
    Kill = 9,

    /// <summary>Asks to end in an orderly way.</summary>
    Terminate = 15,

    /// <summary>Goes on.</summary>
    Continue = 18,

    /// <summary>Freezes.</summary>
    Stop = 19,
}

/// <summary>Sends signals to processes that we started.</summary>
internal static partial class ProcessSignals
{
    /// <summary>
    /// Signals all that descend from a process, but not itself: it is to see them end.
    /// </summary>
    public static void SendToDescendants(int process, PosixSignals signal)
    {
        foreach (var id in WithDescendants(process)[1..]) _ = kill(id, (int)signal);
    }

    /// <summary>A process and all that descend from it, itself first.</summary>
    public static List<int> WithDescendants(int process)
    {
        var children = new Dictionary<int, List<int>>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var id) || ParentOf(folder) is not { } parent) continue;
            if (!children.TryGetValue(parent, out var list)) children.Add(parent, list = []);
            list.Add(id);
        }

        var found = new List<int> { process };
        for (var i = 0; i < found.Count; i++)
        {
            if (children.TryGetValue(found[i], out var list)) found.AddRange(list);
        }

        return found;
    }

    private static int? ParentOf(string folder)
    {
        try
        {
            // "pid (name) state parent …": the name may hold anything but the last parenthesis.
            var stat = File.ReadAllText(Path.Combine(folder, "stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return int.TryParse(fields[1], out var parent) ? parent : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    [LibraryImport("libc")]
    private static partial int kill(int pid, int signal);
}
