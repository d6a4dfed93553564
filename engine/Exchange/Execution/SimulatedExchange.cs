using System;
using System.Buffers;
using Trading.Model;
using Trading.Orders;
using Trading.Tape;

namespace Trading.Exchange;

/// <summary>
/// The simulated exchange of one instrument for our own orders: commands and the tape's events in, execution reports out.
/// One door, two models behind it: a recorded market that our orders are matched against by estimates, and a live book that
/// the tape's order flow is replayed into and that our orders stand in. A function of its inputs, its configuration and
/// its seed; one caller, no clock: every input carries its time, and time never steps back.
/// </summary>
public abstract partial class SimulatedExchange
{
    private protected readonly ExecutionOrders _orders = new();
    private readonly BookRules _rules;
    private readonly VenueGate _gate;
    private readonly FeeMeter _fees;
    private readonly MarkoutMeter _markouts;

    private protected SimulatedExchange(Instrument instrument, int index, ExecutionConfig config, ulong seed)
    {
        (Instrument, InstrumentIndex, Config) = (instrument, index, config);
        _rules = new BookRules(instrument);
        _gate = new VenueGate(config, seed, "execution/" + instrument.Id);
        _fees = new FeeMeter(config.Fees);
        _markouts = new MarkoutMeter(config.MarkoutNs, Statistics);
    }

    /// <summary>The instrument's rules.</summary>
    public Instrument Instrument { get; }

    /// <summary>Its index in the desk's configuration.</summary>
    public int InstrumentIndex { get; }

    /// <summary>How orders are treated.</summary>
    public ExecutionConfig Config { get; }

    /// <summary>The venue's own risk check; null for none. Not part of the saved state.</summary>
    public IVenueRisk? Risk { get; set; }

    /// <summary>True when market data is made for <see cref="TryTakeMarketData"/>: whoever asks for it has to take it, since
    /// trades are kept until they are taken. Set before the first input; not part of the saved state.</summary>
    public bool PublishesMarketData { get; set; }

    /// <summary>What was counted so far.</summary>
    public ExecutionStatistics Statistics { get; } = new();

    /// <summary>The number of the last report; 0 before the first.</summary>
    public ulong ExecId { get; private set; }

    /// <summary>The exchange's time: that of the latest input, UNIX nanoseconds.</summary>
    public long NowNs { get; private set; }

    /// <summary>When the next of our orders expires, UNIX nanoseconds; <see cref="long.MaxValue"/> when none does.</summary>
    public long NextExpiryNs => _orders.NextExpiryNs;

    /// <summary>Our open orders.</summary>
    public int OpenOrderCount => _orders.Count;

    /// <summary>The notional of our fills in the last 30 days of event time, in the quote asset: what fee tiers go by.</summary>
    public Money FeeNotional => _fees.Notional;

    /// <summary>An exchange over a recorded market: the tape's books and trades, or the book that its order flow makes.</summary>
    /// <param name="instrument">The instrument's rules.</param>
    /// <param name="index">Its index in the desk's configuration.</param>
    /// <param name="config">How orders are treated.</param>
    /// <param name="seed">The run's seed.</param>
    public static Result<SimulatedExchange, ExecutionConfigError> Recorded(
        Instrument instrument, int index, ExecutionConfig config, ulong seed) =>
        ExecutionConfigRules.FirstError(config) is { } error
            ? error
            : Result<SimulatedExchange, ExecutionConfigError>.Ok(new RecordedExchange(instrument, index, config, seed));

    /// <summary>An exchange with a live book: the tape's orders, cancels and amendments are replayed into it.</summary>
    /// <param name="instrument">The instrument's rules.</param>
    /// <param name="index">Its index in the desk's configuration.</param>
    /// <param name="config">How orders are treated; queue model, impact and slippage are the book's own.</param>
    /// <param name="seed">The run's seed.</param>
    public static Result<SimulatedExchange, ExecutionConfigError> LiveBook(
        Instrument instrument, int index, ExecutionConfig config, ulong seed) =>
        ExecutionConfigRules.FirstError(config) is { } error
            ? error
            : Result<SimulatedExchange, ExecutionConfigError>.Ok(new LiveBookExchange(instrument, index, config, seed));

    /// <summary>Takes the tape's next event of this instrument, and reports what it does to our orders.</summary>
    /// <param name="e">The event; its instrument index is not looked at.</param>
    /// <param name="levels">The levels of a book event.</param>
    /// <param name="reports">Takes the reports.</param>
    public void OnMarketEvent(in TapeEvent e, ReadOnlySpan<Model.PriceLevel> levels, ExecutionReportBuffer reports)
    {
        LetTimePass(e.TimeNs, reports);
        TakeEvent(e, levels, reports);
    }

