using System.Collections.Immutable;
using Trading.Strategy;

namespace Trading.Client.Strategies;

/// <summary>A catalogue that an assembly has joined.</summary>
/// <param name="Catalog">The catalogue with the assembly's strategies.</param>
/// <param name="Sha256">SHA-256 of the assembly's bytes, in lower-case hexadecimal: a run records it.</param>
/// <param name="Names">The names of its strategies, in the order of its classes' names.</param>
internal sealed record LoadedStrategies(StrategyCatalog Catalog, string Sha256, ImmutableArray<string> Names);
