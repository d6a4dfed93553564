namespace Trading.Tape;

/// <summary>What an event of a tape says. The numbers are stable and never reused; the tape spells the words.</summary>
public enum TapeEventKind : byte
{
    /// <summary>An order was sent (<c>new</c>).</summary>
    NewOrder = 1,

    /// <summary>An order was canceled, or its cancel was asked for: see the status (<c>cancel</c>).</summary>
    Cancel = 2,

    /// <summary>An order's price or quantity was replaced (<c>amend</c>).</summary>
    Amend = 3,

    /// <summary>An order's fill; a trade of two known orders is two fills, the taker's, then the maker's (<c>fill</c>).</summary>
    Fill = 4,

    /// <summary>An order, cancel or amendment was refused: see the reason (<c>reject</c>).</summary>
    Reject = 5,

    /// <summary>An order ended by its time in force (<c>expire</c>).</summary>
    Expire = 6,

    /// <summary>A public trade of a market (<c>trade</c>).</summary>
    Trade = 10,

    /// <summary>A whole book: it replaces what was known (<c>snapshot</c>).</summary>
    BookSnapshot = 11,

    /// <summary>Levels with their new quantities; zero removes a level (<c>delta</c>).</summary>
    BookDelta = 12,

    /// <summary>The feed lost messages: the book is unknown until the next snapshot (<c>gap</c>).</summary>
    FeedGap = 13,

    /// <summary>A perpetual's MarkPrice, at which its venue settles funding (<c>mark</c>).</summary>
    MarkPrice = 14,

    /// <summary>A perpetual's FundingRate and the time at which it is paid (<c>funding</c>).</summary>
    FundingRate = 15,

    /// <summary>The simulation's regime changed (<c>regime</c>).</summary>
    Regime = 20,

    /// <summary>A bounded queue overflowed: the count of events that were lost (<c>overflow</c>).</summary>
    Overflow = 21,
}
