using System;
using System.Buffers;
using Trading.Model;
using Trading.Tape;
using Xunit;

namespace Trading.Client.Tests.Tape;

/// <summary>The committed tape of a perpetual: what its venue tells of funding, among its book and trades.</summary>
internal static class PerpetualTape
{
    private const long StartNs = 1_700_000_000_000_000_000;
    private const long FundingNs = 1_700_006_400_000_000_000;

    /// <summary>The committed file, beside the test program.</summary>
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "data", "tapes", "perpetual.rpl");

    /// <summary>The bytes that it must have.</summary>
    public static byte[] Bytes()
    {
        Assert.True(InstrumentId.Parse("bybit-linear:BTCUSDT").TryGet(out var id, out _));
        var rules = Instrument.Create(
            id, InstrumentKind.Perpetual, 1, 3, new Price(1), new Quantity(1), new Quantity(1), new Quantity(1_000_000_000_000), Notional.Zero);
        Assert.True(rules.TryGet(out var instrument, out _));
        Assert.True(TapeHeader.Create([instrument], [], [], 0, 0, "sample of a perpetual").TryGet(out var header, out _));
        var output = new ArrayBufferWriter<byte>();
        var writer = new TapeWriter(output, header);
        Write(At(0, TapeEventKind.BookSnapshot) with { VenueSequence = 1 }, new(Side.Buy, 651_142, 5_954), new(Side.Sell, 651_143, 10_470));
        Write(At(0, TapeEventKind.MarkPrice) with { Price = 651_174 });
        Write(At(0, TapeEventKind.FundingRate) with { FundingRatePpb = 100_000, NextFundingTimeNs = FundingNs });
        Write(At(1, TapeEventKind.Trade) with { Side = Side.Buy, Price = 651_143, Quantity = 15, TradeId = 9 });
        Write(At(2, TapeEventKind.MarkPrice) with { Price = 651_169 });
        Write(At(6_401, TapeEventKind.FundingRate) with { FundingRatePpb = -12_345, NextFundingTimeNs = FundingNs + 28_800_000_000_000 });
        writer.Complete();
        return output.WrittenSpan.ToArray();

        void Write(TapeEvent e, params PriceLevel[] levels) => Assert.Equal(TapeErrorCode.None, writer.Write(e, levels));
    }

    private static TapeEvent At(long seconds, TapeEventKind kind) =>
        TapeEvent.Empty with { Kind = kind, TimeNs = StartNs + seconds * 1_000_000_000, Instrument = 0 };
}
