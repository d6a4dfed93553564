namespace Trading.Ledger;

/// <summary>How the ledger answers an entry. The numbers are stable and never reused.</summary>
public enum LedgerCode : byte
{
    /// <summary>All its postings stand in the book.</summary>
    Posted = 0,

    /// <summary>With it an asset would not sum to zero; nothing was posted. A bug was found.</summary>
    Unbalanced = 1,

    /// <summary>A balance or an amount would leave the range of <see cref="Model.Money"/>; nothing was posted.</summary>
    Overflow = 2,

    /// <summary>The fill's ExecId is not above the instrument's last one: it was posted before.</summary>
    DuplicateFill = 3,

    /// <summary>The owner is not in the chart.</summary>
    UnknownOwner = 4,

    /// <summary>The asset is not in the chart.</summary>
    UnknownAsset = 5,

    /// <summary>The instrument is not in the chart.</summary>
    UnknownInstrument = 6,

    /// <summary>The report is no trade, or its side or quantity is none.</summary>
    NotAFill = 7,

    /// <summary>The amount must be positive.</summary>
    AmountNotPositive = 8,
}
