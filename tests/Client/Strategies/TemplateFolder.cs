using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Trading.Client.Tests.Strategies;

/// <summary>A copy of the template project, as a new user makes one.</summary>
internal sealed class TemplateFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("trading-template-");

    public TemplateFolder()
    {
        var template = new DirectoryInfo(Repository.File("docs/templates/strategy"));
        foreach (var file in template.GetFiles()) file.CopyTo(Path.Combine(_folder.FullName, file.Name));
    }

    /// <summary>The built assembly.</summary>
    public string Assembly => Path.Combine(_folder.FullName, "bin", "Release", "net10.0", "MyStrategies.dll");

    /// <summary>Adds a source file.</summary>
    public void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.FullName, name), text);

    /// <summary>Runs <c>dotnet build -c Release</c> in the folder.</summary>
    public async Task<(int Exit, string Output)> BuildAsync(string property, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("dotnet", ["build", "-c", "Release", "-nologo", "--disable-build-servers", property])
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
        };
        // The tests' own build settings are not those of a new user.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var build = Process.Start(start) ?? throw new InvalidOperationException("dotnet does not start");
        var output = await build.StandardOutput.ReadToEndAsync(cancellation);
        await build.WaitForExitAsync(cancellation);
        return (build.ExitCode, output);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);
}
