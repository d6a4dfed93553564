using System.CommandLine;
using System.Threading.Tasks;
using Trading.Durable;
using Trading.Exchange;
using Trading.Model;

namespace Trading.Client.Cluster;

/// <summary><c>trading book</c>: the committed state of a book.</summary>
internal sealed class BookCommand(Terminal terminal)
{
    private const string Description = """
        Show the best levels, the state hash and the epoch of an instrument's book. It shows committed state only.

        Examples:
          trading book show sim:BTC-USDT
          trading book show sim:BTC-USDT --depth 20 --json

        With --embedded the book is brought back from the journal in --data-dir.
        """;

    private const int DefaultDepth = 10;

    private readonly ClusterFlags _flags = new();
    private readonly Argument<string> _instrument = new("instrument") { Description = "For example sim:BTC-USDT." };
    private readonly Option<int> _depth = new("--depth")
    {
        Description = "Levels per side, 0 to 10000.",
        DefaultValueFactory = _ => DefaultDepth,
    };

    /// <summary>The command and its verbs.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new BookCommand(terminal);
        var show = new Command("show", Description) { command._instrument, command._depth };
        command._flags.AddTo(show);
        show.SetAction((parsed, stop) =>
        {
            var rules = BookTarget.Parse(parsed.GetValue(command._instrument) ?? "");
            if (!rules.TryGet(out var instrument, out var error))
            {
                return Task.FromResult(terminal.Fail(ExitCode.BadInput, error));
            }

            var depth = parsed.GetValue(command._depth);
            if (depth is < 0 or > BookView.LevelsMax)
            {
                return Task.FromResult(
                    terminal.Fail(ExitCode.Usage, $"--depth {depth}: use 0 to {BookView.LevelsMax}."));
            }

            return command._flags.WithClusterAsync(
                parsed,
                terminal,
                cluster => command.ShowAsync(cluster, instrument, depth, command._flags.IsJson(parsed)),
                stop);
        });
        return new Command("book", "The order books of the cluster.") { show };
    }

    private async Task<int> ShowAsync(ClusterConnection cluster, Instrument instrument, int depth, bool isJson)
    {
        var book = BookTarget.Of(cluster, instrument);
        var viewed = await book.ViewAsync(depth);
        var inspected = await book.InspectAsync();
        if (!inspected.TryGet(out var node, out var status))
        {
            return terminal.Fail(ExitCode.Environment, BookTarget.Explain(status));
        }

        if (!viewed.TryGet(out var view, out status))
        {
            // Before its first order a book has no rules, and so no view: it is empty.
            if (status != ReplyStatus.Malformed) return terminal.Fail(ExitCode.Environment, BookTarget.Explain(status));
            view = new BookView(instrument, 0, 0, 0, [], []);
        }

        if (isJson) terminal.WriteJson(BookText.Document(view, node));
        else BookText.Write(terminal.Out, view, node);
        return ExitCode.Ok;
    }
}
