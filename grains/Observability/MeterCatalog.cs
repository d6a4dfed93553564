using System.Collections.Immutable;
using Trading.GrainInterfaces;
using static Trading.Grains.MeterRow;

namespace Trading.Grains;

/// <summary>The table of meters: instruments are made from its rows, and docs/METRICS.md is generated from it.</summary>
public static class MeterCatalog
{
    /// <summary>The runtime's own meter.</summary>
    public const string Runtime = "System.Runtime";

    /// <summary>The meter of the journal's files.</summary>
    public const string Journal = "Trading.Journal";

    /// <summary>The meter of Orleans itself; its instruments are not in this table.</summary>
    public const string Orleans = "Microsoft.Orleans";

    internal static readonly MeterRow Call = Histogram(
        "trading.node.call.duration", "s", "status",
        "From the arrival of a call or a question at its grain to the answer, the sync included; its count is the calls, by how they ended.");

    internal static readonly MeterRow Delivery = Histogram(
        "trading.node.delivery.duration", "s", "status", "The same for another node's output, or a market block, that is delivered.");

    internal static readonly MeterRow Turn = Histogram(
        "trading.node.turn.duration", "s", "", "A node's turn: the queued inputs are handled (a book: matched) and their block is sealed.");

    internal static readonly MeterRow BlockInputs = Histogram(
        "trading.node.block.inputs", "{input}", "", "Inputs that share a block, and so a sync; its count is the blocks.");

    internal static readonly MeterRow BlockSize = Histogram("trading.node.block.size", "By", "", "The block's size.");

    internal static readonly MeterRow Append = Histogram(
        "trading.journal.append.duration", "s", "outcome", "From handing a block to the journal to knowing its outcome in the node's own turn.");

    internal static readonly MeterRow Recovery = Histogram(
        "trading.node.recovery.duration", "s", "status", "One attempt to bring a node back from its table.");

    internal static readonly MeterRow RecoveryBlocks = Histogram(
        "trading.node.recovery.blocks", "{block}", "", "Blocks that a recovery replayed.");

    internal static readonly MeterRow Fenced = Counter(
        "trading.node.fenced", "{refusal}", "", "Writes and questions that the table refused because another activation owns it.");

    internal static readonly MeterRow Resends = Counter(
        "trading.node.resends", "{resend}", "", "Times at which outputs were asked for again because a delivery failed or said nothing.");

    internal static readonly MeterRow Snapshots = Counter(
        "trading.node.snapshots", "{snapshot}", "outcome", "Snapshots: committed are kept, the others are not.");

    internal static readonly MeterRow Violations = Counter(
        "trading.invariant.violations", "{violation}", "invariant",
        "What must never be: a journal that does not verify or replay, another round than its session, by name a starred line of INVARIANTS.md.");

    internal static readonly MeterRow Nodes = Gauge("trading.node.active", "{node}", "Durable nodes that are active on the silo.");

    internal static readonly MeterRow Queue = Gauge(
        "trading.node.queue.depth", "{call}", "Calls and deliveries that wait for their answers, over all nodes of the silo.");

    internal static readonly MeterRow Reports = Counter(
        "trading.book.reports", "{report}", "kind", "Reports of books, by kind: accepted orders, trades (fills), cancels and so on.");

    internal static readonly MeterRow Rejects = Counter(
        "trading.book.rejects", "{reject}", "reason", "Orders, cancels and replacements that a book refused, by reason.");

    internal static readonly MeterRow Commands = Histogram(
        "trading.book.command.duration", "s", "kind",
        "A command handled and reported by a book, as the mean over its call, by what that did: insert, match, cancel, mixed. One of 16 is timed.");

    internal static readonly MeterRow MarketEvents = Counter(
        "trading.market.events", "{event}", "", "Market data events that were applied to markets.");

    internal static readonly MeterRow Rounds = Histogram(
        "trading.session.round.duration", "s", "", "A round of a desk session: all its nodes asked and answered; its count is the rounds.");

    internal static readonly MeterRow TickToOrder = Histogram(
        "trading.session.tick_to_order.duration", "s", "",
        "From the beginning of the round in which a strategy heard of the market until its order, judged twice and journaled, leaves the account.");

    internal static readonly MeterRow SessionMessages = Counter(
        "trading.session.messages", "{message}", "kind",
        "Messages that a session's nodes sent each other: orders, reports, notices (denials) and so on.");

    /// <summary>All rows, by name.</summary>
    public static ImmutableArray<MeterRow> All { get; } =
    [
        Commands, Reports, Rejects, Violations, Append,
        new(Journal, "trading.journal.sync.duration", MeterKind.Histogram, "s", "", "One sync of a journal file. Counted for the whole process."),
        MarketEvents, Nodes, BlockInputs, BlockSize, Call, Delivery, Fenced, Queue, RecoveryBlocks, Recovery, Resends, Snapshots, Turn,
        SessionMessages, Rounds, TickToOrder,
        new(Runtime, "dotnet.gc.collections", MeterKind.Counter, "{collection}", "gc.heap.generation", "Garbage collections, by generation."),
        new(Runtime, "dotnet.gc.heap.total_allocated", MeterKind.Counter, "By", "", "Bytes allocated by managed code."),
        new(Runtime, "dotnet.gc.pause.time", MeterKind.Counter, "s", "", "Time for which the collector stopped the process."),
        new(Runtime, "dotnet.process.cpu.time", MeterKind.Counter, "s", "cpu.mode", "Processor time, user and system."),
        new(Runtime, "dotnet.process.memory.working_set", MeterKind.Gauge, "By", "", "Resident memory (RSS)."),
    ];
}
