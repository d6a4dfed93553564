using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Trading.Exchange;
using Trading.Model;
using Trading.Orders;

namespace Trading.Simulation;

/// <summary>
/// One instrument's market: its agents, the way of their messages (jitter, link, receiver, queue) and the book. What
/// happened goes to the trace and, as news, back to the agents.
/// </summary>
internal sealed class SimulatedMarket
{
    private readonly SimulationConfig _config;
    private readonly Simulator _simulator;
    private readonly int _index;
    private readonly SimulationTrace _trace;
    private readonly FaultyLink _link;
    private readonly SequencedReceiver _receiver;
    private readonly BoundedQueue _queue;
    private readonly ReportBuffer _reports = new();
    private readonly List<OrderMessage> _arrivals = [];
    private readonly List<OrderMessage> _inOrder = [];
    private readonly List<OrderMessage> _lost = [];
    private readonly SlotPool<OrderMessage> _delayed = new();
    private readonly SlotPool<AgentNews> _news = new();
    private IOrderBook _book;
    private JitterStreams _jitter;
    private BurstScheduler _burst;
    private long _freeAtNs;

    public SimulatedMarket(SimulationConfig config, int index, Simulator simulator, SimulationTrace trace)
    {
        (_config, _index, _simulator, _trace) = (config, index, simulator, trace);
        Instrument = config.Instruments[index];
        _book = OrderBooks.Create(Instrument);
        var id = Instrument.Id.ToString();
        _link = new FaultyLink(config.Injection, SeededRandom.Create(config.Seed, id + "/link"));
        _receiver = new SequencedReceiver(config.Injection.ReorderWindow);
        _queue = new BoundedQueue(config.Queue.Capacity, config.Queue.Overflow);
        _jitter = JitterStreams.Create(config.Seed, id);
        _burst = new BurstScheduler(config.Burst, SeededRandom.Create(config.Seed, id + "/burst"));
        Agents = AgentRoster.Create(config, this, id);
        View = new MarketView(StartPrice - Instrument.TickSize.Units, StartPrice + Instrument.TickSize.Units, config.StartTimeNs);
    }

    /// <summary>The instrument.</summary>
    public Instrument Instrument { get; }

    /// <summary>The book.</summary>
    public IOrderBook Book => _book;

    /// <summary>The agents, by index.</summary>
    public ImmutableArray<AgentContext> Agents { get; }

    /// <summary>What the agents see.</summary>
    public MarketView View { get; private set; }

    /// <summary>The regime that rules.</summary>
    public Regime Regime => _simulator.Regime;

    /// <summary>The largest position of an agent, in quantity units.</summary>
    public long InventoryLimit => _config.InventoryLimitLots * Instrument.LotSize.Units;

    /// <summary>The receiver's counts.</summary>
    public SequencedReceiver Receiver => _receiver;

    /// <summary>Delayed messages and news, for judging a saved schedule.</summary>
    public (int Messages, int News) SlotsUsed => (_delayed.Used, _news.Used);

    private long StartPrice => _config.StartPriceTicks * Instrument.TickSize.Units;

    /// <summary>Starts the spikes of a burst.</summary>
    public void StartBurst(long nowNs) => _burst.Start(nowNs);

    /// <summary>How long an agent waits for its next action.</summary>
    public long NextWaitNs(AgentContext context, int weight, long nowNs)
    {
        var permille = Regime switch
        {
            Regime.Calm => 1_000,
            Regime.Burst => _burst.RatePermille(nowNs),
            Regime.CancelStorm => _config.CancelStorm.RatePermille,
        };
        // 10^9 ns/s × 1000 (weight) × 1000 (permille) over actions per second.
        var meanNs = (Int128)1_000_000_000 * 1_000_000 / ((Int128)_config.RatePerSecond * weight * permille);
        return Exponential.Next(ref context.Random, (long)Int128.Max(1, meanNs));
    }

    /// <summary>Lets an agent act.</summary>
    public void Wake(int agent, long nowNs)
    {
        View = View with { NowNs = nowNs };
        Agents[agent].Agent.Act(Agents[agent]);
    }

    /// <summary>An agent's message sets out: first its jitter.</summary>
    public void Send(AgentContext context, in BookCommand command)
    {
        var message = new OrderMessage { Agent = context.Index, Command = command };
        var delayNs = _jitter.ForCommand(command.Kind, _config.Jitter);
        if (delayNs == 0) EnterGateway(message);
        else _simulator.Schedule(View.NowNs + delayNs, DueKind.Gateway, _index, context.Index, _delayed.Put(message));
    }

    /// <summary>A delayed message reaches the gateway.</summary>
    public void EnterGateway(int slot, long nowNs)
    {
        View = View with { NowNs = nowNs };
        EnterGateway(_delayed.Take(slot));
    }

