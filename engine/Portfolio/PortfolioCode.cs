namespace Trading.Portfolio;

/// <summary>How the portfolio answers an event or a question. The numbers are stable and never reused.</summary>
public enum PortfolioCode : byte
{
    /// <summary>Taken over.</summary>
    Applied = 0,

    /// <summary>The fill's ExecId is not above the instrument's last one: it was taken before.</summary>
    DuplicateFill = 1,

    /// <summary>The report is no trade, or its side or quantity is none.</summary>
    NotAFill = 2,

    /// <summary>No strategy has this number.</summary>
    UnknownOwner = 3,

    /// <summary>No instrument has this index.</summary>
    UnknownInstrument = 4,

    /// <summary>No instrument trades this asset.</summary>
    UnknownAsset = 5,

    /// <summary>A number would leave its range; nothing changed.</summary>
    Overflow = 6,

    /// <summary>A mark price must be positive.</summary>
    BadMark = 7,

    /// <summary>An open position's or a conversion's instrument has no mark: the answer is unknown, not zero.</summary>
    NoMark = 8,

    /// <summary>No chain of spot instruments leads from the asset to the reporting asset: the answer is unknown, not zero.</summary>
    NoRoute = 9,

    /// <summary>Funding is for perpetuals only.</summary>
    NotAPerpetual = 10,
}
