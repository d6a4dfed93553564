using System;
using System.Buffers;
using System.Text;
using Trading.Model;
using Trading.Orders;
using Trading.Tape;
using Xunit;

namespace Trading.Tests.Tape;

public sealed class TapeWriterTests
{
    private const string Header =
        """
        {"format":"trading-tape","version":1,"instruments":[{"id":"sim:BTC-USDT","kind":"spot","priceScale":2,"quantityScale":5,"tickSize":1,"lotSize":1,"minQuantity":1,"maxQuantity":1000000000,"minNotional":0},{"id":"binance-usdm:ETHUSDT","kind":"perpetual","priceScale":2,"quantityScale":3,"tickSize":1,"lotSize":1,"minQuantity":1,"maxQuantity":1000000000,"minNotional":50000}],"agents":["noise-1","mm-1"],"regimes":["calm","burst"],"seed":42,"configHash":"00000000000000000000000000000007","source":"a test"}
        """;

    [Fact]
    public void Lines_are_canonical()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new TapeWriter(output, Some.TapeHeader());
        var order = TapeEvent.Empty with
        {
            Kind = TapeEventKind.NewOrder,
            TimeNs = 1000,
            Instrument = 0,
            Agent = 1,
            OrderId = 7,
            Side = Side.Buy,
            Price = 6168599,
            Quantity = 100,
            OrderType = OrderType.Limit,
            TimeInForce = TimeInForce.Gtc,
            OrderFlags = OrderFlags.PostOnly,
            Status = OrderStatus.Accepted,
            LeavesQty = 100,
        };
        Assert.Equal(TapeErrorCode.None, writer.Write(order));
        var delta = TapeEvent.Empty with { Kind = TapeEventKind.BookDelta, TimeNs = 2000, Instrument = 1, FirstUpdateId = 5, VenueSequence = 9 };
        Assert.Equal(TapeErrorCode.None, writer.Write(delta, [new(Side.Sell, 11, 0), new(Side.Buy, 10, 3), new(Side.Buy, 9, 4)]));
        Assert.Equal(TapeErrorCode.None, writer.Write(TapeEvent.Empty with { Kind = TapeEventKind.Regime, TimeNs = 3000, Regime = 1 }));
        var funding = TapeEvent.Empty with { Kind = TapeEventKind.FundingRate, TimeNs = 4000, Instrument = 1, FundingRatePpb = -100_000, NextFundingTimeNs = 9000 };
        Assert.Equal(TapeErrorCode.None, writer.Write(funding));
        Assert.Equal(TapeErrorCode.None, writer.Write(TapeEvent.Empty with { Kind = TapeEventKind.MarkPrice, TimeNs = 5000, Instrument = 1, Price = 300_017 }));
        var hash = writer.Hash;
        writer.Complete();

