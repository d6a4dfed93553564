using System;
using System.IO;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace Trading.Client;

/// <summary>Where a command writes: results to Out, progress and errors to Error. Tests pass writers of their own.</summary>
internal sealed class Terminal
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>A terminal over two writers.</summary>
    /// <param name="output">Receives results.</param>
    /// <param name="error">Receives progress and errors.</param>
    /// <param name="isInteractive">True when a person watches: progress, live views and colours are welcome.</param>
    /// <param name="useColor">True when colours are allowed; the NO_COLOR convention is the caller's to read.</param>
    public Terminal(TextWriter output, TextWriter error, bool isInteractive, bool useColor)
    {
        Out = output;
        Error = error;
        IsInteractive = isInteractive;
        UsesColor = useColor;
        Rich = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = isInteractive ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = useColor ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isInteractive ? InteractionSupport.Detect : InteractionSupport.No,
        });
        // Redirected output must not depend on the width of a window that is not there.
        if (!isInteractive) Rich.Profile.Width = 120;
    }

    /// <summary>Results.</summary>
    public TextWriter Out { get; }

    /// <summary>Progress and errors.</summary>
    public TextWriter Error { get; }

    /// <summary>True when a person watches.</summary>
    public bool IsInteractive { get; }

    /// <summary>True when colours are allowed.</summary>
    public bool UsesColor { get; }

    /// <summary>Tables and live views over <see cref="Out"/>.</summary>
    public IAnsiConsole Rich { get; }

    /// <summary>The process's own terminal; colours only on a terminal and only without NO_COLOR.</summary>
    public static Terminal ForProcess()
    {
        var isInteractive = !Console.IsOutputRedirected && !Console.IsErrorRedirected;
        var noColor = !string.IsNullOrEmpty(System.Environment.GetEnvironmentVariable("NO_COLOR"));
        return new Terminal(Console.Out, Console.Error, isInteractive, isInteractive && !noColor);
    }

    /// <summary>Writes one JSON document: camel case, indented, in the order of the members.</summary>
    public void WriteJson<T>(T value) => Out.Write(ToJson(value));

    /// <summary>The text of <see cref="WriteJson"/>, ended by a newline.</summary>
    public static string ToJson<T>(T value) => JsonSerializer.Serialize(value, Json).ReplaceLineEndings("\n") + "\n";

    /// <summary>Reports a failure in one line and returns the exit code, for <c>return terminal.Fail(…)</c>.</summary>
    public int Fail(int exitCode, string message)
    {
        Error.WriteLine("error: " + message);
        return exitCode;
    }
}
