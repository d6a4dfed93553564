using System;
using System.Buffers;
using Trading.Exchange;
using Trading.Model;
using Trading.Simulation;
using Trading.Tape;
using Xunit;

namespace Trading.Tests.Examples;

/// <summary>The examples of docs/design/LIBRARY.md: the text between the markers stands there to the letter.</summary>
public sealed class EngineExamples
{
    [Fact]
    public void An_order_book_trades()
    {
        // example: book
        if (!InstrumentId.Parse("sim:BTC-USDT").TryGet(out var id, out var idError)) throw new ArgumentException(idError.ToString());
        var rules = Instrument.Create(
            id,
            InstrumentKind.Spot,
            priceScale: 2,
            quantityScale: 3,
            tickSize: new Price(50),
            lotSize: new Quantity(1),
            minQuantity: new Quantity(1),
            maxQuantity: new Quantity(1_000_000),
            minNotional: Notional.Zero);
        if (!rules.TryGet(out var instrument, out var ruleError)) throw new ArgumentException(ruleError.ToString());

        var book = OrderBooks.Create(instrument);
        var reports = new ReportBuffer();
        var order = new BookCommand
        {
            Kind = BookCommandKind.Submit,
            OrderId = 1,
            Side = Side.Sell,
            OrderType = OrderType.Limit,
            TimeInForce = TimeInForce.Gtc,
            Price = 6_100_050,
            Quantity = 250,
        };
        book.Execute(order, reports);
        book.Execute(order with { OrderId = 2, Side = Side.Buy, Quantity = 100 }, reports);

        var trade = reports.Reports[^1];
        // trade.Kind is Trade, trade.Price 6100050 (61000.50), trade.Quantity 100 (0.100), trade.MakerLeavesQty 150
        // end
        Assert.Equal((BookReportKind.Trade, 6_100_050L, 100L, 150L), (trade.Kind, trade.Price, trade.Quantity, trade.MakerLeavesQty));
    }

    [Fact]
    public void A_simulation_writes_a_tape()
    {
        var instrument = Simulation.SimulationFixture.Instrument("BTC-USDT");
        // example: simulation
        var config = new SimulationConfig { Seed = 7, Instruments = [instrument] };
        var bytes = new ArrayBufferWriter<byte>();
        if (!SimulationTape.Create(config, bytes).TryGet(out var tape, out var tapeError)) throw new ArgumentException(tapeError.ToString());
        if (!Simulator.Create(config, tape).TryGet(out var simulator, out var error)) throw new ArgumentException(error.ToString());
        while (simulator.Metrics.Events < 1_000) simulator.Step();
        tape.Writer.Complete();
        // tape.Writer.Hash is the trace hash: the same for this seed and configuration on every machine
        // end
        var decoder = new TapeDecoder(isLenient: false);
        Assert.Equal(TapeStep.End, Tape.TapeReading.Drive(decoder, bytes.WrittenSpan.ToArray(), 4_096, _ => { }));
        Assert.Equal(tape.Writer.Count, decoder.EventCount);
    }
}
