using System;
using System.Collections.Immutable;
using Trading.Model;

namespace Trading.Tape;

/// <summary>Why a filter does not fit a tape.</summary>
public enum TapeFilterError : byte
{
    /// <summary>No instrument of the tape has this id or symbol.</summary>
    UnknownSymbol = 1,

    /// <summary>No agent of the tape has this name.</summary>
    UnknownAgent = 2,

    /// <summary>The time range ends before it begins.</summary>
    EmptyTimeRange = 3,
}

/// <summary>Which events are wanted, in the words of a person: an event passes when it meets every condition that is set.</summary>
public sealed record TapeFilter
{
    /// <summary>Everything passes.</summary>
    public static readonly TapeFilter All = new();

    /// <summary>Kinds that pass; empty for all.</summary>
    public ImmutableArray<TapeEventKind> Kinds { get; init; } = [];

    /// <summary>Instrument ids (<c>exchange:symbol</c>) or bare symbols that pass; empty for all.</summary>
    public ImmutableArray<string> Symbols { get; init; } = [];

    /// <summary>Agents' names that pass; empty for all.</summary>
    public ImmutableArray<string> Agents { get; init; } = [];

    /// <summary>The side that passes; events without a side do not. Null for all.</summary>
    public Side? Side { get; init; }

    /// <summary>The earliest event time that passes, UNIX nanoseconds.</summary>
    public long FromNs { get; init; }

    /// <summary>The latest event time that passes, UNIX nanoseconds.</summary>
    public long ToNs { get; init; } = long.MaxValue;

    /// <summary>The order that must take part, on either side of a fill; null for all.</summary>
    public ulong? OrderId { get; init; }

    /// <summary>True when nothing is set.</summary>
    public bool IsEmpty => Kinds.IsEmpty && Symbols.IsEmpty && Agents.IsEmpty && Side is null && FromNs == 0
        && ToNs == long.MaxValue && OrderId is null;

    /// <summary>Looks the names up in a tape's header.</summary>
    public Result<TapeMatcher, TapeFilterError> Bind(TapeHeader header)
    {
        if (ToNs < FromNs) return TapeFilterError.EmptyTimeRange;
        var instruments = new bool[header.Instruments.Length];
        foreach (var symbol in Symbols)
        {
            if (!TryMark(instruments, i => Names(header.Instruments[i].Id, symbol))) return TapeFilterError.UnknownSymbol;
        }

        var agents = new bool[header.Agents.Length];
        foreach (var agent in Agents)
        {
            if (!TryMark(agents, i => header.Agents[i] == agent)) return TapeFilterError.UnknownAgent;
        }

        return new TapeMatcher(this, Symbols.IsEmpty ? null : instruments, Agents.IsEmpty ? null : agents);
    }

    /// <summary>Same conditions.</summary>
    public bool Equals(TapeFilter? other) =>
        other is not null && Kinds.AsSpan().SequenceEqual(other.Kinds.AsSpan())
            && Symbols.AsSpan().SequenceEqual(other.Symbols.AsSpan()) && Agents.AsSpan().SequenceEqual(other.Agents.AsSpan())
            && Side == other.Side && FromNs == other.FromNs && ToNs == other.ToNs && OrderId == other.OrderId;

    /// <inheritdoc/>
    public override int GetHashCode() => (int)(FromNs ^ ToNs) + Kinds.Length;

    private static bool Names(InstrumentId id, string symbol) => id.Symbol == symbol || id.ToString() == symbol;

    private static bool TryMark(bool[] marks, Predicate<int> isNamed)
    {
        var isFound = false;
        for (var i = 0; i < marks.Length; i++)
        {
            if (!isNamed(i)) continue;
            marks[i] = true;
            isFound = true;
        }

        return isFound;
    }
}