    /// <summary>Refuses an order before it is sent.</summary>
    public void RejectForInventory(AgentContext context, in BookCommand command) =>
        _trace.Rejected(_index, context.Index, View.NowNs, command, OrderReason.InventoryLimit);

    /// <summary>The matcher takes waiting messages while it has time.</summary>
    public void Service(long nowNs)
    {
        View = View with { NowNs = nowNs };
        while (_queue.Count > 0 && _freeAtNs <= nowNs) Match(_queue.Take());
        if (_queue.Count > 0) _simulator.Schedule(_freeAtNs, DueKind.Service, _index);
    }

    /// <summary>Delayed news reaches its agent.</summary>
    public void Tell(int agent, int slot) => Apply(Agents[agent], _news.Take(slot));

    /// <summary>Writes the state.</summary>
    public void Save(StateWriter writer, System.Buffers.IBufferWriter<byte> destination)
    {
        writer.Write(View.BestBid);
        writer.Write(View.BestAsk);
        writer.Write(View.NowNs);
        writer.Write(_freeAtNs);
        _jitter.Save(writer);
        _burst.Save(writer);
        _link.Save(writer);
        _receiver.Save(writer);
        _queue.Save(writer);
        _delayed.Save(writer);
        _news.Save(writer);
        foreach (var context in Agents) context.Save(writer);
        var book = new System.Buffers.ArrayBufferWriter<byte>();
        _book.Save(book);
        new StateWriter(destination).WriteBlock(book.WrittenSpan);
    }

