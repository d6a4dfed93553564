namespace Trading.Exchange;

/// <summary>What is wrong with the bytes of a saved book.</summary>
public enum BookLoadFault : byte
{
    /// <summary>The bytes end before the state does, or go on after it.</summary>
    WrongLength = 1,

    /// <summary>The bytes do not begin as a saved book does.</summary>
    NotABook = 2,

    /// <summary>The layout's version is not one that this build reads.</summary>
    UnknownVersion = 3,

    /// <summary>The book was saved under another instrument or other rules.</summary>
    OtherInstrument = 4,

    /// <summary>The bytes do not hash to the hash at their end.</summary>
    HashMismatch = 5,

    /// <summary>The header's time, last price or sequence is impossible.</summary>
    BadHeader = 6,

    /// <summary>An order's fields are impossible.</summary>
    BadOrder = 7,

    /// <summary>Orders do not stand in price-time order, or the sides cross.</summary>
    BadOrdering = 8,

    /// <summary>Two orders have one id.</summary>
    DuplicateOrderId = 9,
}

/// <summary>Why saved bytes were refused.</summary>
/// <param name="Fault">What is wrong.</param>
/// <param name="Offset">The byte at which it was found.</param>
public readonly record struct BookLoadError(BookLoadFault Fault, int Offset)
{
    /// <summary>What an operator can do about it.</summary>
    public string Message => $"saved book refused at byte {Offset}: {Fault switch
    {
        BookLoadFault.WrongLength => "it is cut off or has bytes after its end; take another copy",
        BookLoadFault.NotABook => "it does not begin with the mark of a saved book; check which file this is",
        BookLoadFault.UnknownVersion => "its layout version is unknown here; load it with the build that saved it",
        BookLoadFault.OtherInstrument => "it was saved under another instrument or other rules; load it with those",
        BookLoadFault.HashMismatch => "its hash does not match its bytes; take another copy",
        BookLoadFault.BadHeader => "its header is impossible, although its hash is right; it was not written by a book",
        BookLoadFault.BadOrder => "an order is impossible, although the hash is right; it was not written by a book",
        BookLoadFault.BadOrdering => "its orders are out of price-time order; it was not written by a book",
        BookLoadFault.DuplicateOrderId => "two orders have one id; it was not written by a book",
    }}";
}
