using System;
using System.CommandLine;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Trading.Durable;
using Trading.Exchange;
using Trading.Model;

namespace Trading.Client.Cluster;

/// <summary><c>trading order</c>: single orders to a book of the simulated exchange.</summary>
internal sealed class OrderCommand(Terminal terminal)
{
    private const string JournalNote = """

        It prints the book's reports and then the book. Both are shown once the journal has the command. With --embedded
        the journal lies in --data-dir, where the next command finds the book again.
        """;

    private const string SubmitText = """
        Submit one order and show what came of it.

        Examples:
          trading order submit sim:BTC-USDT --side buy --price 61000.5 --quantity 0.25
          trading order submit sim:BTC-USDT --side sell --type market --quantity 0.1 --json
          trading order submit sim:BTC-USDT --side buy --price 61000 --quantity 1 --embedded

        """ + JournalNote;

    private const string CancelText = """
        Cancel a live order by its id.

        Example:
          trading order cancel sim:BTC-USDT --id 7

        """ + JournalNote;

    private const string ReplaceText = """
        Replace a live order's price and total quantity. Only a smaller quantity at the same price keeps its place.

        Example:
          trading order replace sim:BTC-USDT --id 7 --price 61001 --quantity 0.2

        """ + JournalNote;

    private readonly ClusterFlags _flags = new();
    private readonly Argument<string> _instrument = new("instrument") { Description = "For example sim:BTC-USDT." };
    private readonly Option<ulong?> _id = new("--id") { Description = "The order's id." };
    private readonly Option<uint> _account = new("--account") { Description = "The owner; 0 is anonymous." };

    private delegate Result<Exchange.BookCommand, string> CommandReader(
        ParseResult parsed, Instrument rules, long nowNs);

    /// <summary>The command and its verbs.</summary>
    public static Command Create(Terminal terminal) => new("order", "Orders to the books of the cluster.")
    {
        new OrderCommand(terminal).Submit(),
        new OrderCommand(terminal).Cancel(),
        new OrderCommand(terminal).Replace(),
    };

    private Command Submit()
    {
        var order = new OrderFlagValues();
        _id.Description = "The order's id; without it the clock's nanoseconds.";
        var command = Verb("submit", SubmitText, (parsed, rules, nowNs) =>
        {
            if (!order.Read(parsed, rules, nowNs).TryGet(out var read, out var error)) return error;
            read.OrderId = parsed.GetValue(_id) ?? (ulong)nowNs;
            return read;
        });
        order.AddTo(command);
        return command;
    }

    private Command Cancel()
    {
        _id.Required = true;
        return Verb("cancel", CancelText, (parsed, _, nowNs) => new Exchange.BookCommand
        {
            Kind = BookCommandKind.Cancel,
            OrderId = parsed.GetValue(_id) ?? 0,
            TimeNs = nowNs,
        });
    }

    private Command Replace()
    {
        var price = new Option<string>("--price") { Description = "The new limit price.", Required = true };
        var quantity = new Option<string>("--quantity")
        {
            Description = "The new total, fills included.",
            Required = true,
        };
        _id.Required = true;
        var command = Verb("replace", ReplaceText, (parsed, rules, nowNs) =>
        {
            var replacement = new Exchange.BookCommand
            {
                Kind = BookCommandKind.Replace,
                OrderId = parsed.GetValue(_id) ?? 0,
                TimeNs = nowNs,
            };
            var priceText = parsed.GetValue(price);
            var error = OrderFlagValues.Decimal("--price", priceText, rules.PriceScale, out replacement.Price)
                ?? OrderFlagValues.Decimal(
                    "--quantity", parsed.GetValue(quantity), rules.QuantityScale, out replacement.Quantity);
            return error is null ? replacement : error;
        });
        command.Add(price);
        command.Add(quantity);
        return command;
    }

    private Command Verb(string name, string description, CommandReader read)
    {
        var command = new Command(name, description) { _instrument, _id, _account };
        _flags.AddTo(command);
        command.SetAction((parsed, stop) => RunAsync(parsed, read, stop));
        return command;
    }

    private Task<int> RunAsync(ParseResult parsed, CommandReader read, CancellationToken stop)
    {
        if (!BookTarget.Parse(parsed.GetValue(_instrument) ?? "").TryGet(out var rules, out var error))
        {
            return Task.FromResult(terminal.Fail(ExitCode.BadInput, error));
        }

        if (!read(parsed, rules, BookTarget.NowNs()).TryGet(out var command, out error))
        {
            return Task.FromResult(terminal.Fail(ExitCode.Usage, error));
        }

        command.AccountId = parsed.GetValue(_account);
        return _flags.WithClusterAsync(
            parsed, terminal, cluster => ExecuteAsync(cluster, rules, command, _flags.IsJson(parsed)), stop);
    }

    private async Task<int> ExecuteAsync(
        ClusterConnection cluster, Instrument rules, Exchange.BookCommand command, bool isJson)
    {
        var book = BookTarget.Of(cluster, rules);
        // While the journal is gone a cancel is still taken, and it alone: nothing may stand before it.
        if (command.Kind != BookCommandKind.Cancel && await BookTarget.ConfigureAsync(book, rules) is { } refusal)
        {
            return terminal.Fail(ExitCode.CheckFailed, refusal);
        }

        var executed = await book.ExecuteAsync(BookCall.Commands([command]));
        if (executed == ReplyStatus.Emergency) return ShowEmergency(isJson);
        if (!IsConfigured(executed)) return terminal.Fail(ExitCode.CheckFailed, $"the book of {rules.Id} has never had an order.");
        var viewed = await book.ViewAsync(5);
        var inspected = await book.InspectAsync();
        if (!executed.TryGet(out var bytes, out var status) || !viewed.TryGet(out var view, out status)
            || !inspected.TryGet(out var node, out status))
        {
            return terminal.Fail(ExitCode.Environment, BookTarget.Explain(status));
        }

        if (!BookAnswer.TryRead(bytes, out var answer))
        {
            return terminal.Fail(ExitCode.Environment, "the book's answer is not understood.");
        }

        BookReport[] reports = [.. answer.Reports];
        if (isJson)
        {
            terminal.WriteJson(new
            {
                reports = reports.Select(report => BookText.Document(report, rules)),
                book = BookText.Document(view, node),
            });
        }
        else
        {
            foreach (var report in reports) terminal.Out.WriteLine(BookText.Line(report, rules));
            terminal.Out.WriteLine();
            BookText.WriteLadder(terminal.Out, view);
        }

        return reports.Any(IsRefusal) ? ExitCode.CheckFailed : ExitCode.Ok;
    }

    private int ShowEmergency(bool isJson)
    {
        if (isJson) terminal.WriteJson(new { emergency = true, reports = Array.Empty<object>() });
        else terminal.Out.WriteLine(BookTarget.Explain(ReplyStatus.Emergency));
        return ExitCode.Ok;
    }

    private static bool IsConfigured(Result<byte[], ReplyStatus> executed) =>
        !executed.TryGet(out var bytes, out _) || !BookAnswer.TryRead(bytes, out var answer)
        || answer.Status != BookAnswerStatus.NotConfigured;

    private static bool IsRefusal(BookReport report) =>
        report.Kind is BookReportKind.Rejected or BookReportKind.CancelRejected or BookReportKind.ReplaceRejected;
}
