using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Linq;
using Trading.Desk;
using Trading.Durable;
using Trading.Exchange;
using Trading.GrainInterfaces;
using Trading.Journal;
using Trading.Orders;

namespace Trading.Grains;

/// <summary>The instruments of a silo's grains. Where nobody listens, recording costs a comparison.</summary>
public sealed class NodeMeters
{
    /// <summary>The name of their meter, and of the source of traces.</summary>
    public const string MeterName = "Trading.Grains";

    /// <summary>A journal verifies and replays.</summary>
    internal const string JournalVerifies = "journal-verifies";

    /// <summary>A node asked again for a round gives the same answer.</summary>
    internal const string RoundRepeats = "round-repeats";

    private static readonly EnumTag<ReplyStatus> Status = new("status");
    private static readonly EnumTag<AppendOutcome> Outcome = new("outcome");
    private static readonly EnumTag<OpenStatus> Opening = new("status");
    private static readonly EnumTag<BookWork> Work = new("kind");

    private static readonly InstrumentAdvice<double> Durations = new()
    {
        HistogramBucketBoundaries =
        [
            0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
        ],
    };

    private static readonly InstrumentAdvice<double> CommandDurations = new()
    {
        HistogramBucketBoundaries = [2.5e-8, 5e-8, 1e-7, 2.5e-7, 5e-7, 1e-6, 2.5e-6, 5e-6, 0.00001, 0.0001, 0.001, 0.01],
    };

