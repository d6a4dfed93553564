using System;
using System.Collections.Immutable;
using Trading.Model;

namespace Trading.Simulation;

/// <summary>The kinds of agent.</summary>
public enum AgentKind : byte
{
    /// <summary>Random limit orders around the middle, some market orders, some cancels.</summary>
    NoiseTrader = 1,

    /// <summary>Keeps a quote on both sides and leans it against its inventory.</summary>
    MarketMaker = 2,

    /// <summary>Takes liquidity in the direction of the last price moves.</summary>
    MomentumTrader = 3,

    /// <summary>Places orders away from the market and cancels them soon.</summary>
    CancelBot = 4,

    /// <summary>Works a large parent order in slices.</summary>
    LargeTaker = 5,
}

/// <summary>The moods of a market.</summary>
public enum Regime : byte
{
    /// <summary>Every agent acts at its base rate.</summary>
    Calm = 1,

    /// <summary>Rates spike and decay; takers are busier than makers.</summary>
    Burst = 2,

    /// <summary>Most messages are cancels.</summary>
    CancelStorm = 3,
}

/// <summary>What happens when a message meets a full queue.</summary>
public enum OverflowPolicy : byte
{
    /// <summary>The arriving message is refused, and its sender gets a reject.</summary>
    Reject = 1,

    /// <summary>The oldest waiting message is dropped and counted.</summary>
    DropOldest = 2,

    /// <summary>The arriving message is dropped and counted.</summary>
    DropNewest = 3,
}

/// <summary>A group of equal agents, instantiated once per symbol.</summary>
/// <param name="Kind">What they do.</param>
/// <param name="Count">How many, 1 to 200.</param>
/// <param name="Weight">Each member's actions, in thousandths of the run's rate, 1 to 1,000: adding agents slows no other.</param>
public sealed record AgentGroup(AgentKind Kind, int Count, int Weight);

/// <summary>A regime and how long it lasts.</summary>
/// <param name="Regime">The regime.</param>
/// <param name="DurationNs">Its length in nanoseconds; positive.</param>
public sealed record RegimePhase(Regime Regime, long DurationNs);

/// <summary>Rules that change the regime by what the market does, judged at the end of each window.</summary>
public sealed record RegimeThresholds
{
    /// <summary>The length of a window in nanoseconds.</summary>
    public long WindowNs { get; init; } = 100_000_000;

    /// <summary>More trades than this in a window start a burst.</summary>
    public int BurstTrades { get; init; } = 160;

    /// <summary>More cancels per thousand orders than this in a window start a cancel storm.</summary>
    public int CancelStormPermille { get; init; } = 800;

    /// <summary>This many windows below both thresholds bring the calm back.</summary>
    public int CalmWindows { get; init; } = 5;
}

/// <summary>How rates spike in a burst: peak × 2^-(time since the spike / half-life), spikes arriving at random.</summary>
public sealed record BurstSettings
{
    /// <summary>The rate at a spike's top, in thousandths of the base rate.</summary>
    public int PeakPermille { get; init; } = 8_000;

    /// <summary>The time in which a spike loses half of its height, in nanoseconds.</summary>
    public long HalfLifeNs { get; init; } = 250_000_000;

    /// <summary>The mean time between spikes while the burst lasts, in nanoseconds.</summary>
    public long MeanIntervalNs { get; init; } = 1_000_000_000;
}

/// <summary>How agents behave in a cancel storm.</summary>
public sealed record CancelStormSettings
{
    /// <summary>The rate of every agent in thousandths of its base rate.</summary>
    public int RatePermille { get; init; } = 4_000;

    /// <summary>The chance that an agent's action is to cancel one of its orders, in parts per million.</summary>
    public int CancelPpm { get; init; } = 700_000;
}

/// <summary>The queue before the matcher.</summary>
public sealed record QueueSettings
{
    /// <summary>The most messages that wait, 1 to 1,048,576.</summary>
    public int Capacity { get; init; } = 65_536;

    /// <summary>What happens beyond it.</summary>
    public OverflowPolicy Overflow { get; init; } = OverflowPolicy.Reject;

    /// <summary>The matcher's time per message in nanoseconds; 0 means at once, so that nothing ever waits.</summary>
    public long ServiceNs { get; init; } = 1_000;
}

/// <summary>The greatest extra delay of each type of event, in nanoseconds; each delay is uniform from 0 to it.</summary>
public sealed record JitterSettings
{
    /// <summary>New orders, before the venue's gateway.</summary>
    public long NewOrderNs { get; init; }

