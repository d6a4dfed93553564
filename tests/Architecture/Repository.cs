using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Trading.Architecture.Tests;

/// <summary>The files of the repository that the tests look at, as sources: no build outputs.</summary>
internal static class Repository
{
    private static readonly string[] Outputs = ["bin", "obj", ".git", "artifacts", "TestResults", "node_modules"];

    /// <summary>The repository's root.</summary>
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>All files with one of the endings, as paths below the root with forward slashes, in ordinal order.</summary>
    public static IEnumerable<string> Files(params string[] endings) =>
        Below(Root).Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => endings.Any(ending => path.EndsWith(ending, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal);

    /// <summary>A file's text.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>A file's lines.</summary>
    public static string[] Lines(string path) => File.ReadAllLines(Path.Combine(Root, path));

    /// <summary>True when a path below the root exists.</summary>
    public static bool Exists(string path) => Path.Exists(Path.Combine(Root, path));

    /// <summary>Compares a generated text with its committed file; with UPDATE_GENERATED=1 it writes the file instead.</summary>
    public static bool IsUpToDate(string path, string text)
    {
        if (Environment.GetEnvironmentVariable("UPDATE_GENERATED") == "1") File.WriteAllText(Path.Combine(Root, path), text);
        return Exists(path) && Read(path) == text;
    }

    private static IEnumerable<string> Below(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder)) yield return file;
        foreach (var child in Directory.EnumerateDirectories(folder))
        {
            if (Outputs.Contains(Path.GetFileName(child))) continue;
            foreach (var file in Below(child)) yield return file;
        }
    }

    private static string FindRoot(string from)
    {
        for (var folder = new DirectoryInfo(from); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Orleans.Trading.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException("the tests run inside the repository's folder");
    }
}
