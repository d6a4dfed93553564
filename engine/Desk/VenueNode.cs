using System;
using System.Buffers;
using System.Collections.Immutable;
using Trading.Capital;
using Trading.Ledger;
using Trading.Model;
using Trading.Orders;
using Trading.Portfolio;
using Trading.Risk;

namespace Trading.Desk;

/// <summary>
/// A venue's account as a node: its orders, ledger and portfolio. Orders pass through it on their way out, reports on their
/// way back; every fill is booked here, once, before its strategy hears of it.
/// </summary>
public sealed partial class VenueNode : DeskNode
{
    private readonly ImmutableArray<int> _exchanges;
    private readonly ImmutableArray<int> _strategies;
    private readonly int _control;
    private readonly DeskConfig _config;
    private readonly AccountGate _gate;
    private readonly AccountLeases _leases;
    private readonly LossBaseline[] _baselines;
    private readonly bool[] _isArmed;
    private readonly bool[] _isExpired;
    private readonly int _capital;
    private long _reportNs;
    private bool _isStarted;

    /// <summary>An account before its first input.</summary>
    /// <param name="rank">Its place in the order of all sources.</param>
    /// <param name="name">Its name.</param>
    /// <param name="config">The desk.</param>
    /// <param name="exchanges">The ranks of the exchanges, by instrument.</param>
    /// <param name="strategies">The ranks of the strategies, by number less one.</param>
    /// <param name="control">The rank of the desk's own node.</param>
    /// <param name="capital">The rank of the account's capital.</param>
    public VenueNode(
        int rank, string name, DeskConfig config, ImmutableArray<int> exchanges, ImmutableArray<int> strategies, int control, int capital)
        : base(rank, name)
    {
        (_config, _exchanges, _strategies, _control, _capital) = (config, exchanges, strategies, control, capital);
        var count = config.Strategies.Length;
        _gate = new AccountGate(count, config.Limits);
        _baselines = new LossBaseline[count + 1];
        (_isArmed, _isExpired) = (new bool[count + 1], new bool[count + 1]);
        Orders = new OrderTable(count, config.Listings.Length, openMax: 65_536);
        Ledger = new LedgerBook(LedgerChart.Create(count, config.Listings, config.ReportingAsset));
        Portfolio = new PortfolioBook(new PortfolioSettings(count, config.Listings, config.ReportingAsset));
        _leases = new AccountLeases(config, Orders, Portfolio);
    }

    /// <summary>The account's orders.</summary>
    public OrderTable Orders { get; }

    /// <summary>What was paid and received.</summary>
    public LedgerBook Ledger { get; }

    /// <summary>Positions, profits and exposure.</summary>
    public PortfolioBook Portfolio { get; }

    /// <summary>Orders that were sent to an exchange.</summary>
    public long OrderCount { get; private set; }

    /// <summary>Fills that were booked.</summary>
    public long FillCount { get; private set; }

    /// <summary>Cancels and replacements that came when their order had closed.</summary>
    public long LateRequests { get; private set; }

    /// <summary>Answers to requests that came when their order had closed.</summary>
    public long LateAnswers { get; private set; }

    /// <inheritdoc/>
    protected override void OnMessage(in DeskMessage message)
    {
        if (!_isStarted) Start();
        if (message.Kind == MessageKind.Command) TakeCommand(message.Payload.As<OperatorCommand>());
        else if (message.Kind == MessageKind.Order) TakeOrder(message.Payload.As<OrderIntent>());
        else if (message.Kind == MessageKind.Report) TakeReport(message.Payload.As<ExecutionReport>());
        else if (message.Kind == MessageKind.Mark) TakeMark(message.Payload.As<MarkMessage>());
        else if (message.Kind == MessageKind.Funding) TakeFunding(message.Payload.As<FundingMessage>());
        else if (message.Kind == MessageKind.Lease) TakeLease(message.Payload.As<Lease>());
        else if (message.Kind == MessageKind.Timer) TakeExpiry((int)message.Payload.As<ulong>());
    }

    /// <inheritdoc/>
    protected override void SaveState(IBufferWriter<byte> destination)
    {
        var writer = new StateWriter(destination);
        writer.Write(_isStarted);
        writer.Write(OrderCount);
        writer.Write(FillCount);
        writer.Write(LateRequests);
        writer.Write(LateAnswers);
        _gate.Save(writer);
        Orders.Save(destination);
        Ledger.Save(destination);
        Portfolio.Save(destination);
        _leases.Save(writer);
        writer.Write(_reportNs);
        foreach (var isArmed in _isArmed) writer.Write(isArmed);
        foreach (var isExpired in _isExpired) writer.Write(isExpired);
        foreach (ref readonly var baseline in _baselines.AsSpan()) baseline.Save(writer);
    }

