using System.Collections.Immutable;
using Trading.Desk;
using Trading.Strategy;

namespace Trading.Silo;

/// <summary>What this process offers to desk sessions.</summary>
public static class SessionHosts
{
    /// <summary>Names the build by the engine's module version: deterministic builds give equal sources equal versions.</summary>
    /// <param name="catalog">The strategies.</param>
    /// <param name="assemblies">The SHA-256 of the strategies' own assemblies.</param>
    /// <param name="keepsHistory">True when the journals of the process keep all their blocks.</param>
    public static SessionHost Create(StrategyCatalog catalog, ImmutableArray<string> assemblies, bool keepsHistory = true) =>
        new(catalog, typeof(SessionHost).Module.ModuleVersionId.ToString("N"), assemblies, keepsHistory);
}
