using System;
using System.Buffers;
using System.Runtime.InteropServices;
using CsCheck;
using Trading.Desk;
using Trading.Durable;
using Trading.Exchange;
using Trading.Invariants;
using Trading.Model;
using Trading.Orders;
using Trading.Strategy;
using Trading.Tests.Exchange;
using Xunit;
using static Trading.Tests.Backtest.BacktestTests;

namespace Trading.Tests.Invariants;

/// <summary>What watches nodes while they run: it is silent over everything that a sound node does, and objects to what is not sound.</summary>
public sealed class WatchedNodeTests
{
    private const int Head = 16;

    [Fact]
    public void A_sound_book_is_never_objected_to() => BookInvariantTests.Commands.Array[1, 12].Array[0, 12].Sample(
        batches =>
        {
            var (node, output) = (Configured(), new NodeOutput());
            foreach (var batch in batches)
            {
                Handle(node, BookCall.Commands(batch), output);
                if ((node.Judge(default, output) ?? node.JudgeWhole()) is { } breach) Assert.Fail($"{breach}");
            }
        },
        iter: 2_000);

    public static TheoryData<string, int> Damages => new()
    {
        { "a report's number", 108 },
        { "a report that is missing", 108 },
        { "the book's own count", 108 },
        { "less than nothing open", 109 },
        { "a maker with less than nothing open", 109 },
        { "a trade of nothing", 109 },
        { "filled with something open", 109 },
        { "a maker filled with something open", 109 },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void An_answer_that_is_not_sound_is_objected_to(string what, int invariant)
    {
        var node = Configured();
        Assert.Null(Answer(node, [Order(1, Side.Sell, 10), Order(2, Side.Buy, 4), Order(3, Side.Buy, 6)], _ => { }));
        var breach = Answer(
            node,
            [Order(4, Side.Sell, 10), Order(5, Side.Buy, 4), Order(6, Side.Buy, 6)],
            answer =>
            {
                var reports = MemoryMarshal.Cast<byte, BookReport>(answer.AsSpan(Head));
                var trade = reports.Length - 1;
                while (reports[trade].Kind != BookReportKind.Trade) trade--;
                switch (what)
                {
                    case "a report's number": reports[1].Sequence++; break;
                    case "a report that is missing": reports[1] = reports[2]; break;
                    case "the book's own count": answer[8]++; break;
                    case "less than nothing open": reports[trade].LeavesQty = -1; break;
                    case "a maker with less than nothing open": reports[trade].MakerLeavesQty = -1; break;
                    case "a trade of nothing": reports[trade].Quantity = 0; break;
                    case "filled with something open": reports[trade].LeavesQty = 1; break;
                    default: reports[trade].MakerLeavesQty = 1; break;
                }
            });
        Assert.Equal(invariant, breach?.Number);
    }

    [Fact]
    public void A_trade_leaves_something_open_exactly_where_its_order_is_not_closed()
    {
        foreach (var status in Enum.GetValues<OrderStatus>())
        {
            Assert.Null(Judged(status, status.IsClosed() ? 0 : 1));
            Assert.Equal(109, Judged(status, status.IsClosed() ? 1 : 0)?.Number);
        }

        static Breach? Judged(OrderStatus status, long leaves) => Answer(
            Configured(),
            [Order(1, Side.Sell, 10), Order(2, Side.Buy, 4)],
            answer =>
            {
                var reports = MemoryMarshal.Cast<byte, BookReport>(answer.AsSpan(Head));
                Assert.Equal(BookReportKind.Trade, reports[^1].Kind);
                (reports[^1].Status, reports[^1].LeavesQty) = (status, leaves);
            });
    }

    [Fact]
    public void An_account_whose_portfolio_is_not_its_ledgers_is_objected_to()
    {
        var header = new SessionHeader(Config(isRealistic: true, isLive: false), "build", "tape", "hash", [], 1_000);
        var session = new SessionNode(new SessionHost(StrategyCatalog.Standard, "build", []), "venue/main");
        var (node, output) = (new WatchedSession(session), new NodeOutput());
        Handle(node, SessionCall.Open(header), output);
        Assert.Null(node.JudgeWhole());
        Assert.True(session.Node is VenueNode);
        ((VenueNode)session.Node).Portfolio.AddCapital(1, header.Config.ReportingAsset, new Money(1));
        Assert.Equal(PortfolioInvariants.CashIsAccountedFor.Number, node.JudgeWhole()?.Number);
        Assert.Equal(
            PortfolioInvariants.CashIsAccountedFor.Number,
            node.Judge(new NodeInput { Kind = NodeInputKind.Call, Source = "desk", Sequence = 2, TimeNs = 2, Payload = [] }, output)?.Number);
    }

    private static WatchedBook Configured()
    {
        var node = new WatchedBook();
        Handle(node, BookCall.Configure(BookFixtures.Plain), new NodeOutput());
        return node;
    }

    private static BookCommand Order(ulong id, Side side, long quantity) => new()
    {
        Kind = BookCommandKind.Submit,
        OrderId = id,
        Side = side,
        OrderType = OrderType.Limit,
        TimeInForce = TimeInForce.Gtc,
        Price = 100,
        Quantity = quantity,
    };

    /// <summary>Carries commands out, damages the answer, and has it judged.</summary>
    private static Breach? Answer(WatchedBook node, BookCommand[] commands, Action<byte[]> damage)
    {
        var honest = new NodeOutput();
        Handle(node, BookCall.Commands(commands), honest);
        var (bytes, output) = (honest.AnswerBytes.ToArray(), new NodeOutput());
        damage(bytes);
        output.Answer.Write(bytes);
        return node.Judge(default, output);
    }

    private static void Handle(WatchedNode node, byte[] payload, NodeOutput output)
    {
        output.Clear();
        node.Handle(
            new NodeInput { Kind = NodeInputKind.Call, Source = "client", Sequence = 1, TimeNs = 1, Payload = payload }, output);
    }
}
