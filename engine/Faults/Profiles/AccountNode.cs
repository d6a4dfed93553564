using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Trading.Durable;
using Trading.Ledger;
using Trading.Model;
using Trading.Orders;
using Trading.Portfolio;
using Trading.Risk;

namespace Trading.Faults;

/// <summary>
/// An account at a venue: orders, ledger and portfolio as a desk has them. Intents are called and sent on; reports are
/// delivered, and taken in the order of the venue's own count: what was taken is dropped, what comes after a gap is held, and
/// the gap is asked for.
/// </summary>
internal class AccountNode : INode
{
    /// <summary>The venue's name as a target and a source.</summary>
    public const string Venue = "venue/sim";

    /// <summary>How many strategies trade.</summary>
    public const int Strategies = 3;

    private const long Capital = 1_000_000;
    private static readonly ImmutableArray<Listing> Listings = [DeskMarket.ListingOf(BookOrders.Instrument)];
    private readonly SortedDictionary<ulong, ExecutionReport> _held = [];
    private readonly AccountGate _gate = new(Strategies, RiskLimits.Wide);
    private bool _isStarted;
    private ulong _asked;

    public uint Version => 1;

    public OrderTable Orders { get; } = new(Strategies, 1, openMax: 4_096, closedMax: 256);

    public LedgerBook Ledger { get; } = new(LedgerChart.Create(Strategies, Listings));

    public PortfolioBook Portfolio { get; } = new(new PortfolioSettings(Strategies, Listings, Listings[0].Pair.Quote));

    /// <summary>Fills that were booked.</summary>
    public long Fills { get; private set; }

    /// <summary>The running hash of their numbers.</summary>
    public UInt128 FillChain { get; private set; }

    /// <summary>The last of the venue's reports that was taken.</summary>
    public ulong LastExecId { get; private set; }

    public bool Accepts(NodeInputKind kind, ReadOnlySpan<byte> payload) => kind switch
    {
        NodeInputKind.Call => payload.Length > 0 && payload.Length % OrderIntent.SizeBytes == 0,
        // A report, or the number of the venue's last one.
        NodeInputKind.Deliver => payload.Length is ExecutionReport.SizeBytes or sizeof(ulong),
        NodeInputKind.Timer => false,
    };

    public bool IsUrgent(ReadOnlySpan<byte> payload) => false;

    public void Handle(in NodeInput input, NodeOutput output)
    {
        if (!_isStarted) Start(input.TimeNs);
        if (input.Kind == NodeInputKind.Call) TakeIntents(MemoryMarshal.Cast<byte, OrderIntent>(input.Payload), input.TimeNs, output);
        else if (input.Payload.Length == sizeof(ulong)) AskFor(BinaryPrimitives.ReadUInt64LittleEndian(input.Payload), output);
        else TakeReport(MemoryMarshal.Read<ExecutionReport>(input.Payload), output);
    }

    public void Query(ReadOnlySpan<byte> query, IBufferWriter<byte> answer)
    {
        var writer = new StateWriter(answer);
        writer.Write(Fills);
        writer.Write(FillChain);
        writer.Write(Orders.OpenCount);
    }

    public UInt128 StateHash()
    {
        var state = new HashWriter();
        Save(state);
        return state.Current;
    }

    public void Save(IBufferWriter<byte> destination)
    {
        var writer = new StateWriter(destination);
        writer.Write(_isStarted);
        writer.Write(Fills);
        writer.Write(FillChain);
        writer.Write(LastExecId);
        writer.Write(_asked);
        writer.Write(_held.Count);
        foreach (var (_, report) in _held) writer.WriteBlock(MemoryMarshal.AsBytes([report]));
        Orders.Save(destination);
        Ledger.Save(destination);
        Portfolio.Save(destination);
    }

