using System;
using System.Collections.Generic;
using System.Linq;

namespace Trading.Client.Tests.Documents;

/// <summary>One command of a document and what the document says it prints.</summary>
/// <param name="Line">The line of the command, from 1.</param>
/// <param name="Text">The command, continuation lines joined.</param>
/// <param name="Runs">False when it is only shown.</param>
/// <param name="Output">The lines below it; <c>...</c> stands for any number of lines.</param>
internal sealed record TranscriptCommand(int Line, string Text, bool Runs, IReadOnlyList<string> Output);

/// <summary>The commands of a document: its fenced blocks with the info string <c>console</c>.</summary>
internal static class Transcript
{
    private const string Prompt = "$ ";

    /// <summary>All commands, in the order of the document.</summary>
    public static IReadOnlyList<TranscriptCommand> Read(string document)
    {
        var lines = document.ReplaceLineEndings("\n").Split('\n');
        var commands = new List<TranscriptCommand>();
        for (var i = 0; i < lines.Length; i++)
        {
            if (Fence(lines[i]) is not { } fence) continue;
            var end = i + 1;
            while (end < lines.Length && !Closes(lines[end], fence)) end++;
            if (end == lines.Length) throw new FormatException($"line {i + 1}: the fence is never closed.");
            if (IsTranscript(fence.Info, i + 1) is { } runs)
            {
                var block = lines[(i + 1)..end].Select(line => Dedent(line, fence.Indent)).ToArray();
                commands.AddRange(Commands(block, i + 2, runs));
            }

            i = end;
        }

        return commands;
    }

    private static bool? IsTranscript(string info, int line) => info switch
    {
        "console" => true,
        "console no-run" => false,
        _ when info.StartsWith("console", StringComparison.Ordinal) =>
            throw new FormatException($"line {line}: '{info}' is no kind of transcript: use console or console no-run."),
        _ => null,
    };

    private static IEnumerable<TranscriptCommand> Commands(string[] block, int firstLine, bool runs)
    {
        for (var i = 0; i < block.Length;)
        {
            if (!block[i].StartsWith(Prompt, StringComparison.Ordinal))
            {
                if (block[i++].Length == 0) continue;
                throw new FormatException($"line {firstLine + i - 1}: output without a '$ ' command above it.");
            }

            var line = firstLine + i;
            var text = block[i++][Prompt.Length..];
            while (text.EndsWith('\\') && i < block.Length) text = text[..^1] + " " + block[i++].TrimStart('>', ' ');
            var start = i;
            while (i < block.Length && !block[i].StartsWith(Prompt, StringComparison.Ordinal)) i++;
            yield return new TranscriptCommand(line, text.Trim(), runs, block[start..i]);
        }
    }

    private static (int Indent, string Mark, string Info)? Fence(string line)
    {
        var text = line.TrimStart(' ');
        var length = text.TakeWhile(c => c == '`').Count();
        return length < 3 ? null : (line.Length - text.Length, text[..length], text[length..].Trim());
    }

    private static bool Closes(string line, (int Indent, string Mark, string Info) fence)
    {
        var text = line.Trim();
        return text.StartsWith(fence.Mark, StringComparison.Ordinal) && text.All(c => c == '`');
    }

    private static string Dedent(string line, int indent) =>
        line[Math.Min(indent, line.Length - line.TrimStart(' ').Length)..];
}