    /// <summary>Reads the state.</summary>
    public void Load(ref StateReader reader)
    {
        View = new MarketView(reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
        _freeAtNs = reader.ReadInt64();
        _jitter.Load(ref reader);
        _burst.Load(ref reader);
        _link.Load(ref reader);
        _receiver.Load(ref reader);
        _queue.Load(ref reader);
        _delayed.Load(ref reader);
        _news.Load(ref reader);
        foreach (var context in Agents) context.Load(ref reader);
        if (OrderBooks.Load(Instrument, reader.ReadBlock()).TryGet(out var book, out _)) _book = book;
        else reader.Fail();
    }

    private void EnterGateway(in OrderMessage message)
    {
        if (!_config.Injection.IsActive)
        {
            Enqueue(message);
            return;
        }

        _arrivals.Clear();
        _link.Send(message, _arrivals);
        foreach (var arrival in _arrivals)
        {
            _inOrder.Clear();
            _receiver.Receive(arrival, _inOrder);
            if (_receiver.DeclaredGap.Last > 0) ReportGap(_receiver.DeclaredGap.First, _receiver.DeclaredGap.Last);
            foreach (var next in _inOrder) Enqueue(next);
        }
    }

    private void ReportGap(long first, long last)
    {
        _lost.Clear();
        _link.TakeLost(first, last, _lost);
        _trace.Gap(_index, View.NowNs, first, last);
        // The venue reports the gap to the senders: what was lost was never placed, canceled or amended.
        foreach (var message in _lost) TellFailure(message, isLate: false);
    }

    private void Enqueue(in OrderMessage message)
    {
        _trace.SampleQueue(_queue.Count);
        if (_config.Queue.ServiceNs == 0 || (_queue.Count == 0 && _freeAtNs <= View.NowNs))
        {
            Match(message);
            return;
        }

        if (_queue.TryAdd(message, out var victim))
        {
            if (_queue.Count == 1) _simulator.Schedule(_freeAtNs, DueKind.Service, _index);
            return;
        }

        _trace.Overflow(_index, victim.Agent, View.NowNs);
        if (_config.Queue.Overflow == OverflowPolicy.Reject)
        {
            _trace.Rejected(_index, victim.Agent, View.NowNs, victim.Command, OrderReason.QueueFull);
        }

        TellFailure(victim, isLate: true);
    }

    /// <summary>The message had no effect: a new order is gone, a request about an order leaves it as it was.</summary>
    private void TellFailure(in OrderMessage message, bool isLate) => Notify(
        message.Agent,
        new AgentNews
        {
            Kind = message.Command.Kind == BookCommandKind.Submit ? AgentNewsKind.Closed : AgentNewsKind.RequestFailed,
            OrderId = message.Command.OrderId,
            Side = message.Command.Side,
        },
        isLate ? _config.Jitter.RejectNs : 0);

    private void Match(OrderMessage message)
    {
        var nowNs = View.NowNs;
        // In ticks the matcher has worked since the last tick; from event to event it starts now.
        _freeAtNs = Math.Max(_freeAtNs, nowNs - _config.TickNs) + _config.Queue.ServiceNs;
        message.Command.TimeNs = nowNs;
        _trace.Command(_index, message.Command);
        _reports.Clear();
        _book.Execute(message.Command, _reports);
        foreach (ref readonly var report in _reports.Reports)
        {
            _trace.Report(_index, nowNs, message.Command, report);
            NotifyOwners(report, message.Command);
        }

        UpdateView(nowNs);
    }

    private void UpdateView(long nowNs)
    {
        var tick = Instrument.TickSize.Units;
        var hasBid = _book.TryGetBest(Side.Buy, out var bid);
        var hasAsk = _book.TryGetBest(Side.Sell, out var ask);
        // An empty side shows the price one tick beyond what is known, so that agents can rebuild it.
        var bestBid = hasBid ? bid.Price : hasAsk ? ask.Price - tick : View.BestBid;
        var bestAsk = hasAsk ? ask.Price : hasBid ? bid.Price + tick : View.BestAsk;
        View = new MarketView(bestBid, bestAsk, nowNs);
    }

    private void NotifyOwners(in BookReport report, in BookCommand command)
    {
        switch (report.Kind)
        {
            case BookReportKind.Trade:
            case BookReportKind.Decremented:
                NotifyTrade(report, report.OrderId, report.Side, report.LeavesQty, report.Status);
                NotifyTrade(report, report.MakerOrderId, report.Side.Opposite(), report.MakerLeavesQty, report.MakerStatus);
                break;
            case BookReportKind.Rejected:
            case BookReportKind.Canceled:
            case BookReportKind.Expired:
                var reason = report.Kind == BookReportKind.Rejected ? _config.Jitter.RejectNs : _config.Jitter.FillNs;
                Notify(AgentContext.IndexOf(report.OrderId), News(AgentNewsKind.Closed, report), reason);
                break;
            case BookReportKind.Replaced:
                Notify(AgentContext.IndexOf(report.OrderId), News(AgentNewsKind.Changed, report), _config.Jitter.FillNs);
                break;
            case BookReportKind.CancelRejected:
            case BookReportKind.ReplaceRejected:
                Notify((int)command.AccountId - 1, News(AgentNewsKind.RequestFailed, report), _config.Jitter.RejectNs);
                break;
            case BookReportKind.Accepted:
            case BookReportKind.Triggered:
                // Agents count an order as working from the moment they send it.
                break;
        }
    }

    private void NotifyTrade(in BookReport report, ulong orderId, Side side, long leavesQty, OrderStatus status)
    {
        var isFill = report.Kind == BookReportKind.Trade;
        if (!isFill && status.IsClosed()) return;
        Notify(
            AgentContext.IndexOf(orderId),
            new AgentNews
            {
                Kind = isFill ? AgentNewsKind.Filled : AgentNewsKind.Changed,
                OrderId = orderId,
                Side = side,
                Price = report.Price,
                Quantity = report.Quantity,
                LeavesQty = leavesQty,
            },
            _config.Jitter.FillNs);
    }

    private static AgentNews News(AgentNewsKind kind, in BookReport report) => new()
    {
        Kind = kind,
        OrderId = report.OrderId,
        Side = report.Side,
        Price = report.Price,
        Quantity = report.Quantity,
        LeavesQty = report.LeavesQty,
    };

    private void Notify(int agent, in AgentNews news, long jitterMaxNs)
    {
        var context = Agents[agent];
        if (jitterMaxNs == 0 && context.LastReportNs <= View.NowNs)
        {
            Apply(context, news);
            return;
        }

        // Reports to one agent keep their order, as they do on one connection.
        context.LastReportNs = Math.Max(context.LastReportNs, View.NowNs + _jitter.ForReport(jitterMaxNs));
        _simulator.Schedule(context.LastReportNs, DueKind.Report, _index, agent, _news.Put(news));
    }

    private static void Apply(AgentContext context, in AgentNews news)
    {
        if (news.Kind == AgentNewsKind.Filled) context.Position += news.Side.Sign() * news.Quantity;
        var index = context.Orders.Find(news.OrderId);
        if (index < 0) return;
        switch (news.Kind)
        {
            case AgentNewsKind.Closed:
                context.Orders.Remove(index);
                break;
            case AgentNewsKind.Filled:
                ref readonly var order = ref context.Orders.At(index);
                // By difference: while a greater quantity is asked for, more may be open than the report knows.
                var leavesQty = news.LeavesQty == 0 ? 0 : order.LeavesQty - news.Quantity;
                context.Orders.Update(index, order.Price, order.Quantity, leavesQty);
                break;
            case AgentNewsKind.Changed:
                context.Orders.SetBusy(index, false);
                context.Orders.Update(index, news.Price, news.Quantity, news.LeavesQty);
                break;
            case AgentNewsKind.RequestFailed:
                context.Orders.SetBusy(index, false);
                break;
        }
    }
}