    public NodeLoadOutcome Load(ReadOnlySpan<byte> saved)
    {
        var reader = new StateReader(saved);
        _isStarted = reader.ReadBool();
        (Fills, FillChain, LastExecId) = (reader.ReadInt64(), reader.ReadUInt128(), reader.ReadUInt64());
        _asked = reader.ReadUInt64();
        _held.Clear();
        for (var left = reader.ReadCount(ExecutionReport.SizeBytes); left > 0; left--)
        {
            var bytes = reader.ReadBlock();
            if (bytes.Length == ExecutionReport.SizeBytes) Hold(MemoryMarshal.Read<ExecutionReport>(bytes));
            else reader.Fail();
        }

        Orders.Load(ref reader);
        Ledger.Load(ref reader);
        Portfolio.Load(ref reader);
        return reader.IsComplete ? NodeLoadOutcome.Loaded : NodeLoadOutcome.Malformed;
    }

    /// <summary>Whether a report was taken before; planted bugs know no better.</summary>
    protected virtual bool WasTaken(in ExecutionReport report) => report.ExecId <= LastExecId;

    /// <summary>Whether reports are missing before this one.</summary>
    protected virtual bool IsAfterGap(in ExecutionReport report) => report.ExecId > LastExecId + 1;

    /// <summary>Whether a fill is booked.</summary>
    protected virtual bool IsBooked(in OrderUpdate update) => update.IsApplied;

    /// <summary>Whether the venue is asked for what is missing.</summary>
    protected virtual bool Asks => true;

    private void Start(long timeNs)
    {
        _isStarted = true;
        var (asset, amount) = (Listings[0].Pair.Quote, new Money((Int128)Capital * DecimalText.PowerOfTen(Money.Scale)));
        for (var owner = 1; owner <= Strategies; owner++)
        {
            Portfolio.AddCapital(owner, asset, amount);
            if (LedgerEntry.ForDeposit(Ledger.Chart, owner, asset, amount, timeNs).TryGet(out var entry, out _)) Ledger.Post(entry);
        }
    }

    private void TakeIntents(ReadOnlySpan<OrderIntent> intents, long timeNs, NodeOutput output)
    {
        var writer = new StateWriter(output.Answer);
        foreach (ref readonly var intent in intents)
        {
            var update = Orders.Send(Approve(intent, timeNs), timeNs);
            writer.Write((byte)update.Code);
            if (update.IsApplied) output.Send(Venue, MemoryMarshal.AsBytes([intent]));
        }
    }

    /// <summary>The world tries what an account does with venues, not what risk lets through: leases forbid nothing here.</summary>
    private Approved<OrderIntent> Approve(in OrderIntent intent, long timeNs) => _gate.Check(intent, new RiskInputs
    {
        TimeNs = timeNs,
        Instrument = BookOrders.Instrument,
        ReferencePrice = default,
        MarketTimeNs = timeNs,
        Position = 0,
        OpenQty = 0,
        ReplacedQty = 0,
        FilledQty = 0,
        OpenOrders = 0,
        OtherSide = default,
        Lease = LeaseFigures.Unlimited,
    }).Approval;

    private void TakeReport(in ExecutionReport report, NodeOutput output)
    {
        if (WasTaken(report)) return;
        if (IsAfterGap(report))
        {
            Hold(report);
            AskFor(report.ExecId - 1, output);
            return;
        }

        Apply(report);
        while (_held.Remove(LastExecId + 1, out var next)) Apply(next);
    }

    private void Hold(in ExecutionReport report) => _held[report.ExecId] = report;

    /// <summary>Asks for what is missing up to a report, once: the way to the venue and back loses nothing.</summary>
    private void AskFor(ulong last, NodeOutput output)
    {
        var first = Math.Max(LastExecId, _asked) + 1;
        if (last < first || !Asks) return;
        _asked = last;
        Span<byte> range = stackalloc byte[2 * sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(range, first);
        BinaryPrimitives.WriteUInt64LittleEndian(range[sizeof(ulong)..], last);
        output.Send(Venue, range);
    }

    private void Apply(in ExecutionReport report)
    {
        LastExecId = Math.Max(LastExecId, report.ExecId);
        var update = Orders.Apply(report);
        if (report.ExecType != ExecType.Trade || !IsBooked(update)) return;
        Fills++;
        FillChain = StateHasher.Chain(FillChain, MemoryMarshal.AsBytes([report]));
        var change = Portfolio.Apply(report);
        if (LedgerEntry.ForFill(Ledger.Chart, report, change.RealizedPnl).TryGet(out var entry, out _)) Ledger.Post(entry);
    }
}
