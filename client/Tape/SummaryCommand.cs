using System.CommandLine;
using System.Threading.Tasks;
using Trading.Market;
using Trading.Model;
using Trading.Tape;

namespace Trading.Client.Tape;

/// <summary><c>trading tape summary</c>: counts and derived metrics in all, by type, by symbol and by agent.</summary>
internal static class SummaryCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command(
            "summary",
            """
            Count a tape's events by type, symbol and agent, with cancel rate, fill ratio, volume, average price, depth.
            Example: trading tape summary spot.rpl.zst --json
            """);
        var arguments = new TapeSession.Arguments(command, hasState: false);
        var json = new Option<bool>("--json") { Description = "The summary as JSON." };
        var depth = new Option<bool>("--depth") { Description = "Follow open orders, too: the depth of order flow without book events." };
        command.Options.Add(json);
        command.Options.Add(depth);
        command.SetAction((parsed, cancellation) =>
        {
            using var session = TapeSession.Open(arguments, parsed, terminal, cancellation, out var exit);
            if (session is null) return Task.FromResult(exit);
            using var progress = session.Source.Progress = new ProgressLine(terminal, "reading");
            var report = Summarize(session, parsed.GetValue(depth));
            if (session.Source.Failure is null)
            {
                if (parsed.GetValue(json)) terminal.WriteJson(report);
                else report.Print(terminal);
            }

            return Task.FromResult(session.Finish(terminal));
        });
        return command;
    }

    private static SummaryReport Summarize(TapeSession session, bool followsOrders)
    {
        var summary = new TapeSummary(session.Header);
        var books = new TapeBooks(session.Header);
        var decoder = session.Source.Decoder;
        // Books follow all events, so that the depth of a filtered summary is the true one.
        while (session.Source.TryRead())
        {
            ref readonly var e = ref decoder.Event;
            var isBook = followsOrders ? books.Apply(e, decoder.Levels) : books.ApplyBookEvent(e, decoder.Levels);
            if (!session.Matcher.Matches(e)) continue;
            summary.Add(e);
            if (isBook && e.Kind != TapeEventKind.FeedGap)
            {
                var levels = books.Books[e.Instrument].Levels;
                summary.AddDepth(e.Instrument, levels.Count(Side.Buy) + levels.Count(Side.Sell));
            }
        }

        return SummaryReport.Of(session.Source, summary);
    }
}
