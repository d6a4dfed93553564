using System;
using System.Buffers;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Trading.Market;
using Trading.Model;
using Trading.Orders;
using Trading.Portfolio;
using Trading.Strategy;
using Trading.Tape;

namespace Trading.Desk;

/// <summary>
/// A strategy as a node, with its own view of the markets and of its orders and positions: it sees everything some time after it
/// happened, as a participant does.
/// </summary>
public sealed class StrategyNode : DeskNode
{
    private const ulong WakeTimer = 1;
    private const ulong DenialTimer = 2;

    private readonly GuardedStrategy _strategy;
    private readonly NodeContext _context;
    private readonly StrategyDriver _driver;
    private readonly int _venue;
    private readonly int _control;
    private readonly int _number;
    private readonly List<OrderIntent> _denied = [];
    private long _wakeNs = long.MaxValue;
    private int _endedMarkets;
    private Stage _stage;

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
    }

    private enum Stage : byte
    {
        Fresh = 0,
        Running = 1,
        Stopped = 2,
        Faulted = 3,
    }

    /// <summary>Why the strategy is halted; null while it is not.</summary>
    public StrategyFault? Fault => _strategy.Fault;

    /// <inheritdoc/>
    protected override void OnMarket(int instrument, in TapeEvent e, ReadOnlySpan<PriceLevel> levels)
    {
        var market = _context.Markets[instrument];
        var trades = market.TradeCount;
        var isChanged = market.Apply(e, levels);
        Begin();
        if (_stage != Stage.Running) return;
        _driver.Market(instrument, isChanged, market.TradeCount != trades);
        Finish();
    }

    /// <inheritdoc/>
    protected override void OnMarketEnd(int instrument)
    {
        if (++_endedMarkets < _context.Markets.Length) return;
        Begin();
        if (_stage == Stage.Running) Stop();
    }

    /// <inheritdoc/>
    protected override void OnMessage(in DeskMessage message)
    {
        if (message.Kind == MessageKind.Report) TakeReport(message.Payload.As<ExecutionReport>());
        else if (message.Kind == MessageKind.Timer) TakeTimer(message.Payload.As<ulong>());
    }

    /// <inheritdoc/>
    protected override void SaveState(IBufferWriter<byte> destination)
    {
        var writer = new StateWriter(destination);
        writer.Write((byte)_stage);
        writer.Write(_wakeNs);
        writer.Write(_endedMarkets);
        writer.WriteBlock(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_denied)));
        _context.SaveAll(destination);
        _strategy.Save(writer);
    }

    /// <inheritdoc/>
    protected override void LoadState(ref StateReader reader)
    {
        _stage = (Stage)reader.ReadByte();
        if (_stage > Stage.Faulted) reader.Fail();
        _wakeNs = reader.ReadInt64();
        _endedMarkets = reader.ReadInt32();
        _denied.Clear();
        var denied = reader.ReadBlock();
        if (denied.Length % OrderIntent.SizeBytes != 0) reader.Fail();
        else _denied.AddRange(MemoryMarshal.Cast<byte, OrderIntent>(denied));
        _context.LoadAll(ref reader);
        _strategy.Load(ref reader);
    }

    private void Begin()
    {
        if (_stage != Stage.Fresh) return;
        _stage = Stage.Running;
        _driver.Start();
        Finish();
    }

    private void TakeReport(in ExecutionReport report)
    {
        _context.Book(report);
        // A strategy that has stopped still has orders on their way, and positions that they change.
        if (_stage is Stage.Running or Stage.Stopped) _driver.Report(report);
        Finish();
    }

    private void TakeTimer(ulong timer)
    {
        if (timer == WakeTimer)
        {
            _wakeNs = long.MaxValue;
            if (_stage == Stage.Running) _driver.Advance();
        }
        else if (_denied.Count > 0)
        {
            var intent = _denied[0];
            _denied.RemoveAt(0);
            _driver.Deny(intent, OrderReason.MalformedCommand, default);
        }

        Finish();
    }

    private void Stop()
    {
        _driver.Stop();
        Finish();
        if (_stage != Stage.Running) return;
        _stage = Stage.Stopped;
        Tell(NoticeKind.Stopped, default, -1, 0);
    }

    /// <summary>After every callback: what the strategy asked for goes out, and a strategy that threw is halted.</summary>
    private void Finish()
    {
        if (_strategy.Fault is { } fault && _stage != Stage.Faulted) Halt(fault);
        foreach (ref readonly var intent in CollectionsMarshal.AsSpan(_context.Wanted))
        {
            if (_stage != Stage.Faulted || intent.Kind == IntentKind.Cancel) SendOut(intent);
        }

        _context.Wanted.Clear();
        if (_stage != Stage.Running || _driver.NextNs >= _wakeNs) return;
        _wakeNs = _driver.NextNs;
        SetTimer(WakeTimer, _wakeNs);
    }

    /// <summary>Fail closed: whatever the strategy has open is canceled, and it is never called again.</summary>
    private void Halt(StrategyFault fault)
    {
        _stage = Stage.Faulted;
        _context.Wanted.Clear();
        for (var instrument = 0; instrument < _context.Markets.Length; instrument++) _context.CancelAll(instrument);
        Tell(NoticeKind.Fault, default, -1, (int)fault.Callback);
    }

    private void SendOut(in OrderIntent intent)
    {
        var update = _context.Table.Send(intent, NowNs);
        if (update.IsApplied)
        {
            Send(_venue, MessageKind.Order, intent);
            return;
        }

        _denied.Add(intent);
        SetTimer(DenialTimer, NowNs + 1);
        Tell(NoticeKind.Denied, intent.ClientOrderId, intent.Instrument, (int)update.Code);
    }

    private void Tell(NoticeKind kind, ClientOrderId order, int instrument, int code) =>
        Send(_control, MessageKind.Notice, new DeskNotice
        {
            Kind = kind,
            TimeNs = NowNs,
            ClientOrderId = order,
            Strategy = _number,
            Instrument = instrument,
            Code = code,
        });

    /// <summary>What the strategy sees: this node's markets, orders and positions.</summary>
    private sealed class NodeContext : StrategyContext
    {
        private readonly StrategyNode _node;
        private readonly PortfolioBook _portfolio;
        private readonly Money _capital;
        private SeededRandom _random;

        public NodeContext(StrategyNode node, DeskConfig config, int number)
            : base(number, [.. InstrumentsOf(config)])
        {
            (_node, _capital) = (node, config.Capital);
            _random = SeededRandom.Create(config.Seed, node.Name);
            Markets = new InstrumentMarket[config.Listings.Length];
            for (var i = 0; i < Markets.Length; i++) Markets[i] = new InstrumentMarket(config.Listings[i].Instrument);
            Table = new OrderTable(number, Markets.Length);
            _portfolio = new PortfolioBook(new PortfolioSettings(number, config.Listings, config.ReportingAsset));
        }

        public InstrumentMarket[] Markets { get; }

        public OrderTable Table { get; }

        public List<OrderIntent> Wanted { get; } = [];

        public override long TimeNs => _node.NowNs;

        public override StrategyLease Lease => new(_capital, long.MaxValue);

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

        public void Book(in ExecutionReport report)
        {
            if (Table.Apply(report).IsApplied && report.ExecType == ExecType.Trade) _portfolio.Apply(report);
        }

        public void SaveAll(IBufferWriter<byte> destination)
        {
            var writer = new StateWriter(destination);
            writer.Write(_random);
            foreach (var market in Markets) market.Save(destination);
            Table.Save(destination);
            _portfolio.Save(destination);
            Save(writer);
        }

        public void LoadAll(ref StateReader reader)
        {
            _random = reader.ReadRandom();
            foreach (var market in Markets) market.Load(ref reader);
            Table.Load(ref reader);
            _portfolio.Load(ref reader);
            Load(ref reader);
        }

        protected override InstrumentMarket MarketOf(int instrument) => Markets[instrument];

        protected override void Send(in OrderIntent intent) => Wanted.Add(intent);

        private static IEnumerable<Instrument> InstrumentsOf(DeskConfig config)
        {
            foreach (var listing in config.Listings) yield return listing.Instrument;
        }
    }
}
