using System.Reflection;
using System.Runtime.Loader;

namespace Trading.Client.Strategies;

/// <summary>Loads a user's assembly and what lies beside it, but the engine from the host: its types must be the same.</summary>
internal sealed class StrategyLoadContext(string path) : AssemblyLoadContext(path)
{
    private static readonly string? Engine = typeof(Trading.Strategy.IStrategy).Assembly.GetName().Name;

    private readonly AssemblyDependencyResolver _resolver = new(path);

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var file = assemblyName.Name == Engine ? null : _resolver.ResolveAssemblyToPath(assemblyName);
        return file is null ? null : LoadFromAssemblyPath(file);
    }
}
