using System;
using System.Collections.Immutable;
using Trading.Market;
using Trading.Model;
using Trading.Orders;

namespace Trading.Strategy;

/// <summary>
/// What a strategy may look at and what it may ask for. Its own orders, timers and bars live here; what it knows of the
/// world, and where its intents go, is the host's: the desk in a run, a script in a test.
/// </summary>
/// <remarks>Valid within a callback. Naming an instrument, order side or quantity that cannot be is a bug and throws.</remarks>
public abstract class StrategyContext
{
    /// <summary>A context in which nothing has happened.</summary>
    /// <param name="strategyNumber">The strategy's number in its desk, 1 to <see cref="ClientOrderId.StrategyMax"/>.</param>
    /// <param name="instruments">The desk's instruments.</param>
    protected StrategyContext(int strategyNumber, ImmutableArray<Instrument> instruments)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(strategyNumber, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(strategyNumber, ClientOrderId.StrategyMax);
        StrategyNumber = strategyNumber;
        Instruments = instruments;
    }

    /// <summary>The strategy's number in its desk, from 1.</summary>
    public int StrategyNumber { get; }

    /// <summary>The desk's instruments; everything names one by its index.</summary>
    public ImmutableArray<Instrument> Instruments { get; }

    /// <summary>The time of this callback, UNIX nanoseconds: the only clock there is.</summary>
    public abstract long TimeNs { get; }

    /// <summary>What the strategy may use.</summary>
    public abstract StrategyLease Lease { get; }

    /// <summary>The strategy's own random stream, seeded by (run, strategy). Use it in place: a copy would repeat itself.</summary>
    public abstract ref SeededRandom Random { get; }

    /// <summary>Own orders that are not closed, oldest first, as far as the strategy has heard. Copies nothing.</summary>
    /// <remarks>Cancelling while walking over it is fine; the span shows the statuses of the moment.</remarks>
    public ReadOnlySpan<OwnOrder> OpenOrders => Orders.Open;

    /// <summary>The host's door to the own orders.</summary>
    internal OwnOrders Orders { get; } = new();

    /// <summary>The host's door to the timers.</summary>
    internal StrategyTimers Timers { get; } = new();

    /// <summary>The host's door to the bars.</summary>
    internal BarSubscriptions Bars { get; } = new();

    /// <summary>When a timer or the end of a bar is due next, UNIX nanoseconds; <see cref="long.MaxValue"/> when neither is.</summary>
    internal long NextNs => Math.Min(Timers.NextNs, Bars.NextCloseNs);

    /// <summary>The market of an instrument.</summary>
    public MarketView Market(int instrument) => new(MarketOf(instrument));

    /// <summary>The strategy's position, in quantity units: positive when long, negative when short.</summary>
    public abstract Quantity Position(int instrument);

    /// <summary>Profit of closed positions, without fees, in the instrument's quote asset.</summary>
    public abstract Money RealizedPnl(int instrument);

    /// <summary>Profit of the open position at the mark price, in the instrument's quote asset.</summary>
    public abstract Money UnrealizedPnl(int instrument);

    /// <summary>Fees paid so far, in the instrument's quote asset; negative when rebates exceed them.</summary>
    public abstract Money Fees(int instrument);

    /// <summary>Funding received so far, in the instrument's quote asset; negative for what was paid.</summary>
    public abstract Money Funding(int instrument);

    /// <summary>The own order of an id.</summary>
    /// <returns>False when it is closed or was never made.</returns>
    public bool TryGetOrder(ClientOrderId id, out OwnOrder order) => Orders.TryGet(id, out order);

    /// <summary>Asks for a new order. A denial comes later as an event, never inside this call.</summary>
    /// <returns>The order's id.</returns>
    public ClientOrderId Submit(in OrderRequest request) => Submit(request, isQuote: false);

    /// <summary>Asks for the cancel of an own order.</summary>
    /// <returns>False, and nothing is sent, when it is closed or its cancel is under way.</returns>
    public bool Cancel(ClientOrderId id)
    {
        if (!Orders.TryRequest(id, OrderTransition.RequestCancel, null, out var order)) return false;
        Send(IntentOf(order, IntentKind.Cancel, default, default));
        return true;
    }

    /// <summary>Asks for the cancel of every own order of an instrument.</summary>
    public void CancelAll(int instrument)
    {
        foreach (ref readonly var order in OpenOrders)
        {
            if (order.Instrument == instrument) Cancel(order.ClientOrderId);
        }
    }

    /// <summary>Asks for another price and total quantity of an own order.</summary>
    /// <param name="id">The order.</param>
    /// <param name="price">The new limit price.</param>
    /// <param name="quantity">The new total, fills included.</param>
    /// <returns>False, and nothing is sent, unless it is acknowledged and no other request is under way.</returns>
    public bool Replace(ClientOrderId id, Price price, Quantity quantity)
    {
        if (!Orders.TryRequest(id, OrderTransition.RequestReplace, price, out var order)) return false;
        Send(IntentOf(order, IntentKind.Replace, price, quantity));
        return true;
    }