    private static readonly InstrumentAdvice<long> Sizes = new()
    {
        HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304],
    };

    private readonly ConcurrentDictionary<NodeWatch, byte> _nodes = [];
    private readonly Histogram<double> _command;
    private readonly Histogram<double> _call;
    private readonly Histogram<double> _delivery;
    private readonly Histogram<double> _turn;
    private readonly Histogram<double> _append;
    private readonly Histogram<double> _recovery;
    private readonly Histogram<double> _round;
    private readonly Histogram<double> _tickToOrder;
    private readonly Histogram<long> _blockInputs;
    private readonly Histogram<long> _blockSize;
    private readonly Histogram<long> _recoveryBlocks;
    private readonly Counter<long> _fenced;
    private readonly Counter<long> _resends;
    private readonly Counter<long> _snapshots;
    private readonly Counter<long> _violations;
    private readonly Counter<long> _marketEvents;
    private readonly TagTotals<BookReportKind> _reports = new(new("kind"));
    private readonly TagTotals<OrderReason> _rejects = new(new("reason"));
    private readonly TagTotals<MessageKind> _messages = new(new("kind"));
    private readonly ObservableCounter<long> _reportsSeen;
    private readonly ObservableCounter<long> _messagesSeen;

    /// <summary>Makes the instruments.</summary>
    /// <param name="factory">The silo's: its meters are told apart from those of other silos in the process.</param>
    /// <param name="board">Not used: it must listen before anything is recorded.</param>
    public NodeMeters(IMeterFactory factory, MeterBoard board)
    {
        ArgumentNullException.ThrowIfNull(board);
        var meter = factory.Create(MeterName);
        _command = Seconds(meter, MeterCatalog.Commands, CommandDurations);
        _call = Seconds(meter, MeterCatalog.Call);
        _delivery = Seconds(meter, MeterCatalog.Delivery);
        _turn = Seconds(meter, MeterCatalog.Turn);
        _append = Seconds(meter, MeterCatalog.Append);
        _recovery = Seconds(meter, MeterCatalog.Recovery);
        _round = Seconds(meter, MeterCatalog.Rounds);
        _tickToOrder = Seconds(meter, MeterCatalog.TickToOrder);
        _blockInputs = Numbers(meter, MeterCatalog.BlockInputs);
        _blockSize = Numbers(meter, MeterCatalog.BlockSize);
        _recoveryBlocks = Numbers(meter, MeterCatalog.RecoveryBlocks);
        _fenced = Total(meter, MeterCatalog.Fenced);
        _resends = Total(meter, MeterCatalog.Resends);
        _snapshots = Total(meter, MeterCatalog.Snapshots);
        _violations = Total(meter, MeterCatalog.Violations);
        _marketEvents = Total(meter, MeterCatalog.MarketEvents);
        _reportsSeen = Totals(meter, MeterCatalog.Reports, _reports);
        Totals(meter, MeterCatalog.Rejects, _rejects);
        _messagesSeen = Totals(meter, MeterCatalog.SessionMessages, _messages);
        // Said from the start: what rises from nothing to one is seen as a rise only then.
        _fenced.Add(0);
        _resends.Add(0);
        foreach (var invariant in (ReadOnlySpan<string>)[JournalVerifies, RoundRepeats]) _violations.Add(0, Invariant(invariant));
        Observe(meter, MeterCatalog.Nodes, () => _nodes.Count);
        Observe(meter, MeterCatalog.Queue, () => _nodes.Keys.Sum(node => (long)node.Waiting));
    }

    /// <summary>The active nodes, the busiest first.</summary>
    /// <param name="most">At most so many.</param>
    internal NodeFigure[] Nodes(int most) =>
    [
        .. _nodes.Keys.Select(node => node.Figure())
            .OrderByDescending(node => node.Calls).ThenBy(node => node.Key, StringComparer.Ordinal).Take(most),
    ];

    internal void Enter(NodeWatch node) => _nodes.TryAdd(node, 0);

    internal void Leave(NodeWatch node) => _nodes.TryRemove(node, out _);

    internal void Called(TimeSpan took, ReplyStatus status) => _call.Record(took.TotalSeconds, Status[status]);

    internal void Delivered(TimeSpan took, ReplyStatus status) => _delivery.Record(took.TotalSeconds, Status[status]);

    internal void Turned(TimeSpan took, long inputs, long bytes)
    {
        _turn.Record(took.TotalSeconds);
        _blockInputs.Record(inputs);
        _blockSize.Record(bytes);
    }

    internal void Appended(TimeSpan took, AppendOutcome outcome) => _append.Record(took.TotalSeconds, Outcome[outcome]);

    internal void WasFenced() => _fenced.Add(1);

    internal void Recovered(TimeSpan took, OpenStatus status, ulong blocks)
    {
        _recovery.Record(took.TotalSeconds, Opening[status]);
        if (status == OpenStatus.Opened) _recoveryBlocks.Record((long)blocks);
        if (status == OpenStatus.Corrupt) Violated(JournalVerifies);
    }

    internal void Resent() => _resends.Add(1);

    internal void Snapshot(AppendOutcome outcome) => _snapshots.Add(1, Outcome[outcome]);

    internal void Violated(string invariant) => _violations.Add(1, Invariant(invariant));

    internal void Played(long events)
    {
        if (events > 0) _marketEvents.Add(events);
    }

    internal void Round(TimeSpan took) => _round.Record(took.TotalSeconds);

    internal void Ordered(TimeSpan took) => _tickToOrder.Record(took.TotalSeconds);

    /// <summary>Counts what a node of a session sent.</summary>
    internal void Sent(ReadOnlySpan<DeskMessage> messages)
    {
        if (!_messagesSeen.Enabled || messages.IsEmpty) return;
        Span<int> kinds = stackalloc int[TagTotals<MessageKind>.Values];
        kinds.Clear();
        foreach (ref readonly var message in messages) kinds[(int)message.Kind]++;
        _messages.Add(kinds);
    }

    /// <summary>A call of a book was timed.</summary>
    internal void Handled(BookWork work, TimeSpan each) => _command.Record(each.TotalSeconds, Work[work]);

    /// <summary>Counts the reports of a book's answer.</summary>
    internal void Reported(ReadOnlySpan<BookReport> reports)
    {
        if (!_reportsSeen.Enabled || reports.IsEmpty) return;
        Span<int> kinds = stackalloc int[TagTotals<BookReportKind>.Values];
        Span<int> reasons = stackalloc int[TagTotals<OrderReason>.Values];
        kinds.Clear();
        reasons.Clear();
        var refused = 0;
        foreach (ref readonly var report in reports)
        {
            kinds[(int)report.Kind]++;
            if (report.Kind is not (BookReportKind.Rejected or BookReportKind.CancelRejected or BookReportKind.ReplaceRejected)) continue;
            reasons[(int)report.Reason]++;
            refused++;
        }

        _reports.Add(kinds);
        if (refused > 0) _rejects.Add(reasons);
    }

    private static KeyValuePair<string, object?> Invariant(string name) => new("invariant", name);

    private static Histogram<double> Seconds(Meter meter, MeterRow row, InstrumentAdvice<double>? advice = null) =>
        meter.CreateHistogram(row.Name, row.Unit, row.Sentence, tags: null, advice ?? Durations);

    private static Histogram<long> Numbers(Meter meter, MeterRow row) =>
        meter.CreateHistogram(row.Name, row.Unit, row.Sentence, tags: null, Sizes);

    private static Counter<long> Total(Meter meter, MeterRow row) => meter.CreateCounter<long>(row.Name, row.Unit, row.Sentence);

    private static ObservableCounter<long> Totals<T>(Meter meter, MeterRow row, TagTotals<T> totals)
        where T : struct, Enum =>
        meter.CreateObservableCounter(row.Name, totals.Observe, row.Unit, row.Sentence);

    private static void Observe(Meter meter, MeterRow row, Func<long> value) =>
        meter.CreateObservableGauge(row.Name, value, row.Unit, row.Sentence);
}
