using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Threading.Tasks;
using Trading.Client.Tape.Import;
using Trading.Market;
using Trading.Model;

namespace Trading.Client.Tape;

/// <summary><c>trading tape verify</c>: is the tape whole and canonical, and is it the expected one?</summary>
internal static class VerifyCommand
{
    private sealed record VerifyResult(
        string Tape, bool Ok, long Events, long Bytes, string Hash, IReadOnlyList<string> Failures, IReadOnlyList<ImportedBook> Books);

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("F") { Description = "The tape: .rpl, .rpl.gz or .rpl.zst." };
        var hash = new Option<string?>("--expect-hash") { Description = "The hash that the tape must have." };
        var books = new Option<string[]>("--expect-book")
        {
            Description = "A final book that must come out, as in binance-spot:BTCUSDT=SHA256; may be repeated.",
        };
        books.Validators.Add(result =>
        {
            foreach (var text in result.GetValue(books) ?? [])
            {
                if (text.IndexOf('=', StringComparison.Ordinal) <= 0) result.AddError($"'{text}': write INSTRUMENT=SHA256.");
            }
        });
        var json = new Option<bool>("--json") { Description = "The result as JSON." };
        var command = new Command(
            "verify",
            """
            Check a tape from the first byte to the last, and its final books. A damaged tape exits with 3, a whole one
            that is not as expected with 1.
            Example: trading tape verify spot.rpl.zst --expect-hash b61eddcc024360c599b8106b5434bc9c
            """)
        {
            file, hash, books, json,
        };
        command.SetAction((parsed, cancellation) =>
        {
            using var source = TapeSource.Open(parsed.GetRequiredValue(file), isLenient: false, cancellation);
            if (source.Decoder.Header is not { } header) return Task.FromResult(terminal.Fail(ExitCode.BadInput, source.Failure ?? ""));
            using var progress = source.Progress = new ProgressLine(terminal, "checking");
            var tapeBooks = new TapeBooks(header);
            while (source.TryRead()) tapeBooks.Apply(source.Decoder.Event, source.Decoder.Levels);
            if (source.Failure is not null) return Task.FromResult(terminal.Fail(ExitCode.BadInput, source.Failure));
            var found = TapeBookList.Of(tapeBooks);
            var actualHash = StateHasher.ToText(source.Decoder.ContentHash);
            var failures = Compare(parsed.GetValue(hash), actualHash, parsed.GetValue(books) ?? [], found);
            var result = new VerifyResult(
                source.Name, failures.Count == 0, source.Decoder.EventCount, source.Decoder.Position.Offset, actualHash, failures, found);
            return Task.FromResult(Show(terminal, result, parsed.GetValue(json)));
        });
        return command;
    }

    private static List<string> Compare(string? expectedHash, string actualHash, string[] expectedBooks, List<ImportedBook> found)
    {
        var failures = new List<string>();
        if (expectedHash is not null && expectedHash != actualHash) failures.Add($"the hash is {actualHash}, expected was {expectedHash}.");
        foreach (var text in expectedBooks)
        {
            var split = text.LastIndexOf('=');
            var (instrument, sha256) = (text[..split], text[(split + 1)..]);
            var book = found.Find(candidate => candidate.Instrument == instrument);
            if (book is null) failures.Add($"there is no book of {instrument}.");
            else if (book.Sha256 != sha256) failures.Add($"the book of {instrument} has sha256 {book.Sha256}, expected was {sha256}.");
        }

        return failures;
    }

    private static int Show(Terminal terminal, VerifyResult result, bool asJson)
    {
        if (asJson)
        {
            terminal.WriteJson(result);
        }
        else
        {
            terminal.Out.Write($"{result.Tape}: {result.Events} events, {result.Bytes} bytes, hash {result.Hash}\n");
            foreach (var book in result.Books)
            {
                terminal.Out.Write($"{book.Instrument}: {book.State}, {book.Bids} bids, {book.Asks} asks, sha256 {book.Sha256}\n");
            }

            foreach (var failure in result.Failures) terminal.Error.WriteLine("failed: " + failure);
            terminal.Out.Write(result.Ok ? "ok\n" : "not as expected\n");
        }

        return result.Ok ? ExitCode.Ok : ExitCode.CheckFailed;
    }
}