    /// <summary>
    /// Keeps one post-only order on each side by as few commands as possible: an order near its price stays, others are
    /// replaced, an unwanted one is canceled. Call it as often as you like.
    /// </summary>
    /// <param name="instrument">The instrument's index.</param>
    /// <param name="bid">Price of the bid.</param>
    /// <param name="bidQuantity">Its open quantity; zero for no bid.</param>
    /// <param name="ask">Price of the ask; above the bid.</param>
    /// <param name="askQuantity">Its open quantity; zero for no ask.</param>
    /// <param name="toleranceUnits">How far an order may be off its price and stay, in price units.</param>
    /// <remarks>While an answer about a side is under way, that side is left alone until the next call. A side never has two
    /// live orders, and no quote is sent that the other side's own order would meet.</remarks>
    public void Quote(int instrument, Price bid, Quantity bidQuantity, Price ask, Quantity askQuantity, long toleranceUnits = 0)
    {
        CheckInstrument(instrument);
        var isTwoSided = bidQuantity > Quantity.Zero && askQuantity > Quantity.Zero;
        if (isTwoSided && bid >= ask) throw new ArgumentException($"a quote's bid {bid} is not below its ask {ask}");
        new TwoSidedQuote(this, instrument, toleranceUnits).Keep(bid, bidQuantity, ask, askQuantity);
    }

    /// <summary>Cancels what <see cref="Quote"/> made for an instrument.</summary>
    public void CancelQuotes(int instrument) => Quote(instrument, default, default, default, default);

    /// <summary>Sets a timer, or moves it. It comes as <see cref="IStrategy.OnTimer"/> once.</summary>
    /// <param name="timer">The strategy's own number for it.</param>
    /// <param name="timeNs">When, UNIX nanoseconds; a time that is not in the future is taken as the next nanosecond.</param>
    public void SetTimer(int timer, long timeNs) => Timers.Set(timer, Math.Max(timeNs, TimeNs + 1));

    /// <summary>Forgets a timer; one that is not set is no mistake.</summary>
    public void CancelTimer(int timer) => Timers.Cancel(timer);

    /// <summary>Asks for time bars of an instrument's trades; subscribing a second time changes nothing.</summary>
    /// <param name="instrument">The instrument's index.</param>
    /// <param name="intervalNs">1 ms to 1 day, in nanoseconds; bars start at multiples of it since 1970.</param>
    public void SubscribeBars(int instrument, long intervalNs)
    {
        CheckInstrument(instrument);
        Bars.Subscribe(instrument, intervalNs);
    }

    /// <summary>Writes orders, timers and bars; the host saves the rest.</summary>
    internal void Save(StateWriter writer)
    {
        Orders.Save(writer);
        Timers.Save(writer);
        Bars.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    internal void Load(ref StateReader reader)
    {
        Orders.Load(ref reader);
        Timers.Load(ref reader);
        Bars.Load(ref reader);
    }

    internal ClientOrderId Submit(in OrderRequest request, bool isQuote)
    {
        CheckInstrument(request.Instrument);
        var intent = new OrderIntent
        {
            ClientOrderId = ClientOrderId.Create(StrategyNumber, Orders.NextSequence()),
            Price = request.Price.Units,
            Quantity = request.Quantity.Units,
            TriggerPrice = request.TriggerPrice.Units,
            ExpireTimeNs = request.ExpireTimeNs,
            Instrument = request.Instrument,
            Kind = IntentKind.Submit,
            Side = request.Side,
            OrderType = request.OrderType,
            TimeInForce = request.TimeInForce,
            Flags = request.Flags,
            SelfTradePrevention = request.SelfTradePrevention,
        };
        if (!request.Side.IsDefined()) throw new ArgumentException("an order needs a side");
        Orders.Add(intent, isQuote);
        Send(intent);
        return intent.ClientOrderId;
    }

    /// <summary>The host's market of an instrument, as this strategy sees it now.</summary>
    protected abstract InstrumentMarket MarketOf(int instrument);

    /// <summary>Takes an intent. The host must not call the strategy from here.</summary>
    protected abstract void Send(in OrderIntent intent);

    private static OrderIntent IntentOf(in OwnOrder order, IntentKind kind, Price price, Quantity quantity) => new()
    {
        ClientOrderId = order.ClientOrderId,
        Price = price.Units,
        Quantity = quantity.Units,
        Instrument = order.Instrument,
        Kind = kind,
        Side = order.Side,
        OrderType = order.OrderType,
        Flags = order.Flags,
    };

    private void CheckInstrument(int instrument)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(instrument);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(instrument, Instruments.Length);
    }
}
