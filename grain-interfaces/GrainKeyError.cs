namespace Trading.GrainInterfaces;

/// <summary>Why a grain key was refused.</summary>
public enum GrainKeyError : byte
{
    /// <summary>The session is empty, too long, or has a character outside a–z, 0–9 and '-'.</summary>
    BadSession = 1,

    /// <summary>The instrument is not written <c>exchange:symbol</c>.</summary>
    BadInstrument = 2,

    /// <summary>The market is empty, too long, or has a character outside A–Z, 0–9 and '-'.</summary>
    BadMarket = 3,

    /// <summary>There is no slash between the session and the name.</summary>
    MissingSlash = 4,

    /// <summary>The node's name is empty, too long, or has a blank, a slash or a character outside ASCII.</summary>
    BadNode = 5,
}
