using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Trading.Exchange;
using Trading.Model;
using Xunit;

namespace Trading.Tests.Exchange;

/// <summary>
/// Order-book rules as a trader writes them: one command a line, after <c>=></c> what the book answers.
/// <code>
/// buy 1 5@100                 => accepted 1
/// sell 2 3@99 ioc acct 7      => accepted 2; 2 takes 3@100 from 1, Filled 0 / PartiallyFilled 2
/// buy 3 5@market stop 105     (a stop-market; with a price instead of "market" a stop-limit)
/// cancel 1 · replace 1 4@101 · time 60
/// levels                      => bids 100x2/1; asks none
/// </code>
/// A line that ends in a backslash goes on in the next one. Words after the price: ioc, fok, day, gtd T, post, reduce,
/// acct N, stop P, newest, oldest, both, decrement, at T.
/// </summary>
internal static class Rulebook
{
    /// <summary>Plays a text on a book and compares each line's answer.</summary>
    public static void Play(IOrderBook book, string text)
    {
        var reports = new ReportBuffer();
        var lineNumber = 0;
        foreach (var line in Join(text).Select(line => line.Trim()))
        {
            lineNumber++;
            if (line.Length == 0 || line.StartsWith('#')) continue;
            var parts = line.Split("=>", 2);
            var expected = parts.Length == 2 ? parts[1].Trim() : "";
            var actual = Answer(book, parts[0].Trim(), reports);
            Assert.Equal($"line {lineNumber}: {expected}", $"line {lineNumber}: {actual}");
        }
    }

    private static string[] Join(string text) =>
        Regex.Replace(text, @"\\\s*\n\s*", "").Split('\n');

    /// <summary>Reads one command.</summary>
    public static BookCommand Parse(string line)
    {
        var words = new Queue<string>(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var command = new BookCommand { TimeInForce = TimeInForce.Gtc, OrderType = OrderType.Limit };
        var verb = words.Dequeue();
        command.Kind = verb switch
        {
            "buy" or "sell" => BookCommandKind.Submit,
            "cancel" => BookCommandKind.Cancel,
            "replace" => BookCommandKind.Replace,
            "time" => BookCommandKind.AdvanceTime,
            _ => throw new ArgumentException($"unknown verb: {line}"),
        };
        command.Side = verb == "sell" ? Side.Sell : Side.Buy;
        if (command.Kind == BookCommandKind.AdvanceTime) command.TimeNs = Number(words);
        else command.OrderId = ulong.Parse(words.Dequeue());
        if (command.Kind is BookCommandKind.Submit or BookCommandKind.Replace) ReadQuantityAndPrice(words, ref command);
        while (words.Count > 0) ReadCondition(words, ref command);
        return command;
    }

    private static string Answer(IOrderBook book, string line, ReportBuffer reports)
    {
        if (line == "levels") return $"bids {Levels(book, Side.Buy)}; asks {Levels(book, Side.Sell)}";
        reports.Clear();
        book.Execute(Parse(line), reports);
        return string.Join("; ", reports.Reports.ToArray().Select(Describe));
    }

    private static string Levels(IOrderBook book, Side side)
    {
        var levels = new BookLevel[1000];
        var count = book.CopyLevels(side, levels);
        Assert.Equal(count > 0, book.TryGetBest(side, out var best));
        if (count == 0) return "none";
        Assert.Equal(levels[0], best);
        var texts = levels.Take(count).Select(level => $"{level.Price}x{level.Quantity}/{level.OrderCount}");
        return string.Join(' ', texts);
    }

    private static string Describe(BookReport report) => report.Kind switch
    {
        BookReportKind.Accepted => $"accepted {report.OrderId}",
        BookReportKind.Rejected => $"rejected {report.OrderId} {report.Reason}",
        BookReportKind.Trade =>
            $"{report.OrderId} takes {report.Quantity}@{report.Price} from {report.MakerOrderId}, {Pair(report)}",
        BookReportKind.Canceled => $"canceled {report.OrderId} {report.Reason}",
        BookReportKind.Expired => $"expired {report.OrderId}",
        BookReportKind.Replaced =>
            $"replaced {report.OrderId} {report.Quantity}@{report.Price}, {report.Status} {report.LeavesQty}",
        BookReportKind.CancelRejected => $"cancel-rejected {report.OrderId} {report.Reason}",
        BookReportKind.ReplaceRejected => $"replace-rejected {report.OrderId} {report.Reason}",
        BookReportKind.Triggered => $"triggered {report.OrderId}",
        BookReportKind.Decremented =>
            $"{report.OrderId} and {report.MakerOrderId} less {report.Quantity}, {Pair(report)}",
    };

    private static string Pair(BookReport report) =>
        $"{report.Status} {report.LeavesQty} / {report.MakerStatus} {report.MakerLeavesQty}";

    private static long Number(Queue<string> words) => long.Parse(words.Dequeue());

    private static void ReadQuantityAndPrice(Queue<string> words, ref BookCommand command)
    {
        var parts = words.Dequeue().Split('@');
        command.Quantity = long.Parse(parts[0]);
        if (parts[1] == "market") command.OrderType = OrderType.Market;
        else command.Price = long.Parse(parts[1]);
    }

    private static void ReadCondition(Queue<string> words, ref BookCommand command)
    {
        switch (words.Dequeue())
        {
            case "ioc": command.TimeInForce = TimeInForce.Ioc; break;
            case "fok": command.TimeInForce = TimeInForce.Fok; break;
            case "day": command.TimeInForce = TimeInForce.Day; break;
            case "gtd": (command.TimeInForce, command.ExpireTimeNs) = (TimeInForce.Gtd, Number(words)); break;
            case "post": command.Flags |= OrderFlags.PostOnly; break;
            case "reduce": command.Flags |= OrderFlags.ReduceOnly; break;
            case "acct": command.AccountId = (uint)Number(words); break;
            case "at": command.TimeNs = Number(words); break;
            case "newest": command.SelfTradePrevention = SelfTradePrevention.CancelNewest; break;
            case "oldest": command.SelfTradePrevention = SelfTradePrevention.CancelOldest; break;
            case "both": command.SelfTradePrevention = SelfTradePrevention.CancelBoth; break;
            case "decrement": command.SelfTradePrevention = SelfTradePrevention.Decrement; break;
            case "stop":
                command.TriggerPrice = Number(words);
                command.OrderType = command.OrderType == OrderType.Market ? OrderType.StopMarket : OrderType.StopLimit;
                break;
            case var word: throw new ArgumentException($"unknown word: {word}");
        }
    }
}
