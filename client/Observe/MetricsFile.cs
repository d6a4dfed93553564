using System.CommandLine;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Orleans;

namespace Trading.Client.Observe;

/// <summary>The flag <c>--metrics</c>: what the silos of a command have measured, in a file at its end.</summary>
internal sealed class MetricsFile
{
    private readonly Option<string?> _path = new("--metrics") { Description = "At the end write what the silos have measured to a JSON file." };

    /// <summary>Adds the flag to a command.</summary>
    public void AddTo(Command command)
    {
        _path.Validators.Add(result =>
        {
            var path = result.GetValueOrDefault<string?>();
            if (path is null || Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path)))) return;
            result.AddError($"--metrics: there is no folder for '{path}'.");
        });
        command.Add(_path);
    }

    /// <summary>Where to, as the command line says; null for nowhere.</summary>
    public string? PathOf(ParseResult parsed) => parsed.GetValue(_path);

    /// <summary>Asks the silos and writes the file.</summary>
    /// <param name="path">The file; null writes nothing.</param>
    /// <param name="grains">The cluster.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task WriteAsync(string? path, IGrainFactory grains, CancellationToken stop)
    {
        if (path is null) return;
        await File.WriteAllTextAsync(path, Terminal.ToJson(await ClusterFigures.ReadAsync(grains)), stop);
    }
}
