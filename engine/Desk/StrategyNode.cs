using System;
using System.Buffers;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Trading.Capital;
using Trading.Model;
using Trading.Orders;
using Trading.Risk;
using Trading.Strategy;
using Trading.Tape;

namespace Trading.Desk;

/// <summary>
/// A strategy as a node, with its own view of the markets and of its orders and positions: it sees everything some time after it
/// happened, as a participant does.
/// </summary>
public sealed partial class StrategyNode : DeskNode
{
    private const ulong WakeTimer = 1;
    private const ulong DenialTimer = 2;
    private const ulong RiskTimer = 3;
    private const ulong FlattenTimer = 4;

    private readonly GuardedStrategy _strategy;
    private readonly NodeContext _context;
    private readonly StrategyDriver _driver;
    private readonly int _venue;
    private readonly int _control;
    private readonly int _number;
    private readonly RiskGate _risk;
    private readonly long _markIntervalNs;
    private readonly Queue<Denial> _denials = new();
    private readonly PublishedMarket[] _published;
    private long _wakeNs = long.MaxValue;
    private int _endedMarkets;
    private StrategyStage _stage;
    private bool _isFlattening;
    private bool _isFlattenTimed;

    /// <summary>A strategy before its first input.</summary>
    /// <param name="rank">Its place in the order of all sources.</param>
    /// <param name="name">Its name.</param>
    /// <param name="config">The desk.</param>
    /// <param name="number">The strategy's number, from 1.</param>
    /// <param name="strategy">The strategy.</param>
    /// <param name="venue">The rank of the venue account that its orders go through.</param>
    /// <param name="control">The rank of the desk's own node.</param>
    public StrategyNode(
        int rank, string name, DeskConfig config, int number, GuardedStrategy strategy, int venue, int control)
        : base(rank, name)
    {
        (_strategy, _number, _venue, _control) = (strategy, number, venue, control);
        _context = new NodeContext(this, config, number);
        _driver = new StrategyDriver(strategy, _context);
        _risk = new RiskGate(config.Limits);
        _markIntervalNs = config.MarkIntervalNs;
        _published = new PublishedMarket[config.Execution.ShowsLiveBook ? config.Listings.Length : 0];
        for (var i = 0; i < _published.Length; i++) _published[i] = new PublishedMarket();
    }

    /// <summary>Why the strategy is halted; null while it is not.</summary>
    public StrategyFault? Fault => _strategy.Fault;

    /// <summary>What the strategy may trade.</summary>
    public TradingState TradingState => _risk.State;

    /// <summary>One that has stopped still follows its markets, and sends nothing because of them.</summary>
    public override long NextSendNs => _stage is StrategyStage.Stopped or StrategyStage.Faulted ? NextMessageNs : NextNs;

    /// <inheritdoc/>
    protected override void OnMarket(int instrument, in TapeEvent e, ReadOnlySpan<PriceLevel> levels)
    {
        var market = _context.Markets[instrument];
        var trades = market.TradeCount;
        var isChanged = market.Apply(e, levels);
        Begin();
        if (_stage != StrategyStage.Running) return;
        _driver.Market(instrument, isChanged, market.TradeCount != trades);
        Finish();
    }

    /// <inheritdoc/>
    protected override void OnMarketEnd(int instrument)
    {
        if (++_endedMarkets < _context.Markets.Length) return;
        Begin();
        if (_stage == StrategyStage.Running) Stop();
    }

    /// <inheritdoc/>
    protected override void OnMessage(in DeskMessage message)
    {
        if (message.Kind == MessageKind.Report) TakeReport(message.Payload.As<ExecutionReport>());
        else if (message.Kind == MessageKind.MarketData) TakeMarketData(message.Payload.As<MarketDataMessage>());
        else if (message.Kind == MessageKind.Timer) TakeTimer(message.Payload.As<ulong>());
        else if (message.Kind == MessageKind.Funding) _context.Book(message.Payload.As<FundingMessage>());
        else if (message.Kind == MessageKind.Lease) _context.Leases.Meter.TryAccept(message.Payload.As<Lease>());
        else if (message.Kind == MessageKind.Command) TakeCommand(message.Payload.As<OperatorCommand>());
    }

    /// <inheritdoc/>
    protected override void SaveState(IBufferWriter<byte> destination)
    {
        var writer = new StateWriter(destination);
        writer.Write((byte)_stage);
        writer.Write(_wakeNs);
        writer.Write(_endedMarkets);
        writer.Write(_isFlattening);
        writer.Write(_isFlattenTimed);
        writer.Write(_denials.Count);
        foreach (var denial in _denials) denial.Save(writer);
        foreach (var market in _published) market.Save(writer);
        _risk.Save(writer);
        _context.SaveAll(destination);
        _strategy.Save(writer);
    }

    /// <inheritdoc/>
    protected override void LoadState(ref StateReader reader)
    {
        _stage = (StrategyStage)reader.ReadByte();
        if (_stage > StrategyStage.Faulted) reader.Fail();
        _wakeNs = reader.ReadInt64();
        _endedMarkets = reader.ReadInt32();
        (_isFlattening, _isFlattenTimed) = (reader.ReadBool(), reader.ReadBool());
        _denials.Clear();
        for (var left = reader.ReadCount(Denial.Bytes); left > 0; left--) _denials.Enqueue(Denial.Read(ref reader));
        foreach (var market in _published) market.Load(ref reader);
        _risk.Load(ref reader);
        _context.LoadAll(ref reader);
        _strategy.Load(ref reader);
    }

