using System;
using System.Buffers;
using System.Collections.Generic;
using System.Collections.Immutable;
using Trading.Exchange;
using Trading.Model;

namespace Trading.Simulation;

/// <summary>Why a saved simulation was refused.</summary>
public enum SnapshotError : byte
{
    /// <summary>Not a snapshot of a simulation, or of another version.</summary>
    NotASnapshot = 1,

    /// <summary>The bytes do not have the hash that they end with.</summary>
    Damaged = 2,

    /// <summary>It was made with another seed or configuration.</summary>
    OtherConfiguration = 3,
}

/// <summary>
/// Deterministic order flow: agents that act at seeded times, markets that match with the real book, and one schedule.
/// The same configuration gives the same events, byte for byte; a resumed run goes on as if it had never stopped.
/// </summary>
public sealed class Simulator
{
    private const ulong Magic = 0x31304D49534E5254;

    private readonly SimulationConfig _config;
    private readonly EventHeap _heap = new();
    private readonly ImmutableArray<SimulatedMarket> _markets;
    private readonly ImmutableArray<(string Name, AgentKind Kind, int Weight)> _roster;
    private readonly SimulationTrace _trace;
    private readonly RegimeClock _regimes;
    private long _seenTrades;
    private long _seenCancels;
    private long _seenOrders;

    private Simulator(SimulationConfig config, ISimulationSink sink)
    {
        _config = config;
        _trace = new SimulationTrace(sink);
        _regimes = new RegimeClock(config);
        _roster = AgentRoster.Names(config);
        NowNs = config.StartTimeNs;
        var markets = ImmutableArray.CreateBuilder<SimulatedMarket>();
        for (var i = 0; i < config.Instruments.Length; i++) markets.Add(new SimulatedMarket(config, i, this, _trace));
        _markets = markets.ToImmutable();
    }

    /// <summary>The simulated time, UNIX nanoseconds.</summary>
    public long NowNs { get; private set; }

    /// <summary>The regime that rules.</summary>
    public Regime Regime => _regimes.Current;

    /// <summary>What was counted so far.</summary>
    public SimulationMetrics Metrics
    {
        get
        {
            _trace.Metrics.DuplicatesDropped = 0;
            _trace.Metrics.Reordered = 0;
            foreach (var market in _markets)
            {
                _trace.Metrics.DuplicatesDropped += market.Receiver.DuplicatesDropped;
                _trace.Metrics.Reordered += market.Receiver.Reordered;
            }

            return _trace.Metrics;
        }
    }

    /// <summary>The names of the agents, at the index that events carry; the same in every market.</summary>
    public ImmutableArray<string> AgentNames => [.. Names()];

    /// <summary>The names of the regimes, at the index that events carry.</summary>
    public static ImmutableArray<string> RegimeNames { get; } = ["calm", "burst", "cancel-storm"];

    /// <summary>Checks a configuration and makes a simulator at its start.</summary>
    /// <param name="config">What the run depends on.</param>
    /// <param name="sink">Receives events and commands.</param>
    public static Result<Simulator, SimulationConfigError> Create(SimulationConfig config, ISimulationSink sink)
    {
        if (SimulationConfigRules.FirstError(config) is { } error) return error;
        var simulator = new Simulator(config, sink);
        simulator.Start();
        return simulator;
    }

    /// <summary>Restores a simulator that <see cref="Save"/> saved under the same configuration.</summary>
    /// <param name="config">The configuration of the saved run.</param>
    /// <param name="saved">The saved bytes.</param>
    /// <param name="sink">Receives the events and commands from here on.</param>
    public static Result<Simulator, SnapshotError> Load(
        SimulationConfig config, ReadOnlySpan<byte> saved, ISimulationSink sink)
    {
        if (saved.Length < 48) return SnapshotError.NotASnapshot;
        var trailer = new StateReader(saved[^16..]);
        var reader = new StateReader(saved[..^16]);
        if (reader.ReadUInt64() != Magic) return SnapshotError.NotASnapshot;
        if (StateHasher.Hash(saved[..^16]) != trailer.ReadUInt128()) return SnapshotError.Damaged;
        if (SimulationConfigRules.FirstError(config) is not null) return SnapshotError.OtherConfiguration;
        if (reader.ReadUInt128() != config.Hash()) return SnapshotError.OtherConfiguration;
        var simulator = new Simulator(config, sink);
        return simulator.TryLoad(ref reader) ? simulator : SnapshotError.Damaged;
    }

    /// <summary>Advances to the next time at which something is due, or by one tick, and does all that is due then.</summary>
    public void Step()
    {
        NowNs = _config.TickNs == 0 ? _heap.Peek.TimeNs : NowNs + _config.TickNs;
        _trace.Metrics.Steps++;
        while (_heap.Count > 0 && _heap.Peek.TimeNs <= NowNs) Do(_heap.Pop());
    }

