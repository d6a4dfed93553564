using System;
using System.Collections.Generic;
using System.Text;

namespace Trading.Client.Tests.Documents;

/// <summary>Splits a command line the way a shell does: words, single and double quotes, and comments.</summary>
internal static class ShellWords
{
    private const string Special = "&|;<>$`*?()~";

    /// <summary>The commands of a line, which <c>&amp;&amp;</c> separates.</summary>
    /// <exception cref="FormatException">The line needs a real shell.</exception>
    public static IReadOnlyList<string[]> Split(string line)
    {
        var commands = new List<string[]>();
        var words = new List<string>();
        for (var at = 0; at < line.Length;)
        {
            if (line[at] == ' ')
            {
                at++;
            }
            else if (line[at] == '#')
            {
                break;
            }
            else if (line.AsSpan(at).StartsWith("&&"))
            {
                commands.Add([.. words]);
                words.Clear();
                at += 2;
            }
            else
            {
                words.Add(Word(line, ref at));
            }
        }

        commands.Add([.. words]);
        return commands;
    }

    private static string Word(string line, ref int at)
    {
        var word = new StringBuilder();
        var quote = '\0';
        for (; at < line.Length; at++)
        {
            var c = line[at];
            if (quote != '\0' && c == quote) quote = '\0';
            else if (quote != '\0') word.Append(c);
            else if (c == ' ') break;
            else if (c is '\'' or '"') quote = c;
            else if (Special.Contains(c)) throw new FormatException($"'{c}' needs a shell, which transcripts do not have: {line}");
            else word.Append(c);
        }

        if (quote != '\0') throw new FormatException($"the quote {quote} is never closed: {line}");
        return word.ToString();
    }
}
