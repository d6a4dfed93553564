using System.Collections.Immutable;
using System.CommandLine;
using Trading.Model;
using Trading.Strategy;

namespace Trading.Client.Strategies;

/// <summary><c>--assembly</c>: strategies of the user's own, for all commands that make strategies.</summary>
internal sealed class AssemblyFlag
{
    private readonly Option<string[]> _paths = new("--assembly")
    {
        Description = "An assembly with strategies of your own (docs/TUTORIAL.md); may be repeated. Its code runs with your rights.",
    };

    /// <summary>Adds it to a command.</summary>
    public void AddTo(Command command) => command.Options.Add(_paths);

    /// <summary>The strategies that there are: ours, and those of the assemblies.</summary>
    /// <returns>The catalogue with the assemblies' hashes, or why one of them is refused.</returns>
    public Result<(StrategyCatalog Catalog, ImmutableArray<string> Hashes), StrategyAssemblyError> Read(ParseResult parsed)
    {
        var catalog = StrategyCatalog.Standard;
        var hashes = ImmutableArray.CreateBuilder<string>();
        foreach (var path in parsed.GetValue(_paths) ?? [])
        {
            if (!StrategyAssemblies.Load(path, catalog).TryGet(out var loaded, out var error)) return error;
            catalog = loaded.Catalog;
            hashes.Add(loaded.Sha256);
        }

        return (catalog, hashes.ToImmutable());
    }
}
