using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Trading.Market;
using Trading.Model;
using Trading.Orders;
using Trading.Strategy;
using Trading.Tape;
using Trading.Tests.Model;

namespace Trading.Tests.Strategy;

/// <summary>A context whose world a test writes: it records intents, and its venue answers when it is told to.</summary>
internal sealed class ScriptedContext : StrategyContext
{
    private readonly InstrumentMarket[] _markets;
    private readonly long[] _positions;
    private readonly List<OrderIntent> _sent = [];
    private readonly Dictionary<ClientOrderId, long> _replacedQty = [];
    private SeededRandom _random = SeededRandom.Create(7, "strategy/test");
    private long _timeNs = 1_000_000_000_000;
    private ulong _execId;

    public ScriptedContext(params Instrument[] instruments)
        : this(1, instruments.Length == 0 ? [TestInstruments.Spot()] : [.. instruments])
    {
    }

    private ScriptedContext(int number, ImmutableArray<Instrument> instruments)
        : base(number, instruments)
    {
        _markets = [.. instruments.Select(instrument => new InstrumentMarket(instrument))];
        _positions = new long[instruments.Length];
    }

    public override long TimeNs => _timeNs;

    public override StrategyLease Lease => new(new Money(0), long.MaxValue);

    public override ref SeededRandom Random => ref _random;

    /// <summary>The intents since the last look, in the order sent.</summary>
    public IReadOnlyList<OrderIntent> TakeSent()
    {
        var sent = _sent.ToArray();
        _sent.Clear();
        return sent;
    }

    /// <summary>The intents since the last look, one word or line each.</summary>
    public string[] TakeLines() => [.. TakeSent().Select(Line)];

    public static string Line(OrderIntent intent) => intent.Kind switch
    {
        IntentKind.Submit => $"{intent.ClientOrderId.Sequence} {intent.Side} {intent.Quantity} @ {intent.Price} {intent.TimeInForce}"
            + (intent.Flags == OrderFlags.None ? "" : $" {intent.Flags}"),
        IntentKind.Cancel => $"{intent.ClientOrderId.Sequence} cancel",
        IntentKind.Replace => $"{intent.ClientOrderId.Sequence} replace {intent.Quantity} @ {intent.Price}",
    };

    public ScriptedContext At(long timeNs)
    {
        _timeNs = timeNs;
        return this;
    }

    public ScriptedContext After(long nanoseconds) => At(_timeNs + nanoseconds);

    public void SetPosition(long units, int instrument = 0) => _positions[instrument] = units;

    /// <summary>The book becomes these levels.</summary>
    public void SetBook(ReadOnlySpan<PriceLevel> levels, int instrument = 0)
    {
        var e = TapeEvent.Empty with { Kind = TapeEventKind.BookSnapshot, TimeNs = _timeNs };
        _markets[instrument].Apply(e, levels);
    }

    public void SetTop(long bid, long ask, long bidQuantity = 1_000, long askQuantity = 1_000, int instrument = 0) =>
        SetBook([new(Side.Buy, bid, bidQuantity), new(Side.Sell, ask, askQuantity)], instrument);

    public void LoseBook(int instrument = 0) =>
        _markets[instrument].Apply(TapeEvent.Empty with { Kind = TapeEventKind.FeedGap, TimeNs = _timeNs }, []);

    public void AddTrade(long price, long quantity, int instrument = 0)
    {
        var e = TapeEvent.Empty with
        {
            Kind = TapeEventKind.Trade,
            TimeNs = _timeNs,
            Price = price,
            Quantity = quantity,
            Side = Side.Buy,
        };
        _markets[instrument].Apply(e, []);
    }

    /// <summary>A report about an open order; fills change the position.</summary>
    public ExecutionReport Answer(ClientOrderId id, ExecType type, OrderReason reason = 0, long lastQty = 0, long lastPx = 0)
    {
        if (!TryGetOrder(id, out var order)) throw new InvalidOperationException($"order {id} is not open");
        var quantity = type == ExecType.Replaced ? _replacedQty.GetValueOrDefault(id, order.Quantity.Units) : order.Quantity.Units;
        var filled = order.FilledQty.Units + lastQty;
        var isOver = type is ExecType.Rejected or ExecType.Canceled or ExecType.Expired;
        if (type == ExecType.Trade) _positions[order.Instrument] += order.Side.Sign() * lastQty;
        return new ExecutionReport
        {
            ExecId = ++_execId,
            ClientOrderId = id,
            TimeNs = _timeNs,
            Instrument = order.Instrument,
            ExecType = type,
            Side = order.Side,
            Reason = reason,
            Price = type == ExecType.Replaced ? order.WantedPrice.Units : order.Price.Units,
            Quantity = quantity,
            LastPx = lastPx,
            LastQty = lastQty,
            FilledQty = filled,
            LeavesQty = isOver ? 0 : quantity - filled,
            Status = isOver ? OrderStatus.Canceled : filled == quantity ? OrderStatus.Filled : OrderStatus.Accepted,
        };
    }

    public override Quantity Position(int instrument) => new(_positions[instrument]);

    public override Money RealizedPnl(int instrument) => Money.Zero;

    public override Money UnrealizedPnl(int instrument) => Money.Zero;

    public override Money Fees(int instrument) => Money.Zero;

    public override Money Funding(int instrument) => Money.Zero;

    /// <summary>True when a replacement asks for no more than what is filled by now: a venue cancels then.</summary>
    public bool IsReplacedBelowFilled(OwnOrder order) =>
        _replacedQty.GetValueOrDefault(order.ClientOrderId, order.Quantity.Units) <= order.FilledQty.Units;

    protected override InstrumentMarket MarketOf(int instrument) => _markets[instrument];

    protected override void Send(in OrderIntent intent)
    {
        _sent.Add(intent);
        if (intent.Kind == IntentKind.Replace) _replacedQty[intent.ClientOrderId] = intent.Quantity;
    }
}
