using System;
using Trading.Durable;
using Trading.Model;

namespace Trading.GrainInterfaces;

/// <summary>The one place where grain keys are built and checked: <c>{session}/{name}</c>.</summary>
/// <remarks>Sessions never share state, because every key begins with its session.</remarks>
public readonly record struct GrainKey
{
    /// <summary>The session that commands use when none is named.</summary>
    public const string DefaultSession = "main";

    /// <summary>The most characters of a session's name.</summary>
    public const int SessionLengthMax = 24;

    /// <summary>The most characters of a market's name.</summary>
    public const int MarketLengthMax = 24;

    private GrainKey(string session, string name)
    {
        Session = session;
        Name = name;
    }

    /// <summary>The session.</summary>
    public string Session { get; }

    /// <summary>What is named within the session.</summary>
    public string Name { get; }

    /// <summary>The key of an instrument's book, for example <c>main/sim:BTC-USDT</c>.</summary>
    public static Result<GrainKey, GrainKeyError> ForBook(string session, InstrumentId instrument) =>
        IsSession(session) ? new GrainKey(session, instrument.ToString()) : GrainKeyError.BadSession;

    /// <summary>The key of a venue's feed of an instrument, for example <c>main/binance-spot:BTCUSDT</c>.</summary>
    public static Result<GrainKey, GrainKeyError> ForFeed(string session, InstrumentId instrument) =>
        ForBook(session, instrument);

    /// <summary>The key of a market over all venues, for example <c>main/BTC-USDT</c>.</summary>
    public static Result<GrainKey, GrainKeyError> ForMarket(string session, string market)
    {
        if (!IsSession(session)) return GrainKeyError.BadSession;
        return IsMarket(market) ? new GrainKey(session, market) : GrainKeyError.BadMarket;
    }

    /// <summary>The key of a desk's node, for example <c>paper-1/mm-1</c>.</summary>
    /// <param name="session">The session.</param>
    /// <param name="name">The node's name without its kind: printable ASCII without '/'.</param>
    public static Result<GrainKey, GrainKeyError> ForDeskNode(string session, string name)
    {
        if (!IsSession(session)) return GrainKeyError.BadSession;
        return DurableName.IsValid(name) && !name.Contains('/', StringComparison.Ordinal) ? new GrainKey(session, name) : GrainKeyError.BadNode;
    }

    /// <summary>Reads the key of a desk's node.</summary>
    public static Result<(string Session, string Name), GrainKeyError> ParseDeskNode(string key) => Split(key);

    /// <summary>Reads the key of a book or a feed.</summary>
    public static Result<(string Session, InstrumentId Instrument), GrainKeyError> ParseInstrument(string key)
    {
        if (!Split(key).TryGet(out var parts, out var error)) return error;
        return InstrumentId.Parse(parts.Name).TryGet(out var instrument, out _)
            ? (parts.Session, instrument)
            : GrainKeyError.BadInstrument;
    }

    /// <summary>Reads the key of a market.</summary>
    public static Result<(string Session, string Market), GrainKeyError> ParseMarket(string key)
    {
        if (!Split(key).TryGet(out var parts, out var error)) return error;
        return IsMarket(parts.Name) ? parts : GrainKeyError.BadMarket;
    }

    /// <summary>The key's text, as Orleans sees it.</summary>
    public override string ToString() => Session + "/" + Name;

    private static Result<(string Session, string Name), GrainKeyError> Split(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0) return GrainKeyError.MissingSlash;
        return IsSession(key[..slash]) ? (key[..slash], key[(slash + 1)..]) : GrainKeyError.BadSession;
    }

    /// <summary>True for 1 to <see cref="SessionLengthMax"/> characters of a–z, 0–9 and '-'.</summary>
    public static bool IsSession(string text)
    {
        if (text.Length is 0 or > SessionLengthMax) return false;
        foreach (var c in text)
        {
            if (!(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')) return false;
        }

        return true;
    }

    /// <summary>True for 1 to <see cref="MarketLengthMax"/> characters of A–Z, 0–9 and '-'.</summary>
    public static bool IsMarket(string text)
    {
        if (text.Length is 0 or > MarketLengthMax) return false;
        foreach (var c in text)
        {
            if (!(char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '-')) return false;
        }

        return true;
    }
}
