using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using Trading.Market;
using Trading.Model;
using Trading.Orders;
using Trading.Portfolio;
using Trading.Risk;
using Trading.Strategy;

namespace Trading.Desk;

/// <summary>What a strategy sees: its node's markets, orders and positions.</summary>
internal sealed class NodeContext : StrategyContext
{
    private readonly DeskNode _node;
    private readonly PortfolioBook _portfolio;
    private SeededRandom _random;
    private LossBaseline _baseline;

    public NodeContext(DeskNode node, DeskConfig config, int number)
        : base(number, [.. config.Listings.Select(listing => listing.Instrument)])
    {
        _node = node;
        _random = SeededRandom.Create(config.Seed, node.Name);
        Markets = new InstrumentMarket[config.Listings.Length];
        for (var i = 0; i < Markets.Length; i++) Markets[i] = new InstrumentMarket(config.Listings[i].Instrument);
        Table = new OrderTable(number, Markets.Length);
        _portfolio = new PortfolioBook(new PortfolioSettings(number, config.Listings, config.ReportingAsset));
        Leases = new AccountLeases(config, Table, _portfolio);
    }

    public InstrumentMarket[] Markets { get; }

    public OrderTable Table { get; }

    public List<OrderIntent> Wanted { get; } = [];

    public override long TimeNs => _node.NowNs;

    /// <summary>The strategy's own view of its lease: the account's is what counts.</summary>
    public AccountLeases Leases { get; }

    public override StrategyLease Lease
    {
        get
        {
            var lease = Leases.Meter.LeaseOf(StrategyNumber);
            return new StrategyLease(lease.Notional, lease.ExpiresNs);
        }
    }

    public override ref SeededRandom Random => ref _random;

    public override Quantity Position(int instrument) =>
        new(_portfolio.PositionOf(StrategyNumber, instrument).Quantity);

    public override Money RealizedPnl(int instrument) =>
        _portfolio.PositionOf(StrategyNumber, instrument).RealizedPnl;

    public override Money UnrealizedPnl(int instrument)
    {
        if (!Markets[instrument].TryGetMarkPrice(out var mark)) return Money.Zero;
        _portfolio.SetMark(instrument, mark);
        return _portfolio.UnrealizedPnl(StrategyNumber, instrument).TryGet(out var unrealized, out _) ? unrealized : Money.Zero;
    }

    public override Money Fees(int instrument) => _portfolio.PositionOf(StrategyNumber, instrument).Fees;

    public override Money Funding(int instrument) => _portfolio.PositionOf(StrategyNumber, instrument).Funding;

    /// <summary>What risk looks at; nothing for a cancel, which passes whatever is known.</summary>
    public RiskInputs RiskInputsOf(in OrderIntent intent)
    {
        if (intent.Kind == IntentKind.Cancel) return default;
        var market = Markets[intent.Instrument];
        market.TryGetMarkPrice(out var mark);
        if (mark > default(Price)) _portfolio.SetMark(intent.Instrument, mark);
        var replaced = intent.Kind == IntentKind.Replace && Table.TryGet(intent.ClientOrderId, out var entry) ? entry : default;
        var exposure = new AccountExposure(
            Position(intent.Instrument).Units,
            Table.Tally(StrategyNumber, intent.Instrument, intent.Side).Quantity,
            replaced.OpenQty,
            replaced.FilledQty);
        return new RiskInputs
        {
            TimeNs = TimeNs,
            Instrument = market.Instrument,
            // A book that is not live is no market to trade on, whatever it was last worth.
            ReferencePrice = market.State == BookState.Live ? mark : default,
            MarketTimeNs = market.LastNs,
            Position = exposure.Position,
            OpenQty = exposure.OpenQty,
            ReplacedQty = exposure.ReplacedQty,
            FilledQty = exposure.FilledQty,
            OpenOrders = Table.OpenCount,
            OtherSide = Table.TryGetKeenest(intent.Instrument, intent.Side.Opposite(), out var other) ? other : default,
            Lease = Leases.FiguresOf(intent, replaced, exposure, TimeNs),
        };
    }

    /// <summary>What the strategy has lost, how far it is below its best, and what it holds.</summary>
    /// <returns>False while a mark that it takes is missing.</returns>
    public bool TryValue(out Money loss, out Money drawdown, out Money exposure)
    {
        (loss, drawdown, exposure) = (Money.Zero, Money.Zero, Money.Zero);
        for (var instrument = 0; instrument < Markets.Length; instrument++)
        {
            if (Markets[instrument].TryGetMarkPrice(out var mark)) _portfolio.SetMark(instrument, mark);
        }

        if (!_portfolio.Equity(StrategyNumber).TryGet(out var profit, out _)) return false;
        if (!_portfolio.Totals(StrategyNumber).TryGet(out var totals, out _)) return false;
        ((loss, drawdown), exposure) = (_baseline.Take(profit), totals.GrossExposure);
        Leases.SetLoss(StrategyNumber, loss);
        return true;
    }

    /// <summary>Counts losses from here on: from what the strategy is worth now, or as soon as that is known.</summary>
    public void ResetBaseline()
    {
        _baseline.Reset();
        Leases.SetLoss(StrategyNumber, Money.Zero);
        TryValue(out _, out _, out _);
    }

    /// <summary>A position at the marks that were last looked at; asking changes nothing.</summary>
    public PositionStatus StatusOf(int instrument)
    {
        var position = _portfolio.PositionOf(StrategyNumber, instrument);
        Money? unrealized = _portfolio.UnrealizedPnl(StrategyNumber, instrument).TryGet(out var known, out _) ? known : null;
        return new PositionStatus(instrument, new Quantity(position.Quantity), position.RealizedPnl, unrealized, position.Fees);
    }

    public void Book(in ExecutionReport report)
    {
        if (Table.Apply(report).IsApplied && report.ExecType == ExecType.Trade) _portfolio.Apply(report);
        Leases.Follow(report);
    }

    /// <summary>Takes over what the account has booked.</summary>
    public void Book(in FundingMessage funding) => _portfolio.ApplyFunding(StrategyNumber, funding.Instrument, funding.Received);

    public void SaveAll(IBufferWriter<byte> destination)
    {
        var writer = new StateWriter(destination);
        writer.Write(_random);
        _baseline.Save(writer);
        foreach (var market in Markets) market.Save(destination);
        Table.Save(destination);
        _portfolio.Save(destination);
        Leases.Save(writer);
        Save(writer);
    }

    public void LoadAll(ref StateReader reader)
    {
        _random = reader.ReadRandom();
        _baseline = LossBaseline.Read(ref reader);
        foreach (var market in Markets) market.Load(ref reader);
        Table.Load(ref reader);
        _portfolio.Load(ref reader);
        Leases.Load(ref reader);
        Load(ref reader);
    }

    protected override InstrumentMarket MarketOf(int instrument) => Markets[instrument];

    protected override void Send(in OrderIntent intent) => Wanted.Add(intent);
}
