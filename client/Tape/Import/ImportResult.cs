using System.Collections.Generic;

namespace Trading.Client.Tape.Import;

/// <summary>The final book of one instrument.</summary>
/// <param name="Instrument">Its id.</param>
/// <param name="State">How far the book can be trusted.</param>
/// <param name="Bids">The number of bid levels.</param>
/// <param name="Asks">The number of ask levels.</param>
/// <param name="Sha256">The book's digest.</param>
internal sealed record ImportedBook(string Instrument, string State, int Bids, int Asks, string Sha256);

/// <summary>What an import made.</summary>
/// <param name="Tape">The tape's file.</param>
/// <param name="Events">Events on the tape.</param>
/// <param name="Trades">Trades among them.</param>
/// <param name="Snapshots">Book snapshots among them.</param>
/// <param name="Deltas">Book deltas among them.</param>
/// <param name="Gaps">Times a book was lost because updates were missing.</param>
/// <param name="ChecksumFailures">Times a book was lost because its checksum differed.</param>
/// <param name="Frames">Frames and answers in the recordings.</param>
/// <param name="SkippedFrames">Frames that could not be read (lenient only).</param>
/// <param name="Hash">The tape's hash.</param>
/// <param name="Books">The final books, in the order of the tape's instruments.</param>
internal sealed record ImportResult(
    string Tape,
    long Events,
    long Trades,
    long Snapshots,
    long Deltas,
    long Gaps,
    long ChecksumFailures,
    long Frames,
    long SkippedFrames,
    string Hash,
    IReadOnlyList<ImportedBook> Books);
