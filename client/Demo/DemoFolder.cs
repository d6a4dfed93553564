using System.IO;
using System.Text.Json;
using Trading.Journal;
using Trading.Journal.Files;

namespace Trading.Client.Demo;

/// <summary>What a run depends on; written down at its start, so that it can only be resumed as what it was.</summary>
internal sealed record DemoParameters(ulong Seed, long Events);

/// <summary>The folder of a demo: its artifacts, its parameters and its journal.</summary>
internal static class DemoFolder
{
    /// <summary>The file of the parameters; where it is missing, no demo has run.</summary>
    public const string ParametersFile = "run.json";

    // What the embedded silo makes, and a new run makes anew.
    private static readonly string[] SiloFolders = ["journal", "emergency"];
    private const string SmallState = "config.db*";

    /// <summary>Makes the folder ready for a new run, or checks that it holds the run to resume.</summary>
    /// <returns>Null, or what is wrong and what to do.</returns>
    public static string? Prepare(string folder, DemoParameters parameters, bool resumes) =>
        resumes ? CheckResumable(folder, parameters) : Clear(folder, parameters);

    private static string? CheckResumable(string folder, DemoParameters parameters)
    {
        var path = Path.Combine(folder, ParametersFile);
        if (!File.Exists(path)) return $"there is no run to resume in '{folder}'; leave --resume out to start one.";
        DemoParameters? kept;
        try
        {
            kept = JsonSerializer.Deserialize<DemoParameters>(File.ReadAllText(path));
        }
        catch (JsonException)
        {
            kept = null;
        }

        if (kept is null) return $"'{path}' is not as a run leaves it; leave --resume out to start anew.";
        return kept == parameters
            ? null
            : $"the run in '{folder}' has --seed {kept.Seed} --events {kept.Events}; resume it with these.";
    }

    private static string? Clear(string folder, DemoParameters parameters)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, ParametersFile);
        foreach (var name in SiloFolders)
        {
            var inner = Path.Combine(folder, name);
            if (!Directory.Exists(inner)) continue;
            if (IsInUse(inner)) return $"a run is going on in '{folder}'; wait for its end, or give another folder with --out.";
            if (!File.Exists(path)) return $"'{inner}' was not made by a demo; give another folder with --out.";
            Directory.Delete(inner, recursive: true);
        }

        // Only a demo's own: what lies in a folder without parameters is somebody else's.
        var states = File.Exists(path) ? Directory.GetFiles(folder, SmallState) : [];
        foreach (var state in states) File.Delete(state);
        File.WriteAllText(path, JsonSerializer.Serialize(parameters) + "\n");
        return null;
    }

    private static bool IsInUse(string journal)
    {
        using var tables = new FileBlockTables(new FileJournalSettings { Folder = journal });
        return tables.Refusal?.Fault == DiskFault.Locked;
    }
}
