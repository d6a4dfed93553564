using System;
using System.Collections.Immutable;
using Trading.Durable;

namespace Trading.Desk;

/// <summary>The keys under which a session's nodes keep their journals, and back from a key to its node.</summary>
public static class SessionTables
{
    private const string RecordPrefix = "session:";

    /// <summary>The first parts of the names of nodes that sessions host.</summary>
    private static readonly ImmutableArray<string> Kinds = ["capital/", "desk/", "exchange/", "strategy/", "venue/"];

    /// <summary>The key of a desk node's table: unlike grains', it names the kind too.</summary>
    /// <param name="session">The session.</param>
    /// <param name="node">The node's name in the desk, such as <c>strategy/mm-1</c>.</param>
    public static string OfNode(string session, string node) => $"{session}/{node}";

    /// <summary>The key of a session's record.</summary>
    /// <param name="grain">The key of the grain that drives the session, such as <c>paper-1/main</c>.</param>
    public static string OfRecord(string grain) => RecordPrefix + grain;

    /// <summary>The key of the grain that drives the session whose record bears a key.</summary>
    /// <returns>Null when it is no record's key.</returns>
    public static string? GrainOfRecord(string key) =>
        key.StartsWith(RecordPrefix, StringComparison.Ordinal) ? key[RecordPrefix.Length..] : null;

    /// <summary>
    /// Whether a key is that of a session's timeline: the journal of the desk's own node, whose blocks are all kept, because fills, values,
    /// notices and commands are told from the first on.
    /// </summary>
    /// <param name="key">The key.</param>
    public static bool IsTimeline(string key) => NameOf(key) == TradingDesk.ControlName && key != TradingDesk.ControlName;

    /// <summary>The node whose journal bears a key, in its initial state.</summary>
    /// <param name="key">The key.</param>
    /// <param name="host">What this process offers.</param>
    /// <returns>Null when no node of a session keeps its journal under that key.</returns>
    public static INode? NodeOf(string key, SessionHost host)
    {
        if (GrainOfRecord(key) is not null) return new SessionRecord(host);
        var name = NameOf(key);
        foreach (var kind in Kinds)
        {
            if (name.Length > kind.Length && name.Length < key.Length && name.StartsWith(kind, StringComparison.Ordinal))
            {
                return new SessionNode(host, name);
            }
        }

        return null;
    }

    /// <summary>The name of a node within its session.</summary>
    private static string NameOf(string key) => key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..];
}
