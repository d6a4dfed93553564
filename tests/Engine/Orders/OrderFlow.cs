using System;
using Trading.Model;
using Trading.Orders;
using Xunit;

namespace Trading.Tests.Orders;

/// <summary>An order table and what is sent to it: single orders for tests by hand, random ones for tests by number.</summary>
internal sealed class OrderFlow(int strategyMax, int instrumentCount, int openMax = 64, int closedMax = 16)
{
    private readonly long[] _sequences = new long[strategyMax + 1];
    private ulong _execId;

    public OrderTable Table { get; } = new(strategyMax, instrumentCount, openMax, closedMax);

    /// <summary>A second table that takes everything that the first one takes and must answer alike.</summary>
    public OrderTable? Follower { get; set; }

    public OrderIntent Intent(int strategy, int instrument, Side side, long price, long quantity) => new()
    {
        ClientOrderId = ClientOrderId.Create(strategy, ++_sequences[strategy]),
        Kind = IntentKind.Submit,
        Instrument = instrument,
        Side = side,
        OrderType = OrderType.Limit,
        TimeInForce = TimeInForce.Gtc,
        Price = price,
        Quantity = quantity,
    };

    public ClientOrderId Submit(int strategy, int instrument, Side side, long price, long quantity)
    {
        var intent = Intent(strategy, instrument, side, price, quantity);
        Assert.True(Table.Send(intent, 1).IsApplied);
        return intent.ClientOrderId;
    }

    public ExecutionReport Report(ClientOrderId id, ExecType type)
    {
        Table.TryGet(id, out var entry);
        return new ExecutionReport
        {
            ExecId = ++_execId,
            ClientOrderId = id,
            ExecType = type,
            Instrument = entry.Instrument,
            Side = entry.Side == 0 ? Side.Buy : entry.Side,
            Price = entry.Price,
            Quantity = entry.Quantity,
            FilledQty = entry.FilledQty,
            TimeNs = (long)_execId,
        };
    }

    public void Apply(ClientOrderId id, ExecType type) => Assert.True(Table.Apply(Report(id, type)).IsApplied);

    /// <summary>Sends a random intent, or lets the venue say something random about a random order.</summary>
    public void Step(ref SeededRandom random)
    {
        var strategy = (int)random.Between(0, strategyMax);
        if (random.ChancePpm(350_000))
        {
            var side = random.ChancePpm(500_000) ? Side.Buy : Side.Sell;
            var intent = Intent(strategy, (int)random.Below(instrumentCount), side, random.Between(90, 110), random.Between(1, 9));
            Send(intent);
            return;
        }

        if (!Table.TryGet(Pick(strategy, ref random), out var entry)) return;
        if (random.ChancePpm(200_000)) Send(Request(entry, ref random));
        else Apply(Answer(entry, ref random));
    }

    // Mostly an open order, sometimes one that may be closed or forgotten.
    private ClientOrderId Pick(int strategy, ref SeededRandom random)
    {
        var skip = Table.OpenCount == 0 || random.ChancePpm(100_000) ? -1 : random.Below(Table.OpenCount);
        if (skip < 0) return ClientOrderId.Create(strategy, Math.Max(1, _sequences[strategy] - random.Below(openMax)));
        foreach (ref readonly var entry in Table.Open())
        {
            if (skip-- == 0) return entry.ClientOrderId;
        }

        return ClientOrderId.None;
    }

    private static OrderIntent Request(in OrderEntry entry, ref SeededRandom random) => new()
    {
        ClientOrderId = entry.ClientOrderId,
        Instrument = entry.Instrument,
        Side = entry.Side,
        Kind = random.ChancePpm(500_000) ? IntentKind.Cancel : IntentKind.Replace,
        Price = random.Between(90, 110),
        Quantity = random.Between(1, 12),
    };

    private ExecutionReport Answer(in OrderEntry entry, ref SeededRandom random)
    {
        var report = Report(entry.ClientOrderId, (ExecType)random.Between(1, 9));
        if (random.ChancePpm(30_000)) report.ExecId = 1;
        if (report.ExecType == ExecType.Trade)
        {
            report.LastQty = random.Between(1, Math.Max(1, entry.LeavesQty));
            report.LastPx = random.Between(90, 110);
            report.FilledQty += report.LastQty;
        }

        if (report.ExecType == ExecType.Replaced) report.Quantity = random.Between(1, 12);
        if (random.ChancePpm(100_000)) report.Reason = OrderReason.SelfTradeDecrement;
        return report;
    }

    private void Send(in OrderIntent intent)
    {
        var update = Table.Send(intent, (long)_execId);
        if (Follower is not null) Assert.Equal(update, Follower.Send(intent, (long)_execId));
    }

    private void Apply(in ExecutionReport report)
    {
        var update = Table.Apply(report);
        if (Follower is not null) Assert.Equal(update, Follower.Apply(report));
    }
}