        var expected = Header + "\n" +
            """
            {"k":"new","n":1,"t":1000,"i":0,"a":1,"o":7,"s":"B","p":6168599,"q":100,"l":100,"y":1,"f":1,"g":1,"z":3}
            {"k":"delta","n":2,"t":2000,"i":1,"u":5,"v":9,"B":[[10,3],[9,4]],"A":[[11,0]]}
            {"k":"regime","n":3,"t":3000,"R":1}
            {"k":"funding","n":4,"t":4000,"i":1,"F":-100000,"T":9000}
            {"k":"mark","n":5,"t":5000,"i":1,"p":300017}
            """ + "\n";
        Assert.Equal(
            expected + "{\"k\":\"end\",\"n\":5,\"h\":\"" + StateHasher.ToText(hash) + "\"}\n",
            Encoding.ASCII.GetString(output.WrittenSpan));
        UInt128 chain = 0;
        foreach (var line in expected.Split('\n')[..^1]) chain = TapeHash.Next(chain, Encoding.ASCII.GetBytes(line + "\n"));
        Assert.Equal(chain, hash);
        Assert.Equal(output.WrittenCount, writer.BytesWritten);
    }

    [Fact]
    public void What_a_kind_does_not_have_is_refused_and_not_written()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new TapeWriter(output, Some.TapeHeader());
        var before = output.WrittenCount;
        var cancel = TapeEvent.Empty with { Kind = TapeEventKind.Cancel, Instrument = 0, OrderId = 1 };
        Assert.Equal(TapeErrorCode.UnexpectedField, writer.Write(cancel with { TradeId = 1 }));
        Assert.Equal(TapeErrorCode.UnexpectedField, writer.Write(cancel, [new(Side.Buy, 1, 1)]));
        Assert.Equal(TapeErrorCode.BadIndex, writer.Write(cancel with { Instrument = 2 }));
        Assert.Equal(TapeErrorCode.BadIndex, writer.Write(cancel with { Instrument = -1 }));
        Assert.Equal(TapeErrorCode.BadIndex, writer.Write(cancel with { Agent = 2 }));
        Assert.Equal(TapeErrorCode.OutOfRange, writer.Write(cancel with { TimeNs = -1 }));
        Assert.Equal(TapeErrorCode.OutOfRange, writer.Write(cancel with { Status = (OrderStatus)99 }));
        Assert.Equal(TapeErrorCode.UnknownKind, writer.Write(cancel with { Kind = (TapeEventKind)7 }));
        var snapshot = TapeEvent.Empty with { Kind = TapeEventKind.BookSnapshot, Instrument = 0 };
        Assert.Equal(TapeErrorCode.OutOfRange, writer.Write(snapshot, [new(Side.Buy, 1, 0)]));
        Assert.Equal(TapeErrorCode.TooManyLevels, writer.Write(snapshot, Some.Bids(TapeLimits.LevelsPerSideMax + 1)));
        Assert.Equal((before, 0L), (output.WrittenCount, writer.Count));
        writer.Complete();
        Assert.Equal(TapeErrorCode.AfterTrailer, writer.Write(cancel));
    }

    [Fact]
    public void Writing_takes_no_memory_per_event()
    {
        var output = new ArrayBufferWriter<byte>(1 << 20);
        var writer = new TapeWriter(output, Some.TapeHeader());
        var fill = TapeEvent.Empty with
        {
            Kind = TapeEventKind.Fill,
            TimeNs = 1,
            Instrument = 0,
            OrderId = 8,
            CounterOrderId = 7,
            Side = Side.Sell,
            Price = 5,
            Quantity = 3,
        };
        ReadOnlySpan<PriceLevel> levels = Some.Bids(20);
        var delta = TapeEvent.Empty with { Kind = TapeEventKind.BookDelta, Instrument = 0 };
        for (var i = 0; i < 100; i++) writer.Write(fill);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            writer.Write(fill);
            writer.Write(delta, levels);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(2100, writer.Count);
    }

    [Fact]
    public void A_continuation_ends_in_the_hash_of_one_whole_tape()
    {
        var e = TapeEvent.Empty with { Kind = TapeEventKind.Regime, TimeNs = 1, Regime = 0 };
        var whole = new TapeWriter(new ArrayBufferWriter<byte>(), Some.TapeHeader());
        var first = new TapeWriter(new ArrayBufferWriter<byte>(), Some.TapeHeader());
        for (var i = 0; i < 5; i++) Assert.Equal(TapeErrorCode.None, whole.Write(e));
        for (var i = 0; i < 2; i++) Assert.Equal(TapeErrorCode.None, first.Write(e));

        var bytes = new ArrayBufferWriter<byte>();
        var second = new TapeWriter(bytes, Some.TapeHeader().Continue(first.Count, first.Hash));
        for (var i = 0; i < 3; i++) Assert.Equal(TapeErrorCode.None, second.Write(e));
        second.Complete();
        Assert.Equal((whole.Count, whole.Hash), (second.Count, second.Hash));

        var decoder = new TapeDecoder(isLenient: false);
        Assert.Equal(TapeStep.End, TapeReading.Drive(decoder, bytes.WrittenSpan.ToArray(), 7, _ => { }));
        Assert.Equal((3L, 5L), (decoder.EventCount, decoder.Position.Sequence));
    }
}
