using System;
using System.Buffers;
using Trading.Model;
using Trading.Tape;
using Xunit;

namespace Trading.Tests.Grains.Desk;

/// <summary>A tape of order flow whose first instrument becomes a perpetual, with what a venue would tell of its funding.</summary>
internal static class FundedTape
{
    /// <summary>Reads a tape without levels.</summary>
    /// <returns>Its header.</returns>
    public static TapeHeader Read(ReadOnlyMemory<byte> tape, Action<TapeEvent> take)
    {
        var decoder = new TapeDecoder(isLenient: false);
        while (decoder.Step() is var step && step != TapeStep.End)
        {
            Assert.NotEqual(TapeStep.Failed, step);
            if (step == TapeStep.Event) take(decoder.Event);
            if (step != TapeStep.NeedInput) continue;
            var free = decoder.Free();
            var length = Math.Min(free.Length, tape.Length);
            tape[..length].CopyTo(free);
            decoder.Advance(length);
            tape = tape[length..];
            if (length == 0) decoder.CompleteInput();
        }

        Assert.NotNull(decoder.Header);
        return decoder.Header;
    }

    public static byte[] Of(byte[] tape, long periodNs)
    {
        var plain = Read(tape, _ => { });
        Assert.True(TapeHeader.Create(
            plain.Instruments.SetItem(0, AsPerpetual(plain.Instruments[0])), plain.Agents, plain.Regimes, plain.Seed, 0, plain.Source)
            .TryGet(out var header, out _));
        var bytes = new ArrayBufferWriter<byte>();
        var writer = new TapeWriter(bytes, header);
        var (nowNs, nextNs) = (0L, 0L);
        Read(tape, e =>
        {
            nowNs = Math.Max(nowNs, e.TimeNs);
            Write(e);
            if (e is { Instrument: 0, Kind: TapeEventKind.Fill }) Write(At(TapeEventKind.MarkPrice) with { Price = e.Price });
            if (nowNs < nextNs) return;
            nextNs = (nowNs / periodNs + 1) * periodNs;
            Write(At(TapeEventKind.FundingRate) with { FundingRatePpb = 500_000, NextFundingTimeNs = nextNs });
        });
        writer.Complete();
        return bytes.WrittenSpan.ToArray();

        void Write(in TapeEvent e) => Assert.Equal(TapeErrorCode.None, writer.Write(e));

        TapeEvent At(TapeEventKind kind) => TapeEvent.Empty with { Kind = kind, TimeNs = nowNs, Instrument = 0 };
    }

    public static Instrument AsPerpetual(Instrument spot)
    {
        Assert.True(Instrument.Create(
            spot.Id, InstrumentKind.Perpetual, spot.PriceScale, spot.QuantityScale, spot.TickSize, spot.LotSize, spot.MinQuantity,
            spot.MaxQuantity, spot.MinNotional).TryGet(out var instrument, out _));
        return instrument;
    }
}
