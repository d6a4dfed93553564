using System.Collections.Generic;
using Trading.Client.Tape.Import;
using Trading.Market;
using Trading.Model;

namespace Trading.Client.Tape;

/// <summary>The books of a tape, for people and programs.</summary>
internal static class TapeBookList
{
    /// <summary>Every instrument that had a book event, in the header's order.</summary>
    public static List<ImportedBook> Of(TapeBooks books)
    {
        var list = new List<ImportedBook>();
        for (var i = 0; i < books.Books.Length; i++)
        {
            var book = books.Books[i];
            if (book.State == BookState.Empty) continue;
            list.Add(new ImportedBook(
                books.Header.Instruments[i].Id.ToString(),
                book.State.ToString(),
                book.Levels.Count(Side.Buy),
                book.Levels.Count(Side.Sell),
                books.Digest(i)));
        }

        return list;
    }
}
