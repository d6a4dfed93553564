using System;
using System.Buffers.Text;
using System.Text;

namespace Trading.Journal;

/// <summary>The names of segment files: ten digits and <c>.seg</c>.</summary>
internal static class SegmentName
{
    public const ulong NumberMax = 9_999_999_998;
    public const string Ending = ".seg";
    private const int Digits = 10;

    public static string Of(ulong number) => number.ToString("D10") + Ending;

    public static bool TryRead(string name, out ulong number) => FileNumber.TryRead(name, Digits, Ending, out number);
}

/// <summary>The names of snapshot files: the block's sequence in twenty digits and <c>.snap</c>.</summary>
internal static class SnapshotName
{
    public const string Ending = ".snap";
    private const int Digits = 20;

    public static string Of(ulong sequence) => sequence.ToString("D20") + Ending;

    public static bool TryRead(string name, out ulong sequence) =>
        FileNumber.TryRead(name, Digits, Ending, out sequence);
}

/// <summary>A number of fixed width with an ending.</summary>
internal static class FileNumber
{
    /// <summary>What is written aside, before it gets its own name.</summary>
    public const string AsideEnding = ".tmp";

    public static bool TryRead(string name, int digits, string ending, out ulong number)
    {
        number = 0;
        if (name.Length != digits + ending.Length || !name.EndsWith(ending, StringComparison.Ordinal)) return false;
        var text = Encoding.ASCII.GetBytes(name[..digits]);
        return char.IsAsciiDigit(name[0]) && Utf8Parser.TryParse(text, out number, out var used) && used == digits
            && number < SegmentHeader.CounterMax;
    }
}

/// <summary>
/// The folder of a node: its name, every character that is not a letter, a digit or one of <c>-_@,=.</c> as percent and
/// two hexadecimal digits, and a leading dot too. Reversible; no name leads out of the folder.
/// </summary>
internal static class NodeFolder
{
    private const int LengthMax = 240;

    /// <summary>The folder's name; null when the node's name is not valid, or too long once it is spelt out.</summary>
    public static string? Of(string node)
    {
        if (node.Length is 0 or > SegmentHeader.NodeLengthMax) return null;
        var text = new StringBuilder();
        foreach (var c in node)
        {
            if (c is < '!' or > '~') return null;
            if (IsPlain(c) && (c != '.' || text.Length != 0)) text.Append(c);
            else text.Append('%').Append(((int)c).ToString("X2"));
        }

        return text.Length > LengthMax ? null : text.ToString();
    }

    /// <summary>The node whose folder this is; null when it is no node's.</summary>
    public static string? NodeOf(string folder)
    {
        var node = new StringBuilder();
        for (var i = 0; i < folder.Length; i++)
        {
            if (folder[i] != '%')
            {
                node.Append(folder[i]);
                continue;
            }

            var digits = i + 2 < folder.Length ? Encoding.ASCII.GetBytes(folder.Substring(i + 1, 2)) : [];
            if (!Utf8Parser.TryParse(digits, out byte value, out var used, 'X') || used != 2) return null;
            node.Append((char)value);
            i += 2;
        }

        // One spelling only: what spells differently is not ours.
        return Of(node.ToString()) == folder ? node.ToString() : null;
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || "-_@,=.".Contains(c);
}
