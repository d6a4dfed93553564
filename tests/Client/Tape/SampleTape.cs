using System;
using System.Buffers;
using System.IO;
using Trading.Model;
using Trading.Orders;
using Trading.Tape;
using Xunit;

namespace Trading.Client.Tests.Tape;

/// <summary>The committed sample: one event of every kind and a few more, that a person can read.</summary>
internal static class SampleTape
{
    private const long StartNs = 1_700_000_000_000_000_000;
    private const long Second = 1_000_000_000;

    /// <summary>The committed file, beside the test program.</summary>
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "data", "tapes", "sample.rpl");

    /// <summary>The bytes that it must have.</summary>
    public static byte[] Bytes()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new TapeWriter(output, Ok(TapeHeader.Create(
            [Instrument("sim:BTC-USDT", 1, 4), Instrument("binance-spot:BTCUSDT", 2, 5)],
            ["noise-1", "maker-1"],
            ["calm", "burst", "cancel-storm"],
            42,
            0,
            "sample of every kind of event")));
        WriteOrders(writer);
        WriteMarket(writer);
        Write(writer, At(12, TapeEventKind.Regime) with { Regime = 2 });
        Write(writer, At(13, TapeEventKind.Overflow) with { Instrument = 0, Count = 17 });
        writer.Complete();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>A copy in a folder of its own, removed with it.</summary>
    public static string CopyTo(TestFolder folder, string name = "sample.rpl")
    {
        var path = folder.File(name);
        File.WriteAllBytes(path, Bytes());
        return path;
    }

    private static void WriteOrders(TapeWriter writer)
    {
        var order = At(0, TapeEventKind.NewOrder) with
        {
            Instrument = 0,
            Agent = 1,
            OrderId = 1,
            Side = Side.Sell,
            Price = 617_005,
            Quantity = 20_000,
            OrderType = OrderType.Limit,
            TimeInForce = TimeInForce.Gtc,
            OrderFlags = OrderFlags.PostOnly,
            Status = OrderStatus.Accepted,
            LeavesQty = 20_000,
        };
        Write(writer, At(0, TapeEventKind.Regime) with { Regime = 0 });
        Write(writer, order);
        Write(writer, order with { TimeNs = StartNs + Second, OrderId = 2, Side = Side.Buy, Price = 616_990 });
        Write(writer, order with { TimeNs = StartNs + 2 * Second, Kind = TapeEventKind.Amend, Price = 617_000, OrderFlags = 0 });
        var taker = order with
        {
            TimeNs = StartNs + 3 * Second,
            Agent = 0,
            OrderId = 3,
            Side = Side.Buy,
            Price = 0,
            Quantity = 5_000,
            LeavesQty = 0,
            OrderType = OrderType.Market,
            TimeInForce = TimeInForce.Ioc,
            OrderFlags = 0,
            Status = OrderStatus.Filled,
        };
        Write(writer, taker);
        Write(writer, taker with { Kind = TapeEventKind.Fill, CounterOrderId = 1, Price = 617_000, TradeId = 1, OrderType = 0, TimeInForce = 0, Liquidity = LiquiditySide.Taker });
        var end = order with { Quantity = 0, Price = 0, LeavesQty = 0, OrderType = 0, TimeInForce = 0, OrderFlags = 0 };
        Write(writer, end with { TimeNs = StartNs + 4 * Second, Kind = TapeEventKind.Cancel, OrderId = 2, Side = Side.Buy, Status = OrderStatus.Canceled, Reason = OrderReason.CancelRequested });
        Write(writer, end with { TimeNs = StartNs + 5 * Second, Kind = TapeEventKind.Reject, OrderId = 4, Status = OrderStatus.Rejected, Reason = OrderReason.PriceOffTick });
        Write(writer, end with { TimeNs = StartNs + 6 * Second, Kind = TapeEventKind.Expire, OrderId = 1, Status = OrderStatus.Expired, Reason = OrderReason.ExpiryReached });
    }

    private static void WriteMarket(TapeWriter writer)
    {
        Write(
            writer,
            At(7, TapeEventKind.BookSnapshot) with { Instrument = 1, VenueSequence = 100 },
            new(Side.Buy, 6_170_000, 150_000), new(Side.Buy, 6_169_990, 20_000), new(Side.Sell, 6_170_001, 40_000),
            new(Side.Sell, 6_170_150, 300_000));
        Write(
            writer,
            At(8, TapeEventKind.BookDelta) with { Instrument = 1, FirstUpdateId = 101, VenueSequence = 103 },
            new(Side.Buy, 6_170_000, 0), new(Side.Sell, 6_170_001, 55_000));
        Write(writer, At(9, TapeEventKind.Trade) with { Instrument = 1, Side = Side.Buy, Price = 6_170_001, Quantity = 15_000, TradeId = 9 });
        Write(writer, At(10, TapeEventKind.FeedGap) with { Instrument = 1, VenueSequence = 110, Count = 6 });
        Write(
            writer,
            At(11, TapeEventKind.BookSnapshot) with { Instrument = 1, VenueSequence = 120 },
            new(Side.Buy, 6_169_990, 20_000), new(Side.Sell, 6_170_020, 1_000));
    }

    private static TapeEvent At(long seconds, TapeEventKind kind) =>
        TapeEvent.Empty with { Kind = kind, TimeNs = StartNs + seconds * Second };

    private static void Write(TapeWriter writer, TapeEvent e, params PriceLevel[] levels) =>
        Assert.Equal(TapeErrorCode.None, writer.Write(e, levels));

    private static Instrument Instrument(string id, int priceScale, int quantityScale) => Ok(Trading.Model.Instrument.Create(
        Ok(InstrumentId.Parse(id)), InstrumentKind.Spot, priceScale, quantityScale, new Price(1), new Quantity(1), new Quantity(1),
        new Quantity(1_000_000_000_000), Notional.Zero));

    private static T Ok<T, TError>(Result<T, TError> result)
        where T : notnull
        where TError : notnull
    {
        Assert.True(result.TryGet(out var value, out var error), error?.ToString());
        return value;
    }
}
