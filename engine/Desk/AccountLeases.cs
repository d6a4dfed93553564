using System;
using System.Linq;
using Trading.Capital;
using Trading.Model;
using Trading.Orders;
using Trading.Portfolio;
using Trading.Risk;

namespace Trading.Desk;

/// <summary>
/// Leases over an order table and a portfolio: what an order would hold, and what is in use. The account has one of its own, which
/// decides; every strategy has one over its own view, which tells it early.
/// </summary>
internal sealed class AccountLeases(DeskConfig config, OrderTable orders, PortfolioBook portfolio)
{
    private readonly LeaseMeter _meter = new(orders.StrategyMax);
    private readonly int[] _collarsPpm = [.. Enumerable.Range(0, config.Listings.Length).Select(i => config.Limits.For(i).CollarPpm)];
    private readonly Money[] _losses = new Money[orders.StrategyMax + 1];

    /// <summary>The leases and holds.</summary>
    public LeaseMeter Meter => _meter;

    /// <summary>What a strategy has lost, as last told; negative for a profit.</summary>
    public Money LossOf(int strategy) => _losses[strategy];

    /// <summary>A strategy's session begins: it has its first lease from here on.</summary>
    public void Begin(int strategy, long nowNs) =>
        _meter.TryAccept(CapitalPool.FirstLease(config.Plan, config.Budgets, strategy, nowNs));

    /// <summary>Tells what a strategy has lost.</summary>
    public void SetLoss(int strategy, Money loss) => _losses[strategy] = loss;

    /// <summary>What positions and working orders are worth, in the reporting asset.</summary>
    public Money InUse(int strategy)
    {
        var sum = _meter.HeldBy(strategy);
        for (var instrument = 0; instrument < config.Listings.Length; instrument++)
        {
            var position = portfolio.PositionOf(strategy, instrument);
            if (position.IsFlat) continue;
            // Before the first mark a position is worth what it cost.
            var rules = config.Listings[instrument].Instrument;
            var isMarked = portfolio.TryGetMark(instrument, out var mark) & position.TryGetValue(rules, mark, out var value);
            if (!TryConvert(instrument, isMarked ? value : position.Cost, out var amount)) return LeaseFigures.Unknown;
            if (!Money.TryAdd(sum, amount.Abs(), out sum)) return LeaseFigures.Unknown;
        }

        return sum;
    }

    /// <summary>What risk looks at.</summary>
    /// <param name="intent">A new order or replacement.</param>
    /// <param name="entry">For a replacement, the order.</param>
    /// <param name="exposure">What the strategy has and may still get.</param>
    /// <param name="nowNs">The time, UNIX nanoseconds.</param>
    public LeaseFigures FiguresOf(in OrderIntent intent, in OrderEntry entry, in AccountExposure exposure, long nowNs)
    {
        var strategy = intent.ClientOrderId.Strategy;
        var lease = _meter.LeaseOf(strategy);
        return new LeaseFigures
        {
            ExpiresNs = lease.ExpiresNs,
            Notional = lease.Notional,
            InUse = InUse(strategy),
            OrderHold = HoldOf(intent, entry, exposure),
            LossLimit = lease.Loss,
            Loss = _losses[strategy],
            BacklogNs = _meter.BacklogNs(strategy, nowNs),
        };
    }

    /// <summary>An order or replacement was sent: it holds from now on.</summary>
    /// <param name="intent">What was sent.</param>
    /// <param name="figures">What it was approved by.</param>
    /// <param name="nowNs">The time, UNIX nanoseconds.</param>
    public void Sent(in OrderIntent intent, in LeaseFigures figures, long nowNs)
    {
        if (intent.Kind == IntentKind.Cancel || !orders.TryGet(intent.ClientOrderId, out var entry)) return;
        _meter.Spend(intent.ClientOrderId.Strategy, nowNs);
        _meter.Set(intent.ClientOrderId, _meter.HoldOf(intent.ClientOrderId) + figures.OrderHold, entry.OpenQty);
    }

    /// <summary>A report was taken: its order may fill less now, or at another price.</summary>
    public void Follow(in ExecutionReport report)
    {
        if (!orders.TryGet(report.ClientOrderId, out var entry)) return;
        _meter.Follow(entry);
        if (report.ExecType is not (ExecType.Replaced or ExecType.ReplaceRejected) || entry.OpenQty == 0) return;
        // The dearer of the two prices was held for while both were possible.
        var amount = NotionalOf(entry.Instrument, entry.Side, entry.OrderType, new Price(entry.Price), entry.OpenQty);
        if (amount < _meter.HoldOf(entry.ClientOrderId)) _meter.Set(entry.ClientOrderId, amount, entry.OpenQty);
    }

    public void Save(StateWriter writer)
    {
        _meter.Save(writer, orders);
        foreach (var loss in _losses) writer.Write(loss);
    }

    /// <summary>Reads what <see cref="Save"/> wrote; the order table was read before.</summary>
    public void Load(ref StateReader reader)
    {
        _meter.Load(ref reader);
        foreach (ref var loss in _losses.AsSpan()) loss = reader.ReadMoney();
    }

    /// <summary>What an order adds to the holds: all that it may fill, but nothing where it can only reduce.</summary>
    private Money HoldOf(in OrderIntent intent, in OrderEntry entry, in AccountExposure exposure)
    {
        if (exposure.IsReducedBy(intent)) return Money.Zero;
        var openQty = Math.Max(intent.Quantity, entry.Quantity) - entry.FilledQty;
        var type = intent.Kind == IntentKind.Replace ? entry.OrderType : intent.OrderType;
        var amount = NotionalOf(intent.Instrument, intent.Side, type, new Price(intent.Price), openQty);
        if (amount == LeaseFigures.Unknown) return amount;
        var held = intent.Kind == IntentKind.Replace ? _meter.HoldOf(intent.ClientOrderId) : Money.Zero;
        return amount > held ? amount - held : Money.Zero;
    }

    /// <summary>What a quantity may cost at the highest: a buy its limit, a sell the mark where that is above its limit, an order
    /// without a limit the mark moved by the collar.</summary>
    private Money NotionalOf(int instrument, Side side, OrderType type, Price limit, long quantity)
    {
        var hasMark = portfolio.TryGetMark(instrument, out var mark);
        var collarPpm = _collarsPpm[instrument];
        var price = (Int128)limit.Units;
        if (type is OrderType.Market or OrderType.StopMarket)
        {
            if (!hasMark) return LeaseFigures.Unknown;
            price = side == Side.Buy ? (Int128)mark.Units * (1_000_000 + collarPpm) / 1_000_000 : mark.Units;
        }
        else if (side == Side.Sell && hasMark && mark > limit)
        {
            price = mark.Units;
        }

        var rules = config.Listings[instrument].Instrument;
        return price <= long.MaxValue
            && Money.TryFrom(new Price((long)price) * new Quantity(quantity), rules, out var notional)
            && TryConvert(instrument, notional, out var amount) ? amount : LeaseFigures.Unknown;
    }

    private bool TryConvert(int instrument, Money amount, out Money converted) =>
        portfolio.Convert(config.Listings[instrument].Pair.Quote, amount).TryGet(out converted, out _);
}
