using System;
using BenchmarkDotNet.Attributes;
using Trading.Exchange;
using Trading.Model;

namespace Trading.Bench.Rooms;

/// <summary>Single operations on a book with 2,000 resting orders, and what its outputs cost.</summary>
[MemoryDiagnoser]
public class BookBenchmarks
{
    private const int OrdersPerSide = 1_000;

    private readonly ReportBuffer _reports = new(4_096);
    private readonly BookDepthTracker _tracker = new(depth: 50);
    private IOrderBook _book = OrderBooks.Create(BookWorkload.Instrument);
    private ulong _nextId;

    [GlobalSetup]
    public void Fill()
    {
        _book = OrderBooks.Create(BookWorkload.Instrument);
        for (var index = 0; index < OrdersPerSide; index++)
        {
            Execute(Limit(Side.Buy, 30_000 - 1 - index % 200, 10));
            Execute(Limit(Side.Sell, 30_000 + 1 + index % 200, 10));
        }
    }

    [Benchmark]
    public int InsertAndCancel()
    {
        var order = Limit(Side.Buy, 29_950, 10);
        Execute(order);
        return Execute(new BookCommand { Kind = BookCommandKind.Cancel, OrderId = order.OrderId });
    }

    [Benchmark]
    public int TradeOneAndReplaceIt()
    {
        var taken = Execute(Limit(Side.Buy, 30_001, 10));
        Execute(Limit(Side.Sell, 30_001, 10));
        return taken;
    }

    [Benchmark]
    public int SweepTenAndReplaceThem()
    {
        for (var index = 0; index < 10; index++) Execute(Limit(Side.Sell, 30_000, 10));
        return Execute(Limit(Side.Buy, 30_000, 100));
    }

    [Benchmark]
    public int RefusedCancel() => Execute(new BookCommand { Kind = BookCommandKind.Cancel, OrderId = ulong.MaxValue });

    [Benchmark]
    public int DepthDeltasAfterOneInsert()
    {
        InsertAndCancel();
        _tracker.Update(_book);
        return _tracker.Deltas.Length;
    }

    [Benchmark]
    public BookSnapshot SnapshotOfTenLevels() => BookSnapshot.Of(_book, 10);

    [Benchmark]
    public UInt128 StateHash() => _book.StateHash();

    private int Execute(in BookCommand command)
    {
        _reports.Clear();
        _book.Execute(command, _reports);
        return _reports.Count;
    }

    private BookCommand Limit(Side side, long price, long quantity) => new()
    {
        Kind = BookCommandKind.Submit,
        OrderId = ++_nextId,
        Side = side,
        OrderType = OrderType.Limit,
        TimeInForce = TimeInForce.Gtc,
        Price = price,
        Quantity = quantity,
    };
}
