namespace Trading.Tape;

/// <summary>The limits of a tape. What exceeds one is refused before memory is taken for it.</summary>
public static class TapeLimits
{
    /// <summary>The most bytes of a line, its newline included.</summary>
    public const int LineBytesMax = 1 << 20;

    /// <summary>The most levels of one side of a book event.</summary>
    public const int LevelsPerSideMax = 16_384;

    /// <summary>The most instruments of a header.</summary>
    public const int InstrumentsMax = 2_048;

    /// <summary>The most agents of a header.</summary>
    public const int AgentsMax = 4_096;

    /// <summary>The most regimes of a header.</summary>
    public const int RegimesMax = 256;

    /// <summary>The most characters of an agent's or a regime's name.</summary>
    public const int NameLengthMax = 64;

    /// <summary>The most characters of the provenance text.</summary>
    public const int SourceLengthMax = 4_096;
}