    /// <summary>Cancels, before the venue's gateway.</summary>
    public long CancelNs { get; init; }

    /// <summary>Amendments, before the venue's gateway.</summary>
    public long AmendNs { get; init; }

    /// <summary>Fills and acknowledgements on their way back.</summary>
    public long FillNs { get; init; }

    /// <summary>Rejects on their way back.</summary>
    public long RejectNs { get; init; }
}

/// <summary>Faults of the link between the gateway's sender and the venue.</summary>
public sealed record InjectionSettings
{
    /// <summary>The chance that a message is lost, in parts per million.</summary>
    public int GapPpm { get; init; }

    /// <summary>The chance that a message arrives twice, in parts per million.</summary>
    public int DuplicatePpm { get; init; }

    /// <summary>The chance that a message is overtaken by later ones, in parts per million.</summary>
    public int ReorderPpm { get; init; }

    /// <summary>A reordered message is overtaken by 1 to this many later ones.</summary>
    public int ReorderDepthMax { get; init; } = 4;

    /// <summary>How many later messages the receiver holds back while it waits for a missing one.</summary>
    public int ReorderWindow { get; init; } = 8;

    /// <summary>True when any fault can happen.</summary>
    public bool IsActive => GapPpm > 0 || DuplicatePpm > 0 || ReorderPpm > 0;
}

/// <summary>Everything that a run of the simulator depends on, but for the seed's draws.</summary>
public sealed record SimulationConfig
{
    /// <summary>The seed of every stream of the run.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The instruments; each is a market of its own.</summary>
    public required ImmutableArray<Instrument> Instruments { get; init; }

    /// <summary>The agents of each market.</summary>
    public ImmutableArray<AgentGroup> Agents { get; init; } = DefaultAgents;

    /// <summary>Parameters of the agent kinds.</summary>
    public AgentSettings AgentSettings { get; init; } = new();

    /// <summary>The scripted regimes, repeated from the start when they end; empty when <see cref="Thresholds"/> rule.</summary>
    public ImmutableArray<RegimePhase> Regimes { get; init; } = DefaultRegimes;

    /// <summary>When set, thresholds change the regime and the script is not used.</summary>
    public RegimeThresholds? Thresholds { get; init; }

    /// <summary>Agent actions per second and symbol in calm when the weights sum up to 1,000; 1 to 10,000,000.</summary>
    public long RatePerSecond { get; init; } = 10_000;

    /// <summary>0 steps from event to event; otherwise everything happens on multiples of this many nanoseconds.</summary>
    public long TickNs { get; init; }

    /// <summary>The simulated start, UNIX nanoseconds.</summary>
    public long StartTimeNs { get; init; } = 1_767_225_600_000_000_000;

    /// <summary>The first middle price, in ticks of each instrument.</summary>
    public long StartPriceTicks { get; init; } = 100_000;

    /// <summary>The largest position that an agent may reach, long or short, in lots; orders that could pass it are rejected.</summary>
    public long InventoryLimitLots { get; init; } = 1_000;

    /// <summary>Spikes in a burst.</summary>
    public BurstSettings Burst { get; init; } = new();

    /// <summary>Behaviour in a cancel storm.</summary>
    public CancelStormSettings CancelStorm { get; init; } = new();

    /// <summary>The queue before the matcher.</summary>
    public QueueSettings Queue { get; init; } = new();

    /// <summary>Extra delays.</summary>
    public JitterSettings Jitter { get; init; } = new();

    /// <summary>Link faults.</summary>
    public InjectionSettings Injection { get; init; } = new();

    /// <summary>The agents of a market when nothing else is said.</summary>
    public static ImmutableArray<AgentGroup> DefaultAgents { get; } =
    [
        new(AgentKind.NoiseTrader, 20, 34),
        new(AgentKind.MarketMaker, 4, 50),
        new(AgentKind.MomentumTrader, 2, 20),
        new(AgentKind.CancelBot, 2, 35),
        new(AgentKind.LargeTaker, 1, 10),
    ];

    /// <summary>The regimes when nothing else is said.</summary>
    public static ImmutableArray<RegimePhase> DefaultRegimes { get; } =
    [
        new(Regime.Calm, 30_000_000_000),
        new(Regime.Burst, 10_000_000_000),
        new(Regime.CancelStorm, 10_000_000_000),
    ];

    /// <summary>The hash of every value: two configurations with the same hash give the same run.</summary>
    public UInt128 Hash()
    {
        var bytes = new HashWriter();
        SimulationConfigBytes.Write(this, new StateWriter(bytes));
        return bytes.Current;
    }
}
