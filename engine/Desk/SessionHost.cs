using System.Collections.Immutable;
using Trading.Strategy;

namespace Trading.Desk;

/// <summary>What a process offers to sessions: they refuse to run where it is not what they began with.</summary>
/// <param name="Catalog">The strategies.</param>
/// <param name="Build">Which build of the engine runs here.</param>
/// <param name="Assemblies">The SHA-256 of the strategies' own assemblies in hexadecimal text.</param>
/// <param name="KeepsHistory">True when the journals of the process keep all their blocks.</param>
/// <param name="Watcher">Hears the timeline of a desk's own node that is made here; null for nobody.</param>
public sealed record SessionHost(
    StrategyCatalog Catalog, string Build, ImmutableArray<string> Assemblies, bool KeepsHistory = true, IDeskWatcher? Watcher = null);
