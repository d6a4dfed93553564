using System;
using System.Collections.Immutable;
using Trading.Model;

namespace Trading.Tape;

/// <summary>The first line of a tape: what the events' numbers mean and where they come from.</summary>
public sealed record TapeHeader
{
    /// <summary>The format's name in the header line.</summary>
    public const string FormatName = "trading-tape";

    /// <summary>The version that this build writes and reads.</summary>
    public const int Version = 1;

    private TapeHeader()
    {
    }

    /// <summary>The instruments that events name by index, with all rules and scales; ids are unique.</summary>
    public ImmutableArray<Instrument> Instruments { get; private init; } = [];

    /// <summary>The agents' names that events name by index.</summary>
    public ImmutableArray<string> Agents { get; private init; } = [];

    /// <summary>The regimes' names that regime events name by index.</summary>
    public ImmutableArray<string> Regimes { get; private init; } = [];

    /// <summary>The seed of the run; 0 for recorded data.</summary>
    public ulong Seed { get; private init; }

    /// <summary>The hash of the configuration; 0 for recorded data.</summary>
    public UInt128 ConfigHash { get; private init; }

    /// <summary>Where the events come from, in words.</summary>
    public string Source { get; private init; } = "";

    /// <summary>The sequence of the last event before this tape: 0, unless it goes on where another ended.</summary>
    public long After { get; private init; }

    /// <summary>The other tape's final hash, when this one goes on where it ended.</summary>
    public UInt128 AfterHash { get; private init; }

    /// <summary>The header of a tape that goes on where another ended: sequences and hash go on with it.</summary>
    /// <param name="after">The sequence of the other's last event; positive.</param>
    /// <param name="afterHash">The other's final hash.</param>
    public TapeHeader Continue(long after, UInt128 afterHash) => this with { After = after, AfterHash = afterHash };

    /// <summary>An instrument's index; −1 when the tape does not have it.</summary>
    public int Find(InstrumentId id)
    {
        for (var i = 0; i < Instruments.Length; i++)
        {
            if (Instruments[i].Id == id) return i;
        }

        return -1;
    }

    /// <summary>Checks and makes a header.</summary>
    /// <param name="instruments">At most <see cref="TapeLimits.InstrumentsMax"/>, ids unique.</param>
    /// <param name="agents">At most <see cref="TapeLimits.AgentsMax"/> names.</param>
    /// <param name="regimes">At most <see cref="TapeLimits.RegimesMax"/> names.</param>
    /// <param name="seed">The seed of the run; 0 for recorded data.</param>
    /// <param name="configHash">The hash of the configuration; 0 for recorded data.</param>
    /// <param name="source">Printable ASCII without quotes and backslashes; may be empty.</param>
    public static Result<TapeHeader, TapeErrorCode> Create(
        ImmutableArray<Instrument> instruments,
        ImmutableArray<string> agents,
        ImmutableArray<string> regimes,
        ulong seed,
        UInt128 configHash,
        string source)
    {
        if (instruments.Length > TapeLimits.InstrumentsMax || agents.Length > TapeLimits.AgentsMax
            || regimes.Length > TapeLimits.RegimesMax)
        {
            return TapeErrorCode.TableTooLong;
        }

        if (HasDuplicate(instruments)) return TapeErrorCode.BadInstrument;
        foreach (var name in agents)
        {
            if (!IsName(name)) return TapeErrorCode.BadName;
        }

        foreach (var name in regimes)
        {
            if (!IsName(name)) return TapeErrorCode.BadName;
        }

        if (source.Length > TapeLimits.SourceLengthMax || !IsPlain(source)) return TapeErrorCode.BadName;
        return new TapeHeader
        {
            Instruments = instruments,
            Agents = agents,
            Regimes = regimes,
            Seed = seed,
            ConfigHash = configHash,
            Source = source,
        };
    }

    private static bool HasDuplicate(ImmutableArray<Instrument> instruments)
    {
        var sorted = instruments.Sort((left, right) => left.Id.CompareTo(right.Id));
        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].Id == sorted[i - 1].Id) return true;
        }

        return false;
    }

    private static bool IsName(string text) => text.Length is > 0 and <= TapeLimits.NameLengthMax && IsPlain(text);

    private static bool IsPlain(string text)
    {
        foreach (var c in text)
        {
            if (c is < ' ' or > '~' or '"' or '\\') return false;
        }

        return true;
    }
}
