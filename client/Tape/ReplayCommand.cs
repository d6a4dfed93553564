using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using Trading.Market;

namespace Trading.Client.Tape;

/// <summary><c>trading tape replay</c>: the events, in full or filtered, at any speed, from a saved position.</summary>
internal static class ReplayCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command(
            "replay",
            """
            Print a tape's events, all or filtered.
            Example: trading tape replay spot.rpl.zst --type trade --speed 10x
            """);
        var arguments = new TapeSession.Arguments(command, hasState: true);
        var speed = new Option<string>("--speed")
        {
            Description = "max, or a multiple of event time: 1x, 10x, 0.5x.",
            DefaultValueFactory = _ => "max",
        };
        speed.Validators.Add(result =>
        {
            if (ReplaySpeed.Parse(result.GetValue(speed) ?? "") is null) result.AddError("--speed is max, or a multiple, as in 10x.");
        });
        var limit = new Option<long>("--limit") { Description = "Stop after so many events.", DefaultValueFactory = _ => long.MaxValue };
        var books = new Option<bool>("--books") { Description = "Print only the final books with their digests." };
        var json = new Option<bool>("--json") { Description = "One JSON object a line." };
        foreach (var option in (Option[])[speed, limit, books, json]) command.Options.Add(option);
        command.SetAction((parsed, cancellation) =>
        {
            using var session = TapeSession.Open(arguments, parsed, terminal, cancellation, out var exit);
            if (session is null) return Task.FromResult(exit);
            var pace = ReplaySpeed.Parse(parsed.GetRequiredValue(speed)) ?? new ReplaySpeed(0);
            exit = parsed.GetValue(books)
                ? ShowBooks(terminal, session, parsed.GetValue(json))
                : Replay(terminal, session, pace, parsed.GetValue(limit), parsed.GetValue(json), cancellation);
            return Task.FromResult(exit);
        });
        return command;
    }

    private static int Replay(
        Terminal terminal, TapeSession session, ReplaySpeed pace, long limit, bool asJson, CancellationToken cancellation)
    {
        using var printer = new EventPrinter(terminal, session.Header, asJson);
        long shown = 0;
        while (shown < limit && session.TryRead() && pace.WaitUntilDue(session.Source.Decoder.Event.TimeNs, cancellation))
        {
            printer.Print(session.Source.Decoder);
            shown++;
        }

        if (session.Source.Failure is null) session.Save();
        if (!asJson && session.Source.Failure is null) terminal.Out.Write($"{shown} of {session.Source.Decoder.EventCount} events shown\n");
        return session.Finish(terminal);
    }

    private static int ShowBooks(Terminal terminal, TapeSession session, bool asJson)
    {
        using var progress = session.Source.Progress = new ProgressLine(terminal, "reading");
        var books = new TapeBooks(session.Header);
        while (session.TryRead()) books.Apply(session.Source.Decoder.Event, session.Source.Decoder.Levels);
        if (session.Source.Failure is not null) return session.Finish(terminal);
        session.Save();
        var finals = TapeBookList.Of(books);
        if (asJson)
        {
            terminal.WriteJson(finals);
        }
        else
        {
            foreach (var book in finals)
            {
                terminal.Out.Write($"{book.Instrument}: {book.State}, {book.Bids} bids, {book.Asks} asks, sha256 {book.Sha256}\n");
            }
        }

        return session.Finish(terminal);
    }
}