    /// <inheritdoc/>
    protected override void LoadState(ref StateReader reader)
    {
        _isStarted = reader.ReadBool();
        OrderCount = reader.ReadInt64();
        FillCount = reader.ReadInt64();
        (LateRequests, LateAnswers) = (reader.ReadInt64(), reader.ReadInt64());
        _gate.Load(ref reader);
        Orders.Load(ref reader);
        Ledger.Load(ref reader);
        Portfolio.Load(ref reader);
        _leases.Load(ref reader);
        _reportNs = reader.ReadInt64();
        foreach (ref var isArmed in _isArmed.AsSpan()) isArmed = reader.ReadBool();
        foreach (ref var isExpired in _isExpired.AsSpan()) isExpired = reader.ReadBool();
        foreach (ref var baseline in _baselines.AsSpan()) baseline = LossBaseline.Read(ref reader);
    }

    private void Start()
    {
        _isStarted = true;
        for (var owner = 1; owner <= _config.Strategies.Length; owner++)
        {
            Portfolio.AddCapital(owner, _config.ReportingAsset, _config.Capital);
            var deposit = LedgerEntry.ForDeposit(Ledger.Chart, owner, _config.ReportingAsset, _config.Capital, NowNs);
            if (deposit.TryGet(out var entry, out _)) Ledger.Post(entry);
            _leases.Begin(owner, NowNs);
        }

        Observe();
    }

    /// <summary>The curves of equity begin with the capital, before anything was traded.</summary>
    private void Observe()
    {
        for (var owner = 1; owner <= _config.Strategies.Length; owner++) Portfolio.Observe(owner);
        Portfolio.Observe(PortfolioBook.AllOwners);
    }

    private void TakeOrder(in OrderIntent intent)
    {
        if (!Orders.IsInRange(intent))
        {
            Tell(intent.ClientOrderId, intent.Instrument, (int)OrderTableCode.Malformed);
            return;
        }

        Orders.TryGet(intent.ClientOrderId, out var entry);
        var inputs = InputsOf(intent, entry);
        var decision = _gate.Check(intent, inputs);
        if (!decision.Approval.IsValid)
        {
            Refuse(intent, entry, ReasonOf(decision.Reason), decision.Value, decision.Limit);
            return;
        }

        var update = Orders.Send(decision.Approval, NowNs);
        if (!update.IsApplied)
        {
            Refuse(intent, entry, update.Code);
            return;
        }

        if (intent.Kind == IntentKind.Submit) OrderCount++;
        _leases.Sent(intent, inputs.Lease, NowNs);
        if (intent.Kind != IntentKind.Cancel) ArmExpiry(intent.ClientOrderId.Strategy);
        Forward(decision.Approval);
    }

    /// <summary>The only way to an exchange: it takes the account's own approval, not the strategy's word.</summary>
    private void Forward(in Approved<OrderIntent> approved) =>
        Send(_exchanges[approved.Value.Instrument], MessageKind.Order, approved.Value);

    private void TakeReport(in ExecutionReport report)
    {
        var update = Orders.Apply(report);
        // A refusal of a request about an order that closed meanwhile is no news.
        if (update.Code == OrderTableCode.LateAnswer) LateAnswers++;
        else if (!update.IsApplied) Tell(report.ClientOrderId, report.Instrument, (int)update.Code);
        else if (report.ExecType == ExecType.Trade) Book(report);
        _leases.Follow(report);
        ReleaseIfDone(report.ClientOrderId.Strategy);
        // The strategy judges for itself: it may know of the order what the account has forgotten.
        Send(_strategies[report.ClientOrderId.Strategy - 1], MessageKind.Report, report);
    }

    private void Book(in ExecutionReport report)
    {
        FillCount++;
        var change = Portfolio.Apply(report);
        var entry = LedgerEntry.ForFill(Ledger.Chart, report, change.RealizedPnl);
        var code = entry.TryGet(out var postings, out var refusal) ? Ledger.Post(postings) : refusal;
        if (code != LedgerCode.Posted) Tell(report.ClientOrderId, report.Instrument, (int)code);
        Send(_control, MessageKind.Report, report);
    }

    private void TakeMark(in MarkMessage mark)
    {
        if (mark.Price > 0) Portfolio.SetMark(mark.Instrument, new Price(mark.Price));
        Observe();
        WatchLeases();
        // What is unknown is not told: a curve has no point where a mark is missing.
        if (!Portfolio.Equity(PortfolioBook.AllOwners).TryGet(out var equity, out _)) return;
        if (!Portfolio.Totals(PortfolioBook.AllOwners).TryGet(out var totals, out _)) return;
        Send(_control, MessageKind.Equity, new EquityMessage
        {
            Equity = equity,
            GrossExposure = totals.GrossExposure,
            NetExposure = totals.NetExposure,
            TimeNs = NowNs,
        });
    }

    private void Tell(ClientOrderId order, int instrument, int code) => Send(_control, MessageKind.Notice, new DeskNotice
    {
        Kind = NoticeKind.Misfit,
        TimeNs = NowNs,
        ClientOrderId = order,
        Strategy = order.Strategy,
        Instrument = instrument,
        Code = code,
    });
}
