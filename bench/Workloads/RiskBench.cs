using System;
using System.Diagnostics;
using System.Linq;
using Trading.Model;
using Trading.Orders;
using Trading.Risk;

namespace Trading.Bench;

/// <summary>What a decision of risk costs on this machine: the medians of several runs.</summary>
/// <param name="Decisions">Decisions of one run.</param>
/// <param name="P50Ns">The median time of a decision, two timer readings included.</param>
/// <param name="P95Ns">The 95th percentile.</param>
/// <param name="P99Ns">The 99th percentile.</param>
/// <param name="P999Ns">The 99.9th percentile.</param>
/// <param name="TimerNs">The median of two timer readings with nothing between them.</param>
/// <param name="BytesPerDecision">Bytes allocated per decision.</param>
/// <param name="Denied">Denied in one run.</param>
/// <param name="RecentOrders">Orders within the last second, which every decision counts.</param>
/// <param name="LoadAverage">The machine's load average over one minute at the start; negative when unknown.</param>
public sealed record RiskBenchResult(
    int Decisions,
    double P50Ns,
    double P95Ns,
    double P99Ns,
    double P999Ns,
    double TimerNs,
    double BytesPerDecision,
    long Denied,
    int RecentOrders,
    double LoadAverage);

/// <summary>A busy strategy's orders against its gate: all rules, with thousands of recent orders; one in eight is denied.</summary>
public static class RiskBench
{
    private const int OrdersPerSecond = 10_000;
    private const long StepNs = 1_000_000_000 / OrdersPerSecond;

    /// <summary>Measures.</summary>
    /// <param name="instrument">The market.</param>
    /// <param name="decisions">Decisions of one run.</param>
    /// <param name="runs">Timed runs.</param>
    public static RiskBenchResult Run(Instrument instrument, int decisions = 1_000_000, int runs = 5)
    {
        var load = BookBench.LoadAverage();
        Measure(instrument, Math.Min(decisions, 200_000));
        var measured = Enumerable.Range(0, runs).Select(_ => Measure(instrument, decisions)).ToArray();
        return new RiskBenchResult(
            decisions,
            Median(run => run.Ns[0]),
            Median(run => run.Ns[1]),
            Median(run => run.Ns[2]),
            Median(run => run.Ns[3]),
            BookBench.TimerNs(),
            Median(run => run.Bytes),
            measured[0].Denied,
            OrdersPerSecond * 7 / 8,
            load);

        double Median(Func<(double[] Ns, double Bytes, long Denied), double> of) => measured.Select(of).Order().ElementAt(runs / 2);
    }

    private static (double[] Ns, double Bytes, long Denied) Measure(Instrument instrument, int decisions)
    {
        var gate = new RiskGate(RiskLimits.Wide with { OrdersPerSecond = OrdersPerSecond, RepeatsMax = OrdersPerSecond });
        var (samples, price) = (new long[decisions], 1_000 * instrument.TickSize.Units);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        for (var index = 0; index < decisions; index++)
        {
            var order = new OrderIntent
            {
                ClientOrderId = ClientOrderId.Create(1, index + 1),
                Kind = IntentKind.Submit,
                Side = index % 2 == 0 ? Side.Buy : Side.Sell,
                OrderType = OrderType.Limit,
                TimeInForce = TimeInForce.Gtc,
                // One in eight is half as dear again: beyond the collar where it buys.
                Price = index % 8 == 6 ? price * 3 / 2 : price - index % 50 * instrument.TickSize.Units,
                Quantity = instrument.LotSize.Units * (1 + index % 7),
            };
            var inputs = InputsOf(instrument, new Price(price), index * StepNs);
            var started = Stopwatch.GetTimestamp();
            gate.Check(order, inputs);
            samples[index] = Stopwatch.GetTimestamp() - started;
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        return (BookBench.Percentiles(samples, [0.5, 0.95, 0.99, 0.999]), (double)allocated / decisions, gate.Denied);
    }

    private static RiskInputs InputsOf(Instrument instrument, Price reference, long timeNs) => new()
    {
        TimeNs = timeNs,
        Instrument = instrument,
        ReferencePrice = reference,
        MarketTimeNs = timeNs,
        Position = 0,
        OpenQty = 0,
        ReplacedQty = 0,
        FilledQty = 0,
        OpenOrders = 10,
        OtherSide = default,
        Lease = LeaseFigures.Unlimited,
    };
}
