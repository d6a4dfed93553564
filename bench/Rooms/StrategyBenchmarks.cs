using System;
using BenchmarkDotNet.Attributes;
using Trading.Strategy;

namespace Trading.Bench.Rooms;

/// <summary>A market event that leads to no order, by strategy: the book's change and the callback. The first is the book's
/// change alone.</summary>
[MemoryDiagnoser]
public class StrategyBenchmarks
{
    private readonly QuietContext _context = new();
    private StrategyDriver? _driver;

    [Params("", "momentum", "mean-reversion", "market-making", "book-imbalance")]
    public string Name { get; set; } = "";

    [GlobalSetup]
    public void Start()
    {
        if (Name.Length == 0) return;
        _driver = StrategyCatalog.Standard.Create(Name + ":quantity=1", _context.Instruments).TryGet(out var created, out var error)
            ? new StrategyDriver(created.Strategy, _context)
            : throw new ArgumentException(error.ToString());
        _driver.Start();
        // A minute and more: averages are ready, quotes rest.
        for (var tick = 0; tick < 100_000; tick++)
        {
            _context.Tick();
            if (tick % 100 == 0) Trade(_driver);
            _driver.Market(0, isBookChanged: true, isTrade: false);
            _context.AnswerAll(_driver);
        }

        if (created.Strategy.Fault is { } fault) throw new InvalidOperationException(fault.ToString());
        if (Name == "market-making" && _context.OpenOrders.Length != 2) throw new InvalidOperationException("it does not quote");
    }

    [Benchmark]
    public void MarketEvent()
    {
        _context.Tick();
        _driver?.Market(0, isBookChanged: true, isTrade: false);
    }

    private void Trade(StrategyDriver driver)
    {
        _context.Trade();
        driver.Market(0, isBookChanged: false, isTrade: true);
    }
}
