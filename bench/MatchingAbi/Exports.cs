using System;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Trading.Exchange;
using Trading.Model;

namespace Trading.Bench.MatchingAbi;

/// <summary>The exported C functions. The harness calls all but drain from one thread.</summary>
internal static unsafe class Exports
{
    // Reports become visible to the drainer in groups: one shared cache line is written once for many reports.
    private const int PublishMask = 31;

    private static MatchingEngine? s_engine;
    private static ReportRing.Header* s_ring;
    private static AbiTransport* s_transport;
    private static uint s_messages;

    [UnmanagedCallersOnly(EntryPoint = "engine_get_transport")]
    public static AbiTransport* GetTransport()
    {
        if (s_transport == null)
        {
            s_transport = (AbiTransport*)NativeMemory.AllocZeroed((nuint)sizeof(AbiTransport));
            s_transport->Create = &CreateRing;
            s_transport->Push = &PushReport;
            s_transport->Drain = &DrainReports;
            s_transport->Flush = &FlushRing;
            s_transport->Destroy = &DestroyRing;
        }

        return s_transport;
    }

    [UnmanagedCallersOnly(EntryPoint = "engine_init")]
    public static void Initialize(ulong seed, AbiTransport* transport, void* sink)
    {
        s_ring = (ReportRing.Header*)sink;
        s_engine = new MatchingEngine(s_ring, CreateInstrument());
    }

    [UnmanagedCallersOnly(EntryPoint = "engine_shutdown")]
    public static void Shutdown() => s_engine = null;

    [UnmanagedCallersOnly(EntryPoint = "engine_on_new_order")]
    public static void OnNewOrder(AbiNewOrder* order)
    {
        s_engine?.NewOrder(order);
        PublishNowAndThen();
    }

    [UnmanagedCallersOnly(EntryPoint = "engine_on_cancel")]
    public static void OnCancel(AbiCancel* cancel)
    {
        s_engine?.Cancel(cancel);
        PublishNowAndThen();
    }

    [UnmanagedCallersOnly(EntryPoint = "engine_on_modify")]
    public static void OnModify(AbiModify* modify)
    {
        s_engine?.Modify(modify);
        PublishNowAndThen();
    }

    [UnmanagedCallersOnly(EntryPoint = "engine_on_batch")]
    public static void OnBatch(AbiMessage* messages, uint count)
    {
        if (s_engine is not { } engine) return;
        var end = messages + count;
        for (var message = messages; message < end; message++)
        {
            if (end - message > OrderBook.EntryAhead) Foresee(engine.Book, message);
            if (message->Type == 0) engine.NewOrder(&message->NewOrder);
            else if (message->Type == 1) engine.Cancel(&message->Cancel);
            else engine.Modify(&message->Modify);
            PublishNowAndThen();
        }

        ReportRing.Publish(s_ring);
    }

    [UnmanagedCallersOnly(EntryPoint = "engine_flush")]
    public static void Flush() => ReportRing.Publish(s_ring);

    [UnmanagedCallersOnly(EntryPoint = "engine_query_best_bid")]
    public static long QueryBestBid() =>
        s_engine is { } engine && engine.Book.TryGetBest(Side.Buy, out var best) ? best.Price : long.MinValue;

    [UnmanagedCallersOnly(EntryPoint = "engine_query_best_ask")]
    public static long QueryBestAsk() =>
        s_engine is { } engine && engine.Book.TryGetBest(Side.Sell, out var best) ? best.Price : long.MaxValue;

    [UnmanagedCallersOnly(EntryPoint = "engine_query_depth_at")]
    public static ulong QueryDepthAt(long priceTicks, byte side) =>
        s_engine is { } engine ? (ulong)engine.Book.QuantityAt((Side)(side + 1), priceTicks) : 0;

    // As the book does for a batch of its own commands: each kind of message begins with the order's id.
    private static void Foresee(OrderBook book, AbiMessage* message)
    {
        if (!Sse.IsSupported) return;
        book.ForeseeEntry(message[OrderBook.EntryAhead].Cancel.OrderId);
        var soon = message + OrderBook.OrderAhead;
        if (soon->Type != 0) book.ForeseeOrder(soon->Cancel.OrderId);
        var sooner = message + OrderBook.NeighboursAhead;
        if (sooner->Type != 0) book.ForeseeNeighbours(sooner->Cancel.OrderId);
    }

    private static void PublishNowAndThen()
    {
        if ((++s_messages & PublishMask) == 0) ReportRing.Publish(s_ring);
    }

    [UnmanagedCallersOnly]
    private static void* CreateRing(uint capacity) => ReportRing.Create(capacity);

    [UnmanagedCallersOnly]
    private static int PushReport(void* ring, AbiReport* report)
    {
        *ReportRing.Next((ReportRing.Header*)ring) = *report;
        return 1;
    }

    [UnmanagedCallersOnly]
    private static uint DrainReports(void* ring, AbiReport* to, uint max) =>
        ReportRing.Drain((ReportRing.Header*)ring, to, max);

    [UnmanagedCallersOnly]
    private static void FlushRing(void* ring) => ReportRing.Publish((ReportRing.Header*)ring);

    [UnmanagedCallersOnly]
    private static void DestroyRing(void* ring) => ReportRing.Destroy((ReportRing.Header*)ring);

    private static Instrument CreateInstrument() =>
        InstrumentId.Parse("sim:ABI").TryGet(out var id, out _)
        && Instrument.Create(
                id,
                InstrumentKind.Spot,
                priceScale: 3,
                quantityScale: 0,
                new Price(1),
                new Quantity(1),
                new Quantity(1),
                new Quantity(uint.MaxValue),
                Notional.Zero)
            .TryGet(out var instrument, out _)
            ? instrument
            : throw new InvalidOperationException("the adapter's own instrument was refused");
}
