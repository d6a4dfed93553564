using System.Collections.Generic;
using Trading.Capital;
using Trading.Desk;
using Trading.Invariants;
using Trading.Model;
using Trading.Orders;
using Trading.Risk;
using Trading.Strategy;
using Trading.Tests.Orders;
using Xunit;
using static Trading.Tests.Backtest.BacktestTests;

namespace Trading.Tests.Invariants;

/// <summary>What no sound node does is done to a node within a step, and must be seen in that step.</summary>
public sealed class DeskAuditTests
{
    [Fact]
    public void A_report_of_an_order_that_the_account_never_sent_is_seen()
    {
        var (venue, audit) = Account();
        audit.Before(Message(MessageKind.Report, new ExecutionReport { ClientOrderId = ClientOrderId.Create(1, 7), ExecType = ExecType.Accepted }));
        Assert.Equal(RiskInvariants.ApprovedFirst, audit.Violation?.Invariant);
        Assert.Equal(0, venue.OrderCount);
    }

    [Fact]
    public void An_order_that_leaves_a_halted_strategys_account_is_seen()
    {
        var (venue, audit) = Account();
        Assert.True(OperatorCommand.Create(1, CommandKind.Halt, 1, "test", "").TryGet(out var halt, out _));
        venue.Deliver(Message(MessageKind.Command, halt));
        venue.RunUntil(10, long.MaxValue, []);
        Assert.Equal(TradingState.Halted, venue.TradingStateOf(1));
        Assert.Null(audit.Violation);
        audit.Before(Message(MessageKind.Order, Order()));
        Send(venue, Order());
        audit.After([]);
        Assert.Equal(RiskInvariants.HaltedIsQuiet, audit.Violation?.Invariant);
    }

    [Fact]
    public void A_hold_beyond_the_lease_is_seen()
    {
        var (venue, audit) = Account();
        audit.Before(Message(MessageKind.Order, Order()));
        Send(venue, Order());
        venue.Leases.Set(Order().ClientOrderId, venue.CapitalTotal + venue.CapitalTotal, Order().Quantity);
        audit.After([]);
        Assert.Equal(RiskInvariants.WithinTheLease, audit.Violation?.Invariant);
    }

    [Fact]
    public void A_lease_beyond_what_there_is_is_seen()
    {
        var (venue, audit) = Account();
        var lease = new Lease { Strategy = 2, Number = 9, Notional = venue.CapitalTotal, ExpiresNs = long.MaxValue };
        venue.Deliver(Message(MessageKind.Lease, lease));
        venue.RunUntil(10, long.MaxValue, []);
        Assert.Equal(RiskInvariants.LeasesShareTheTotal, audit.Violation?.Invariant);
    }

    public static TheoryData<string, int> Reports => new()
    {
        { "sound", 0 }, { "a number left out", 901 }, { "more than traded", 902 }, { "above the limit", 903 }, { "never accepted", 904 }, { "earlier", 905 },
    };

    [Theory]
    [MemberData(nameof(Reports))]
    public void A_report_that_is_not_sound_is_seen_as_it_leaves_the_exchange(string what, int invariant)
    {
        var audit = new DeskAudit(Desk().Exchanges[0]);
        var accepted = new ExecutionReport
        {
            ExecId = 1,
            ClientOrderId = ClientOrderId.Create(1, 1),
            ExecType = ExecType.Accepted,
            Status = OrderStatus.Accepted,
            Side = Side.Buy,
            Price = 100,
            Quantity = 10,
            LeavesQty = 10,
            TimeNs = 5,
        };
        var trade = accepted with
        {
            ExecId = 2,
            ExecType = ExecType.Trade,
            Status = OrderStatus.PartiallyFilled,
            LastQty = 4,
            LastPx = 100,
            FilledQty = 4,
            LeavesQty = 6,
            TimeNs = 6,
        };
        trade = what switch
        {
            "a number left out" => trade with { ExecId = 3 },
            "more than traded" => trade with { FilledQty = 5, LeavesQty = 5 },
            "above the limit" => trade with { LastPx = 101 },
            "never accepted" => trade with { ClientOrderId = ClientOrderId.Create(1, 2) },
            "earlier" => trade with { TimeNs = 4 },
            _ => trade,
        };
        audit.After([Message(MessageKind.Report, accepted), Message(MessageKind.Report, trade)]);
        Assert.Equal(invariant, audit.Violation?.Invariant.Number ?? 0);
    }

    [Fact]
    public void What_a_step_breaks_halts_the_node_that_a_silo_hosts()
    {
        var header = new SessionHeader(Config(isRealistic: true, isLive: false), "build", "tape", "hash", [], 1_000);
        var session = new SessionNode(new SessionHost(StrategyCatalog.Standard, "build", []), "venue/main");
        var (node, output) = (new WatchedSession(session), new Trading.Durable.NodeOutput());
        node.Handle(
            new() { Kind = Trading.Durable.NodeInputKind.Call, Source = "client", Sequence = 1, TimeNs = 1, Payload = SessionCall.Open(header) }, output);
        Assert.Null(node.JudgeWhole());
        session.Node?.Audit?.Before(Message(MessageKind.Report, new ExecutionReport { ClientOrderId = ClientOrderId.Create(1, 7) }));
        Assert.Equal(RiskInvariants.ApprovedFirst.Number, node.JudgeWhole()?.Number);
        Assert.Equal(
            RiskInvariants.ApprovedFirst.Number,
            node.Judge(new() { Kind = Trading.Durable.NodeInputKind.Call, Source = "desk", Sequence = 2, TimeNs = 2, Payload = [] }, output)?.Number);
    }

    private static TradingDesk Desk()
    {
        Assert.True(TradingDesk.Create(Config(isRealistic: true, isLive: false), StrategyCatalog.Standard).TryGet(out var desk, out _));
        return desk;
    }

    /// <summary>An account after its first message, watched.</summary>
    private static (VenueNode Venue, DeskAudit Audit) Account()
    {
        var venue = Desk().Venue;
        var audit = new DeskAudit(venue);
        venue.Audit = audit;
        venue.Deliver(Message(MessageKind.Mark, 0L));
        venue.RunUntil(6, long.MaxValue, new List<DeskMessage>());
        Assert.Null(audit.Violation);
        return (venue, audit);
    }

    /// <summary>As if the account's own judgement had been left out.</summary>
    private static void Send(VenueNode venue, OrderIntent order) =>
        Assert.True(venue.Orders.Send(order, 1).IsApplied);

    private static OrderIntent Order() => new OrderFlow(strategyMax: 1, instrumentCount: 1).Intent(1, 0, Side.Buy, price: 1_000, quantity: 1_000);

    private static DeskMessage Message<T>(MessageKind kind, T body)
        where T : unmanaged => new() { TimeNs = 5, Sequence = (long)kind, Source = 99, Kind = kind, Payload = MessagePayload.Of(body) };
}
