namespace Trading.Client.Strategies;

/// <summary>Why an assembly of strategies was refused. The numbers are stable.</summary>
internal enum StrategyAssemblyRule
{
    /// <summary>There is no such file.</summary>
    NoSuchFile = 1,

    /// <summary>The file is no .NET assembly.</summary>
    NotAnAssembly = 2,

    /// <summary>It, or what it needs, does not fit this engine: it was built against another one, or something is missing.</summary>
    Incompatible = 3,

    /// <summary>No public class with a constructor without parameters implements IStrategyFactory.</summary>
    NoFactory = 4,

    /// <summary>A factory's constructor threw.</summary>
    ConstructorThrew = 5,

    /// <summary>The catalogue refuses a factory: its name is taken, or what it declares cannot be.</summary>
    FactoryRefused = 6,
}

/// <summary>An assembly of strategies that cannot be used.</summary>
/// <param name="Rule">The broken rule.</param>
/// <param name="Path">The file, as it was given.</param>
/// <param name="Detail">What exactly.</param>
internal sealed record StrategyAssemblyError(StrategyAssemblyRule Rule, string Path, string Detail)
{
    /// <summary>One line for people.</summary>
    public override string ToString() => $"{Path}: {Rule}: {Detail}";
}
