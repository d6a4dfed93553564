using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Trading.Client.Tests.Documents;

/// <summary>Runs the transcripts of one document and collects what does not hold.</summary>
/// <param name="document">The document's name, for the messages.</param>
internal sealed class TranscriptRun(string document)
{
    private readonly List<string> _failures = [];
    private int _exit;

    /// <summary>Runs every command in the current folder.</summary>
    /// <returns>One text for each that is not as the document says.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(string text, CancellationToken cancellation)
    {
        var commands = Transcript.Read(text);
        for (var i = 0; i < commands.Count; i++)
        {
            var isExitShown = i + 1 < commands.Count && commands[i + 1].Text == "echo $?";
            await RunAsync(commands[i], isExitShown, cancellation);
        }

        return _failures;
    }

    private async Task RunAsync(TranscriptCommand command, bool isExitShown, CancellationToken cancellation)
    {
        if (command.Text == "echo $?")
        {
            if (command.Runs) Compare(command, $"{_exit}");
            return;
        }

        IReadOnlyList<string[]> parts;
        try
        {
            parts = ShellWords.Split(command.Text);
        }
        catch (FormatException error)
        {
            Fail(command, error.Message);
            return;
        }

        var output = new StringWriter { NewLine = "\n" };
        var isOurs = parts.All(words => words is ["trading", ..]);
        if (command.Runs && isOurs) await RunAsync(parts, output, cancellation);
        else foreach (var words in parts) Check(command, words);
        if (!command.Runs || !isOurs) return;
        Compare(command, output.ToString());
        var isErrorShown = command.Output.Any(line => line.StartsWith("error: ", StringComparison.Ordinal));
        if (_exit != 0 && !isErrorShown && !isExitShown) Fail(command, $"the exit code is {_exit}:\n{output}");
    }

    private async Task RunAsync(IReadOnlyList<string[]> parts, StringWriter output, CancellationToken cancellation)
    {
        // A person sees both streams in one window, and so does the transcript.
        var terminal = new Terminal(output, output, isInteractive: false, useColor: false);
        foreach (var words in parts)
        {
            _exit = await CommandLine.RunAsync(words[1..], terminal, cancellation);
            if (_exit != 0) return;
        }
    }

    private void Check(TranscriptCommand command, string[] words)
    {
        if (words is ["trading", .. var args]) CheckArguments(command, args);
        else if (words is ["dotnet", .. var dotnet]) CheckDotnet(command, dotnet);
        else if (words is [var script, ..] && script.Contains('/') && !Exists(script)) Fail(command, $"there is no {script}.");
    }

    private void CheckDotnet(TranscriptCommand command, string[] words)
    {
        var at = Array.IndexOf(words, "--project");
        var project = at >= 0 && at + 1 < words.Length ? words[at + 1] : null;
        if (words is ["build" or "test" or "publish" or "restore" or "format", var target, ..] && !target.StartsWith('-'))
        {
            project = target;
        }

        if (project is not null && !Exists(project)) Fail(command, $"there is no project {project}.");
        var dashes = Array.IndexOf(words, "--");
        if (project is "client" && dashes >= 0) CheckArguments(command, words[(dashes + 1)..]);
    }

    private void CheckArguments(TranscriptCommand command, string[] args)
    {
        if (CommandLine.Check(args) is { Count: > 0 } errors) Fail(command, string.Join('\n', errors));
    }

    /// <summary>True for a path of the repository; of what a build makes only the project can be known.</summary>
    private static bool Exists(string path)
    {
        var built = path.IndexOf("/bin/", StringComparison.Ordinal);
        return Path.Exists(Repository.File(built < 0 ? path : path[..built]));
    }

    private void Compare(TranscriptCommand command, string output)
    {
        if (ExpectedOutput.Difference(command.Output, output) is { } difference) Fail(command, difference);
    }

    private void Fail(TranscriptCommand command, string why) =>
        _failures.Add($"{document}:{command.Line}: $ {command.Text}\n{why}");
}