    /// <summary>Takes one of our commands at its arrival. It is refused by report, never by exception.</summary>
    /// <param name="intent">The command; its instrument index is not looked at.</param>
    /// <param name="timeNs">When it arrives at the exchange, UNIX nanoseconds.</param>
    /// <param name="reports">Takes the reports.</param>
    public void Execute(in OrderIntent intent, long timeNs, ExecutionReportBuffer reports)
    {
        LetTimePass(timeNs, reports);
        if (intent.Kind == IntentKind.Submit) Submit(intent, reports);
        else if (intent.Kind == IntentKind.Cancel) Cancel(intent, reports);
        else if (intent.Kind == IntentKind.Replace) Replace(intent, reports);
        else Refuse(ExecType.Rejected, intent, OrderReason.MalformedCommand, reports);
    }

    /// <summary>Lets time pass: our orders whose expiry is at or before it expire, in expiry order, then by age.</summary>
    /// <param name="timeNs">UNIX nanoseconds; an earlier time than the exchange's changes nothing.</param>
    /// <param name="reports">Takes the reports.</param>
    public void AdvanceTime(long timeNs, ExecutionReportBuffer reports) => LetTimePass(timeNs, reports);

    /// <summary>Best bid + best ask of the market that our orders meet.</summary>
    /// <returns>False while a side is empty or the market is not live.</returns>
    public abstract bool TryGetMidTwice(out long midTwice);

    /// <summary>The next public event that handling made, for the strategies' view of the market: trades, then changed levels.
    /// None unless <see cref="PublishesMarketData"/>, and none on a recorded market: there the tape itself is the data.</summary>
    /// <param name="e">A trade, a snapshot or a delta.</param>
    /// <param name="levels">The levels of a book event; valid until the next call.</param>
    /// <returns>False when all was given.</returns>
    public abstract bool TryTakeMarketData(out TapeEvent e, out ReadOnlySpan<Model.PriceLevel> levels);

    /// <summary>Finds one of our open orders.</summary>
    public bool TryGetOrder(ClientOrderId id, out OpenOrder order)
    {
        order = default;
        if (!_orders.TryFind(id.Value, out var slot)) return false;
        ref readonly var found = ref _orders.At(slot);
        order = new OpenOrder(id, found.Side, found.Status, found.Price, found.LeavesQty, found.Ahead, found.IsWaiting);
        return true;
    }

    /// <summary>Writes the whole state in a canonical layout: equal states give equal bytes.</summary>
    public void Save(IBufferWriter<byte> destination)
    {
        var writer = new StateWriter(destination);
        writer.Write(NowNs);
        writer.Write(ExecId);
        _gate.Save(writer);
        _fees.Save(writer);
        Statistics.Save(writer);
        _markouts.Save(writer);
        _orders.Save(writer);
        SaveMarket(destination);
    }

    /// <summary>Reads what <see cref="Save"/> wrote, into an exchange of the same instrument, configuration and seed.</summary>
    /// <param name="reader">It knows when the bytes are not that; the exchange is then good for nothing.</param>
    public void Load(ref StateReader reader)
    {
        NowNs = reader.ReadInt64();
        ExecId = reader.ReadUInt64();
        _gate.Load(ref reader);
        _fees.Load(ref reader);
        Statistics.Load(ref reader);
        _markouts.Load(ref reader);
        _orders.Load(ref reader);
        LoadMarket(ref reader);
    }

    /// <summary>The market's part of <see cref="Save"/>.</summary>
    private protected abstract void SaveMarket(IBufferWriter<byte> destination);

    /// <summary>The market's part of <see cref="Load"/>.</summary>
    private protected abstract void LoadMarket(ref StateReader reader);

    /// <summary>Applies an event of the tape.</summary>
    private protected abstract void TakeEvent(
        in TapeEvent e, ReadOnlySpan<Model.PriceLevel> levels, ExecutionReportBuffer reports);

    /// <summary>What the market itself has against a new order that fits all rules.</summary>
    private protected abstract OrderReason CheckMarket(in ExecutionOrder order);

    /// <summary>Takes a new order to the market.</summary>
    private protected abstract void Place(in ExecutionOrder order, ExecutionReportBuffer reports);

    /// <summary>Cancels an open order.</summary>
    private protected abstract void CancelOrder(int slot, ExecutionReportBuffer reports);

    /// <summary>Replaces an open order.</summary>
    private protected abstract void ReplaceOrder(int slot, in BookCommand command, ExecutionReportBuffer reports);

    /// <summary>Ends the orders that are due.</summary>
    private protected abstract void Expire(ExecutionReportBuffer reports);

    private void LetTimePass(long timeNs, ExecutionReportBuffer reports)
    {
        if (timeNs <= NowNs) return;
        if (timeNs > _markouts.NextDueNs)
        {
            var isKnown = TryGetMidTwice(out var midTwice);
            _markouts.Settle(timeNs, isKnown, midTwice);
        }

        NowNs = timeNs;
        if (timeNs >= _orders.NextExpiryNs) Expire(reports);
    }
}