    private void Begin()
    {
        if (_stage != StrategyStage.Waiting) return;
        _stage = StrategyStage.Running;
        SetTimer(RiskTimer, NowNs + _markIntervalNs);
        _context.Leases.Begin(_number, NowNs);
        _driver.Start();
        Finish();
    }

    /// <summary>A live book's data comes by messages, and is then a market's like any other.</summary>
    private void TakeMarketData(in MarketDataMessage part)
    {
        var published = _published[part.Instrument];
        if (part.IsEnd) OnMarketEnd(part.Instrument);
        else if (published.Take(part)) OnMarket(part.Instrument, part.Event(), published.Levels);
    }

    private void TakeReport(in ExecutionReport report)
    {
        // A strategy that has stopped still has orders on their way, and positions that they change; it hears no more of them.
        _context.Book(report);
        if (_stage == StrategyStage.Running) _driver.Report(report);
        else _context.Orders.Apply(report);
        // An order that closes makes room to close its position; a closing order that found nobody waits for the timer.
        if (report.Status.IsClosed() && !IsClosingOrder(report)) Unwind();
        Finish();
    }

    private void TakeTimer(ulong timer)
    {
        if (timer == WakeTimer)
        {
            _wakeNs = long.MaxValue;
            if (_stage == StrategyStage.Running) _driver.Advance();
        }
        else if (timer == RiskTimer)
        {
            WatchRisk();
        }
        else if (timer == FlattenTimer)
        {
            _isFlattenTimed = false;
            Unwind();
        }
        else if (_denials.TryDequeue(out var denial) && _stage == StrategyStage.Running)
        {
            _driver.Deny(denial.Intent, denial.Reason, denial.Verdict);
        }

        Finish();
    }

    /// <summary>Looks at what the strategy is worth, again and again; a state that falls is told, and what it has open is canceled
    /// where nothing but cancels may pass.</summary>
    private void WatchRisk()
    {
        if (_stage != StrategyStage.Running) return;
        SetTimer(RiskTimer, NowNs + _markIntervalNs);
        if (!_context.TryValue(out var loss, out var drawdown, out var exposure)) return;
        if (!_risk.Observe(loss, drawdown, exposure)) return;
        TellState();
        if (_risk.State == TradingState.Halted) CancelAll();
    }

    private void CancelAll()
    {
        for (var instrument = 0; instrument < _context.Markets.Length; instrument++) _context.CancelAll(instrument);
    }

    private void Stop()
    {
        _driver.Stop();
        Finish();
        if (_stage != StrategyStage.Running) return;
        _stage = StrategyStage.Stopped;
        Tell(NoticeKind.Stopped, default, -1, 0);
    }

    /// <summary>After every callback: what the strategy asked for goes out, and a strategy that threw is halted.</summary>
    private void Finish()
    {
        if (_strategy.Fault is { } fault && _stage != StrategyStage.Faulted) Halt(fault);
        foreach (ref readonly var intent in CollectionsMarshal.AsSpan(_context.Wanted))
        {
            SendOut(intent);
        }

        _context.Wanted.Clear();
        if (_stage != StrategyStage.Running || _driver.NextNs >= _wakeNs) return;
        _wakeNs = _driver.NextNs;
        SetTimer(WakeTimer, _wakeNs);
    }

    /// <summary>Fail closed: whatever the strategy has open is canceled, and it is never called again.</summary>
    private void Halt(StrategyFault fault)
    {
        _stage = StrategyStage.Faulted;
        _context.Wanted.Clear();
        CancelAll();
        Tell(NoticeKind.Fault, default, -1, (int)fault.Callback);
    }

    private void SendOut(in OrderIntent intent)
    {
        var inputs = _context.RiskInputsOf(intent);
        var decision = _risk.Check(intent, inputs);
        if (!decision.Approval.IsValid)
        {
            Deny(intent, OrderReason.RiskDenied, new RiskVerdict((int)decision.Reason, decision.Value, decision.Limit));
            return;
        }

        var update = _context.Table.Send(decision.Approval, NowNs);
        if (!update.IsApplied)
        {
            Deny(intent, OrderReason.MalformedCommand, new RiskVerdict((int)update.Code, 0, 0));
            return;
        }

        _context.Leases.Sent(intent, inputs.Lease, NowNs);
        Forward(decision.Approval);
    }

    /// <summary>The only way out: it takes what risk has approved, and nothing else.</summary>
    private void Forward(in Approved<OrderIntent> approved) => Send(_venue, MessageKind.Order, approved.Value);

    private void Deny(in OrderIntent intent, OrderReason reason, RiskVerdict verdict)
    {
        _denials.Enqueue(new Denial(intent, reason, verdict));
        SetTimer(DenialTimer, NowNs + 1);
        Tell(NoticeKind.Denied, intent.ClientOrderId, intent.Instrument, verdict.Rule, verdict.Value, verdict.Limit);
    }

    private void TellState() => Tell(NoticeKind.TradingState, default, -1, (int)_risk.StateReason, (int)_risk.State);

    private void Tell(NoticeKind kind, ClientOrderId order, int instrument, int code, Int128 value = default, Int128 limit = default) =>
        Send(_control, MessageKind.Notice, new DeskNotice
        {
            Kind = kind,
            TimeNs = NowNs,
            ClientOrderId = order,
            Strategy = _number,
            Instrument = instrument,
            Code = code,
            Value = value,
            Limit = limit,
        });
}
