using System;
using System.Collections.Immutable;
using Trading.Model;
using Trading.Numerics;

namespace Trading.Exchange;

/// <summary>
/// How a simulated exchange treats our orders: delays, queues, fees, slippage, refusals. The delays are those of the desk's
/// channels and are only declared here. Ranges are checked where an exchange is made.
/// </summary>
public sealed record ExecutionConfig
{
    private const long MillisecondNs = 1_000_000;

    /// <summary>How long an order travels to the exchange.</summary>
    public DelayDistribution EntryDelay { get; init; } = DelayDistribution.Shortest;

    /// <summary>How long a report travels back.</summary>
    public DelayDistribution ResponseDelay { get; init; } = DelayDistribution.Shortest;

    /// <summary>How long market data travels from the exchange to a strategy.</summary>
    public DelayDistribution MarketDataDelay { get; init; } = DelayDistribution.Shortest;

    /// <summary>How the place in a recorded queue is estimated. A live book needs no estimate.</summary>
    public QueueModel Queue { get; init; } = QueueModel.BackOfQueue;

    /// <summary>The power n of <see cref="QueueModel.Proportional"/>, 1 to 4.</summary>
    public int QueuePower { get; init; } = 1;

    /// <summary>True: what we took from a recorded level stays taken until the tape updates the level, and a level or trade
    /// that passes our order fills it up to its own quantity. False: the recording never runs out. A live book always has
    /// impact.</summary>
    public bool HasImpact { get; init; } = true;

    /// <summary>What fills cost.</summary>
    public FeeSchedule Fees { get; init; } = FeeSchedule.None;

    /// <summary>What makes taker fills worse than shown, on a recorded market. A live book slips by itself.</summary>
    public SlippageRule Slippage { get; init; } = SlippageRule.None;

    /// <summary>The venue's limit of messages; null for none.</summary>
    public RateLimit? RateLimit { get; init; }

    /// <summary>When the venue takes no messages, by rising time without overlap; at most 1,024.</summary>
    public ImmutableArray<DownWindow> DownWindows { get; init; } = [];

    /// <summary>Seeded outages; null for none.</summary>
    public OutageRule? Outages { get; init; }

    /// <summary>The chance that a new order is refused as by an overloaded venue (QueueFull), in parts per million; 0 to
    /// 1,000,000.</summary>
    public int RejectPpm { get; init; }

    /// <summary>The most open orders of ours; one more is refused with QueueFull. 1 to 100,000.</summary>
    public int OpenOrdersMax { get; init; } = 10_000;

    /// <summary>How long after a fill the middle is looked at again, to see whether the market went against it, in
    /// nanoseconds; 1 to 10^15.</summary>
    public long MarkoutNs { get; init; } = 1_000 * MillisecondNs;

    /// <summary>True: the exchange is a live book, and strategies see that book, with what their own orders change in it, and not
    /// the tape's order flow.</summary>
    public bool ShowsLiveBook { get; init; }

    /// <summary>The kindest world: 1 ns on every way, first in every queue, no fees, no slippage, no impact, no refusals but
    /// the market's and the instrument's own.</summary>
    public static ExecutionConfig Ideal { get; } = new() { Queue = QueueModel.FrontOfQueue, HasImpact = false };

    /// <summary>A plausible retail connection to a large venue: log-normal delays of 2 ms to the venue, 2 ms back and 1 ms for
    /// market data in the median (sigma 0.3, floors 0.5, 0.5 and 0.2 ms, cap 50 ms); last in every queue; impact; maker 2 bps,
    /// taker 5 bps; slippage of half the spread for an order as large as the best five levels; 300 orders at once and 30 per
    /// second. The sources of the numbers are in docs/design/EXECUTION.md.</summary>
    public static ExecutionConfig Realistic { get; } = new()
    {
        EntryDelay = Delay(2_000_000, 500_000),
        ResponseDelay = Delay(2_000_000, 500_000),
        MarketDataDelay = Delay(1_000_000, 200_000),
        Fees = FeeSchedule.Flat(200, 500),
        Slippage = new SlippageRule { Kind = SlippageKind.SpreadAndDepth, CoefficientPpm = 500_000 },
        RateLimit = new RateLimit(30, 300, CountsCancels: false),
    };

    /// <summary>As realistic, in a live book that strategies see: its queues, slippage and impact are its own.</summary>
    public static ExecutionConfig LiveBook { get; } = Realistic with { ShowsLiveBook = true };

    /// <summary>The hash of every value: two configurations with the same hash treat orders alike.</summary>
    public UInt128 Hash()
    {
        var bytes = new HashWriter();
        ExecutionConfigBytes.Write(this, new StateWriter(bytes));
        return bytes.Current;
    }

    private static DelayDistribution Delay(long medianNs, long floorNs) =>
        DelayDistribution.LogNormal(medianNs, 300_000, floorNs, 50 * MillisecondNs).TryGet(out var delay, out var error)
            ? delay
            : throw new InvalidOperationException($"a preset's delay is refused: {error}");
}
