using System.Collections.Generic;
using Trading.Market;
using Trading.Model;
using Trading.Orders;
using Trading.Strategy;
using Trading.Tape;

namespace Trading.Bench.Rooms;

/// <summary>A context with a book of twenty levels that hardly moves, at a venue that accepts and never fills.</summary>
internal sealed class QuietContext : StrategyContext
{
    private static readonly PriceLevel[] Changed = new PriceLevel[1];

    private readonly InstrumentMarket _market = new(BookWorkload.Instrument);
    private readonly Queue<OrderIntent> _sent = new();
    private SeededRandom _random = SeededRandom.Create(1, "strategy/bench");
    private long _timeNs = 1_000_000_000_000;

    public QuietContext()
        : base(1, [BookWorkload.Instrument])
    {
        var levels = new List<PriceLevel>();
        for (var rank = 0; rank < 10; rank++)
        {
            levels.Add(new(Side.Buy, 1_000_000 - rank, 1_000));
            levels.Add(new(Side.Sell, 1_000_001 + rank, 1_000));
        }

        _market.Apply(TapeEvent.Empty with { Kind = TapeEventKind.BookSnapshot, TimeNs = _timeNs }, levels.ToArray());
    }

    public override long TimeNs => _timeNs;

    public override StrategyLease Lease => new(Money.Zero, long.MaxValue);

    public override ref SeededRandom Random => ref _random;

    /// <summary>A millisecond later the quantity of a best level is another.</summary>
    public void Tick()
    {
        _timeNs += 1_000_000;
        var side = _timeNs % 2_000_000 == 0 ? Side.Buy : Side.Sell;
        Changed[0] = new PriceLevel(side, side == Side.Buy ? 1_000_000 : 1_000_001, 1_000 + _timeNs / 1_000_000 % 7);
        _market.Apply(TapeEvent.Empty with { Kind = TapeEventKind.BookDelta, TimeNs = _timeNs }, Changed);
    }

    /// <summary>A trade in the middle.</summary>
    public void Trade() => _market.Apply(
        TapeEvent.Empty with { Kind = TapeEventKind.Trade, TimeNs = _timeNs, Price = 1_000_000, Quantity = 1, Side = Side.Buy }, []);

    /// <summary>Accepts what was sent.</summary>
    public void AnswerAll(StrategyDriver driver)
    {
        while (_sent.TryDequeue(out var intent))
        {
            driver.Report(new ExecutionReport
            {
                ClientOrderId = intent.ClientOrderId,
                ExecType = intent.Kind == IntentKind.Submit ? ExecType.Accepted : ExecType.Replaced,
                Side = intent.Side,
                Price = intent.Price,
                Quantity = intent.Quantity,
                LeavesQty = intent.Quantity,
                Status = OrderStatus.Accepted,
            });
        }
    }

    public override Quantity Position(int instrument) => Quantity.Zero;

    public override Money RealizedPnl(int instrument) => Money.Zero;

    public override Money UnrealizedPnl(int instrument) => Money.Zero;

    public override Money Fees(int instrument) => Money.Zero;

    public override Money Funding(int instrument) => Money.Zero;

    protected override InstrumentMarket MarketOf(int instrument) => _market;

    protected override void Send(in OrderIntent intent) => _sent.Enqueue(intent);
}
