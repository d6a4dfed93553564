using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Security.Cryptography;
using Trading.Model;
using Trading.Strategy;

namespace Trading.Client.Strategies;

/// <summary>
/// Loads users' strategies by the path of their assembly. What is loaded is what was hashed; the assembly's code runs with
/// the rights of this process, so load only what you trust.
/// </summary>
internal static class StrategyAssemblies
{
    /// <summary>Adds an assembly's strategies to a catalogue.</summary>
    /// <param name="path">The assembly's file; what it needs lies beside it.</param>
    /// <param name="catalog">The strategies known so far.</param>
    public static Result<LoadedStrategies, StrategyAssemblyError> Load(string path, StrategyCatalog catalog)
    {
        if (!File.Exists(path)) return new StrategyAssemblyError(StrategyAssemblyRule.NoSuchFile, path, "there is no such file");
        var bytes = File.ReadAllBytes(path);
        try
        {
            var assembly = new StrategyLoadContext(Path.GetFullPath(path)).LoadFromStream(new MemoryStream(bytes));
            return Join(path, FactoryTypes(assembly), catalog, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        }
        catch (BadImageFormatException)
        {
            return new StrategyAssemblyError(StrategyAssemblyRule.NotAnAssembly, path, "the file is no .NET assembly");
        }
        catch (Exception error) when (error is TypeLoadException or ReflectionTypeLoadException
            or FileLoadException or FileNotFoundException)
        {
            return new StrategyAssemblyError(StrategyAssemblyRule.Incompatible, path, error.Message);
        }
    }

    private static Result<LoadedStrategies, StrategyAssemblyError> Join(
        string path, IReadOnlyList<Type> types, StrategyCatalog catalog, string sha256)
    {
        var names = new List<string>();
        foreach (var type in types)
        {
            if (!Create(path, type).TryGet(out var factory, out var error)) return error;
            if (!catalog.With(factory).TryGet(out var larger, out var refusal))
            {
                return new StrategyAssemblyError(StrategyAssemblyRule.FactoryRefused, path, $"{type.FullName}: {refusal}");
            }

            names.Add(factory.Name);
            catalog = larger;
        }

        if (names.Count > 0) return new LoadedStrategies(catalog, sha256, [.. names]);
        return new StrategyAssemblyError(
            StrategyAssemblyRule.NoFactory, path, "no public class with a constructor without parameters implements IStrategyFactory");
    }

    private static Type[] FactoryTypes(Assembly assembly) =>
        [.. assembly.GetExportedTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IStrategyFactory)))
            .Where(type => type.GetConstructor(Type.EmptyTypes) is not null)
            .OrderBy(type => type.FullName, StringComparer.Ordinal)];

    private static Result<IStrategyFactory, StrategyAssemblyError> Create(string path, Type type)
    {
        try
        {
            return Activator.CreateInstance(type) is IStrategyFactory factory
                ? Result<IStrategyFactory, StrategyAssemblyError>.Ok(factory)
                : new StrategyAssemblyError(StrategyAssemblyRule.NoFactory, path, $"{type.FullName} is no factory");
        }
        catch (TargetInvocationException error)
        {
            var cause = error.InnerException ?? error;
            var detail = $"{type.FullName}: {cause.GetType().Name}: {cause.Message}";
            return new StrategyAssemblyError(StrategyAssemblyRule.ConstructorThrew, path, detail);
        }
    }
}