    /// <summary>The book of a market, to read.</summary>
    public IOrderBook Book(int market) => _markets[market].Book;

    /// <summary>The hash of the whole state: equal states answer alike for ever.</summary>
    public UInt128 StateHash()
    {
        var bytes = new HashWriter();
        SaveState(bytes);
        return bytes.Current;
    }

    /// <summary>Writes the whole state.</summary>
    public void Save(IBufferWriter<byte> destination)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var writer = new StateWriter(bytes);
        writer.Write(Magic);
        writer.Write(_config.Hash());
        SaveState(bytes);
        writer.Write(StateHasher.Hash(bytes.WrittenSpan));
        destination.Write(bytes.WrittenSpan);
    }

    /// <summary>Puts something on the schedule, in tick stepping on the next tick.</summary>
    internal void Schedule(long timeNs, DueKind kind, int market, int agent = 0, int slot = 0) =>
        _heap.Push(timeNs, kind, market, agent, slot);

    private IEnumerable<string> Names()
    {
        foreach (var agent in _roster) yield return agent.Name;
    }

    private void Start()
    {
        _trace.RegimeChanged(Regime, NowNs);
        if (Regime == Regime.Burst) StartBursts();
        Schedule(_regimes.NextChangeNs, DueKind.Regime, 0);
        for (var market = 0; market < _markets.Length; market++)
        {
            for (var agent = 0; agent < _roster.Length; agent++) ScheduleWake(market, agent, NowNs);
        }
    }

    private void Do(in Due due)
    {
        switch (due.Kind)
        {
            case DueKind.Regime:
                AdvanceRegime();
                break;
            case DueKind.Wake:
                _markets[due.Market].Wake(due.Agent, NowNs);
                // From its own due time, not from the tick: an agent may act several times in one tick.
                ScheduleWake(due.Market, due.Agent, due.TimeNs);
                break;
            case DueKind.Gateway:
                _markets[due.Market].EnterGateway(due.Slot, NowNs);
                break;
            case DueKind.Service:
                _markets[due.Market].Service(NowNs);
                break;
            case DueKind.Report:
                _markets[due.Market].Tell(due.Agent, due.Slot);
                break;
        }
    }

    private void ScheduleWake(int market, int agent, long fromNs)
    {
        var context = _markets[market].Agents[agent];
        var waitNs = _markets[market].NextWaitNs(context, _roster[agent].Weight, fromNs);
        Schedule(fromNs + waitNs, DueKind.Wake, market, agent);
    }

    private void AdvanceRegime()
    {
        var metrics = _trace.Metrics;
        _regimes.Count(
            (metrics.Fills / 2) - _seenTrades, metrics.Cancels - _seenCancels, metrics.Orders - _seenOrders);
        (_seenTrades, _seenCancels, _seenOrders) = (metrics.Fills / 2, metrics.Cancels, metrics.Orders);
        if (_regimes.Advance())
        {
            _trace.RegimeChanged(Regime, NowNs);
            if (Regime == Regime.Burst) StartBursts();
        }

        Schedule(_regimes.NextChangeNs, DueKind.Regime, 0);
    }

    private void StartBursts()
    {
        foreach (var market in _markets) market.StartBurst(NowNs);
    }

    private void SaveState(IBufferWriter<byte> bytes)
    {
        var writer = new StateWriter(bytes);
        writer.Write(NowNs);
        writer.Write(_seenTrades);
        writer.Write(_seenCancels);
        writer.Write(_seenOrders);
        Metrics.Save(writer);
        _regimes.Save(writer);
        foreach (var market in _markets) market.Save(writer, bytes);
        _heap.Save(writer);
    }

    private bool TryLoad(ref StateReader reader)
    {
        NowNs = reader.ReadInt64();
        _seenTrades = reader.ReadInt64();
        _seenCancels = reader.ReadInt64();
        _seenOrders = reader.ReadInt64();
        _trace.Metrics = SimulationMetrics.Load(ref reader);
        _regimes.Load(ref reader);
        foreach (var market in _markets) market.Load(ref reader);
        _heap.Load(ref reader, IsValid);
        return reader.IsComplete && _heap.Count > 0;
    }

    private bool IsValid(Due due)
    {
        if (due.Market >= _markets.Length || due.Agent >= _roster.Length || due.Slot < 0) return false;
        var (messages, news) = _markets[due.Market].SlotsUsed;
        return due.Kind switch
        {
            DueKind.Regime or DueKind.Wake or DueKind.Service => true,
            DueKind.Gateway => due.Slot < messages,
            DueKind.Report => due.Slot < news,
        };
    }
}
