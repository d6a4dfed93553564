using System;
using System.Collections.Generic;
using System.Linq;
using Trading.Exchange;
using Trading.Model;
using Trading.Orders;
using Trading.Tape;
using Xunit;
using PriceLevel = Trading.Model.PriceLevel;

namespace Trading.Tests.Exchange.Execution;

/// <summary>
/// A random market with random orders of ours in it, as a function of the seed: for a recorded exchange book updates and
/// trades, for a live one order flow.
/// </summary>
internal sealed class ExecutionStream
{
    private const long Mid = 1_000;

    private readonly ExecutionReportBuffer _reports = new();
    private readonly bool _isLive;
    private SeededRandom _random;
    private SimulatedExchange? _follower;
    private long _orders;
    private ulong _flow;

    public ExecutionStream(ulong seed, ExecutionConfig config, bool isLive)
    {
        _isLive = isLive;
        _random = SeededRandom.Create(seed, "execution-stream");
        Run = new ExchangeRun(config, isLive: isLive, seed: seed);
    }

    public ExchangeRun Run { get; }

    /// <summary>The levels of the last step, if it was a book event.</summary>
    public PriceLevel[]? LastLevels { get; private set; }

    public bool IsSnapshot { get; private set; }

    /// <summary>The quantity of the last step's trade; 0 if it was none.</summary>
    public long LastTrade { get; private set; }

    /// <summary>Another exchange that gets the same inputs and has to answer alike.</summary>
    public void Follow(SimulatedExchange follower) => _follower = follower;

    /// <summary>True for a fill in the last step of one of our orders with another.</summary>
    public bool IsOwnMatch(ExecutionReport fill) => Run.Last.Any(other =>
        other.ExecType == ExecType.Trade && other.Side != fill.Side && other.LastPx == fill.LastPx && other.LastQty == fill.LastQty
        && other.Liquidity != fill.Liquidity);

    public string[] Step()
    {
        Run.NowNs += _random.Below(8) == 0 ? _random.Below(50_000_000) : _random.Below(2_000);
        (LastLevels, IsSnapshot, LastTrade) = (null, false, 0);
        if (_random.Below(3) == 0) return Send(Intent());
        return _isLive ? Event(Flow()) : Market();
    }

    private string[] Market()
    {
        var draw = _random.Below(40);
        if (draw == 0) return Event(TapeEvent.Empty with { Kind = TapeEventKind.FeedGap });
        if (draw <= 2 || Run.Exchange.NowNs == 0) return Book(TapeEventKind.BookSnapshot, 12);
        if (draw < 26) return Book(TapeEventKind.BookDelta, (int)_random.Between(1, 3));
        LastTrade = _random.Between(1, 30);
        var side = _random.Below(9) switch { < 4 => Side.Buy, < 8 => Side.Sell, _ => (Side)0 };
        return Event(TapeEvent.Empty with { Kind = TapeEventKind.Trade, Price = Mid + _random.Between(-6, 6), Quantity = LastTrade, Side = side });
    }

    private string[] Book(TapeEventKind kind, int count)
    {
        IsSnapshot = kind == TapeEventKind.BookSnapshot;
        var levels = new List<PriceLevel>();
        for (var i = 0; i < count; i++)
        {
            var side = _random.Below(2) == 0 ? Side.Buy : Side.Sell;
            var price = Mid - side.Sign() * _random.Between(_random.Below(5) == 0 ? -2 : 1, 8);
            var quantity = IsSnapshot || _random.Below(4) > 0 ? _random.Between(1, 40) : 0;
            levels.RemoveAll(level => level.Side == side && level.Price == price);
            levels.Add(new PriceLevel(side, price, quantity));
        }

        LastLevels = [.. levels];
        return Event(TapeEvent.Empty with { Kind = kind }, LastLevels);
    }

    private TapeEvent Flow()
    {
        var side = _random.Below(2) == 0 ? Side.Buy : Side.Sell;
        var old = (ulong)_random.Between(1, (long)_flow + 1);
        return _random.Below(10) switch
        {
            < 6 => FlowEvents.Order(++_flow, side, Mid - side.Sign() * _random.Between(-3, 8), _random.Between(1, 30)),
            < 8 => FlowEvents.Cancel(old, side, Mid),
            < 9 => FlowEvents.Amend(old, side, Mid + _random.Between(-8, 8), _random.Between(1, 30)),
            _ => FlowEvents.Order(++_flow, side, 0, _random.Between(1, 20)) with { OrderType = OrderType.Market },
        };
    }

    private OrderIntent Intent()
    {
        var draw = _random.Below(20);
        var side = _random.Below(2) == 0 ? Side.Buy : Side.Sell;
        var intent = new OrderIntent
        {
            Kind = draw < 12 ? IntentKind.Submit : draw < 16 ? IntentKind.Replace : IntentKind.Cancel,
            ClientOrderId = ExchangeRun.Id(draw < 12 && _random.Below(20) > 0 ? ++_orders : _random.Between(1, _orders + 2)),
            Side = side,
            Price = Mid - side.Sign() * _random.Between(-5, 8),
            Quantity = _random.Between(_random.Below(30) == 0 ? -1 : 1, 40),
            OrderType = (OrderType)Math.Max(1, _random.Between(-4, 4)),
            TimeInForce = (TimeInForce)Math.Max(1, _random.Between(-4, 5)),
            SelfTradePrevention = (SelfTradePrevention)Math.Max(0, _random.Between(-3, 4)),
            Flags = _random.Below(6) == 0 ? OrderFlags.PostOnly : OrderFlags.None,
            TriggerPrice = Mid + _random.Between(-6, 6),
        };
        if (intent.TimeInForce == TimeInForce.Gtd) intent.ExpireTimeNs = Run.NowNs + _random.Between(-1_000, 100_000_000);
        return intent;
    }

    private string[] Event(TapeEvent e, params PriceLevel[] levels)
    {
        var lines = Run.Event(e, levels);
        if (_follower is null) return lines;
        e.TimeNs = Run.NowNs;
        _reports.Clear();
        _follower.OnMarketEvent(e, levels, _reports);
        Compare();
        return lines;
    }

    private string[] Send(OrderIntent intent)
    {
        var lines = Run.Send(intent);
        if (_follower is null) return lines;
        _reports.Clear();
        _follower.Execute(intent, Run.NowNs, _reports);
        Compare();
        return lines;
    }

    private void Compare() => Assert.Equal(Run.Last, _reports.Reports.ToArray());
}
