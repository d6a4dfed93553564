using System.Text;

namespace Trading.Tape;

/// <summary>The words of the kinds of events, as the tape spells them.</summary>
public static class TapeWords
{
    /// <summary>The word of a kind.</summary>
    public static string ToWord(this TapeEventKind kind) => Encoding.ASCII.GetString(TapeSchema.Word(kind));

    /// <summary>Finds a kind by its word.</summary>
    public static bool TryParse(string word, out TapeEventKind kind)
    {
        foreach (var candidate in TapeSummary.Kinds)
        {
            kind = candidate;
            if (candidate.ToWord() == word) return true;
        }

        kind = default;
        return false;
    }
}
