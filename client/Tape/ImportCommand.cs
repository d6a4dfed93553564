using System;
using System.Collections.Generic;
using System.CommandLine;
using Trading.Client.Tape.Import;

namespace Trading.Client.Tape;

/// <summary><c>trading tape import</c>: recordings of real exchanges become tapes.</summary>
internal static class ImportCommand
{
    private static readonly Dictionary<string, ImportVenue> Venues = new(StringComparer.Ordinal)
    {
        ["binance-spot"] = ImportVenue.BinanceSpot,
        ["binance-usdm"] = ImportVenue.BinanceUsdm,
        ["bybit"] = ImportVenue.Bybit,
        ["kraken"] = ImportVenue.Kraken,
        ["okx"] = ImportVenue.Okx,
    };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var venue = new Option<string>("--venue") { Description = "The exchange that was recorded.", Required = true };
        venue.AcceptOnlyFromAmong([.. Venues.Keys]);
        var files = new Argument<string[]>("IN")
        {
            Description = "The recordings, in sequence: plain, .gz or .zst.",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<string>("--out") { Description = "The tape: .rpl, .rpl.gz or .rpl.zst.", Required = true };
        var lenient = new Option<bool>("--lenient") { Description = "Skip and count frames that cannot be read." };
        var json = new Option<bool>("--json") { Description = "The result as JSON." };
        var command = new Command(
            "import",
            """
            Turn recordings of an exchange's market data into a tape.
            Example: trading tape import --venue binance-spot spot.log.gz --out spot.rpl.zst
            """)
        {
            venue, files, output, lenient, json,
        };
        command.SetAction((parsed, cancellation) =>
        {
            using var progress = new ProgressLine(terminal, "importing");
            var import = new TapeImport(
                Venues[parsed.GetRequiredValue(venue)], parsed.GetRequiredValue(files), parsed.GetValue(lenient), progress);
            var imported = import.Run(parsed.GetRequiredValue(output), cancellation);
            return System.Threading.Tasks.Task.FromResult(imported.TryGet(out var result, out var error)
                ? Show(terminal, result, parsed.GetValue(json))
                : terminal.Fail(ExitCode.BadInput, error.ToString()));
        });
        return command;
    }

    private static int Show(Terminal terminal, ImportResult result, bool asJson)
    {
        if (asJson)
        {
            terminal.WriteJson(result);
            return ExitCode.Ok;
        }

        terminal.Out.WriteLine($"events             {result.Events}");
        terminal.Out.WriteLine($"trades             {result.Trades}");
        terminal.Out.WriteLine($"snapshots          {result.Snapshots}");
        terminal.Out.WriteLine($"deltas             {result.Deltas}");
        terminal.Out.WriteLine($"gaps               {result.Gaps}");
        terminal.Out.WriteLine($"checksum failures  {result.ChecksumFailures}");
        terminal.Out.WriteLine($"skipped frames     {result.SkippedFrames}");
        terminal.Out.WriteLine($"hash               {result.Hash}");
        foreach (var book in result.Books)
        {
            terminal.Out.WriteLine($"book {book.Instrument}: {book.State}, {book.Bids} bids, {book.Asks} asks, sha256 {book.Sha256}");
        }

        return ExitCode.Ok;
    }
}
