using System;
using System.IO;

namespace Trading.Client.Tests;

/// <summary>The working copy that the tests were built from.</summary>
internal static class Repository
{
    /// <summary>The folder of the solution file.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A path below <see cref="Root"/>, written with slashes.</summary>
    public static string File(string path) => Path.Combine(Root, path);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "Orleans.Trading.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"Orleans.Trading.sln is in no folder above {AppContext.BaseDirectory}.");
    }
}
