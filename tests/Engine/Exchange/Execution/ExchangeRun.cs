using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using Trading.Exchange;
using Trading.Invariants;
using Trading.Model;
using Trading.Orders;
using Trading.Tape;
using Xunit;
using PriceLevel = Trading.Model.PriceLevel;

namespace Trading.Tests.Exchange.Execution;

/// <summary>An exchange under test with a clock of its own: each call answers with the lines that it reported.</summary>
internal sealed class ExchangeRun
{
    private readonly ExecutionReportBuffer _reports = new();
    private readonly ExecutionAudit _audit = new();

    public ExchangeRun(ExecutionConfig? config = null, Instrument? instrument = null, bool isLive = false, ulong seed = 1)
    {
        var made = isLive
            ? SimulatedExchange.LiveBook(instrument ?? BookFixtures.Plain, 3, config ?? new ExecutionConfig(), seed)
            : SimulatedExchange.Recorded(instrument ?? BookFixtures.Plain, 3, config ?? new ExecutionConfig(), seed);
        Exchange = BookFixtures.ValueOf(made);
    }

    public SimulatedExchange Exchange { get; }

    public ExecutionStatistics Statistics => Exchange.Statistics;

    /// <summary>The time of the next input; it stays unless the test moves it.</summary>
    public long NowNs { get; set; } = 1_000;

    /// <summary>The reports of the last call.</summary>
    public List<ExecutionReport> Last { get; } = [];

    public static ClientOrderId Id(long sequence) => ClientOrderId.Create(1, sequence);

    public static PriceLevel Bid(long price, long quantity) => new(Side.Buy, price, quantity);

    public static PriceLevel Ask(long price, long quantity) => new(Side.Sell, price, quantity);

    public string[] Snapshot(params PriceLevel[] levels) => Event(TapeEvent.Empty with { Kind = TapeEventKind.BookSnapshot }, levels);

    public string[] Delta(params PriceLevel[] levels) => Event(TapeEvent.Empty with { Kind = TapeEventKind.BookDelta }, levels);

    public string[] Gap() => Event(TapeEvent.Empty with { Kind = TapeEventKind.FeedGap });

    /// <summary>A public trade; a buy takes from the asks.</summary>
    public string[] Trade(Side aggressor, long price, long quantity) =>
        Event(TapeEvent.Empty with { Kind = TapeEventKind.Trade, Price = price, Quantity = quantity, Side = aggressor });

    public string[] Event(TapeEvent e, params PriceLevel[] levels)
    {
        e.TimeNs = NowNs;
        _reports.Clear();
        Exchange.OnMarketEvent(e, levels, _reports);
        return Lines();
    }

    public string[] Limit(
        long sequence, Side side, long quantity, long price, TimeInForce timeInForce = TimeInForce.Gtc,
        OrderFlags flags = OrderFlags.None, SelfTradePrevention prevention = SelfTradePrevention.None, long expireTimeNs = 0) =>
        Send(new OrderIntent
        {
            Kind = IntentKind.Submit,
            ClientOrderId = Id(sequence),
            Side = side,
            Quantity = quantity,
            Price = price,
            OrderType = OrderType.Limit,
            TimeInForce = timeInForce,
            Flags = flags,
            SelfTradePrevention = prevention,
            ExpireTimeNs = expireTimeNs,
        });

    public string[] Market(long sequence, Side side, long quantity) => Send(new OrderIntent
    {
        Kind = IntentKind.Submit,
        ClientOrderId = Id(sequence),
        Side = side,
        Quantity = quantity,
        OrderType = OrderType.Market,
        TimeInForce = TimeInForce.Ioc,
    });

    public string[] Stop(long sequence, Side side, long quantity, long trigger, long price = 0) => Send(new OrderIntent
    {
        Kind = IntentKind.Submit,
        ClientOrderId = Id(sequence),
        Side = side,
        Quantity = quantity,
        Price = price,
        TriggerPrice = trigger,
        OrderType = price == 0 ? OrderType.StopMarket : OrderType.StopLimit,
        TimeInForce = TimeInForce.Gtc,
    });

    public string[] Cancel(long sequence) =>
        Send(new OrderIntent { Kind = IntentKind.Cancel, ClientOrderId = Id(sequence), Side = Side.Buy });

    public string[] Replace(long sequence, long quantity, long price, long trigger = 0) => Send(new OrderIntent
    {
        Kind = IntentKind.Replace,
        ClientOrderId = Id(sequence),
        Quantity = quantity,
        Price = price,
        TriggerPrice = trigger,
        Side = Side.Buy,
    });

    public string[] Send(in OrderIntent intent)
    {
        _reports.Clear();
        Exchange.Execute(intent, NowNs, _reports);
        return Lines();
    }

    public string[] Advance(long timeNs)
    {
        NowNs = timeNs;
        _reports.Clear();
        Exchange.AdvanceTime(timeNs, _reports);
        return Lines();
    }

    public long Ahead(long sequence)
    {
        Assert.True(Exchange.TryGetOrder(Id(sequence), out var order));
        return order.QueueAhead;
    }

    public byte[] Saved() => Saved(Exchange);

    public static byte[] Saved(SimulatedExchange exchange)
    {
        var bytes = new ArrayBufferWriter<byte>();
        exchange.Save(bytes);
        return bytes.WrittenSpan.ToArray();
    }

    private string[] Lines()
    {
        Last.Clear();
        foreach (ref readonly var report in _reports.Reports)
        {
            Last.Add(report);
            Assert.Null(_audit.Take(report));
            Assert.Equal(3, report.Instrument);
        }

        return [.. Last.Select(Line)];
    }

    private static string Line(ExecutionReport report)
    {
        var what = report.ExecType == ExecType.Trade
            ? $" {report.LastQty}@{report.LastPx} {report.Liquidity}, {report.LeavesQty} left"
            : report.Reason != OrderReason.None ? $" {report.Reason}" : "";
        return $"{report.ClientOrderId.Sequence} {report.ExecType}{what}";
    }
}
