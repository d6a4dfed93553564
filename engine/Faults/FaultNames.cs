using System;
using System.Linq;
using System.Text;

namespace Trading.Faults;

/// <summary>The words of the command line: <c>SiloCrash</c> is <c>silo-crash</c>.</summary>
public static class FaultNames
{
    /// <summary>A kind's word.</summary>
    public static string Of(FaultKind kind) => Word(kind.ToString());

    /// <summary>A step's word.</summary>
    public static string Of(ProtocolStep step) => Word(step.ToString());

    /// <summary>A profile's word.</summary>
    public static string Of(FaultProfile profile) => Word(profile.ToString());

    /// <summary>The kind of a word; null when it is none.</summary>
    public static FaultKind? KindOf(string word) =>
        Fault.All.Where(kind => Of(kind) == word).Select(kind => (FaultKind?)kind).FirstOrDefault();

    /// <summary>The profile of a word; null when it is none.</summary>
    public static FaultProfile? ProfileOf(string word) =>
        Enum.GetValues<FaultProfile>().Where(profile => Of(profile) == word).Select(profile => (FaultProfile?)profile).FirstOrDefault();

    /// <summary>The planted bug of a word; null when it is none.</summary>
    public static PlantedBug? PlantOf(string word) =>
        PlantedBugs.All.Where(entry => entry.Name == word).Select(entry => (PlantedBug?)entry.Bug).FirstOrDefault();

    private static string Word(string name)
    {
        var word = new StringBuilder();
        foreach (var c in name)
        {
            if (word.Length > 0 && char.IsAsciiLetterUpper(c)) word.Append('-');
            word.Append(char.ToLowerInvariant(c));
        }

        return word.ToString();
    }
}
